// Any bytes as a verdicts.json: what is read of them stands in the file that is written anew, and is read
// there again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "validation/evidence/earlier_judgement.hpp"
#include "validation/judge/verdict_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quenchmark::validation;
  const EarlierJudgement judgement = parse_judgement({reinterpret_cast<const char*>(data), size});
  Suite suite;
  suite.info = judgement.info;
  for (const auto& [about, told] : judgement.verdicts) {
    Verdict verdict;
    verdict.case_id = about.first;
    verdict.tier = about.second;
    verdict.reproduce = told.reproduce;
    verdict.case_sha256 = told.case_sha256;
    suite.verdicts.push_back(verdict);
  }
  const EarlierJudgement again = parse_judgement(verdicts_json(suite).dump());
  const bool same = again.info.tier == judgement.info.tier && again.info.seed == judgement.info.seed &&
                    again.info.started == judgement.info.started &&
                    again.info.version == judgement.info.version &&
                    again.info.seconds == judgement.info.seconds && again.verdicts == judgement.verdicts;
  if (!same) {
    std::abort();
  }
  return 0;
}
