#include "validation/evidence/earlier_judgement.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "validation/record/json_text.hpp"

namespace quenchmark::validation {

namespace {

using nlohmann::json;

/// Null for text that is no document.
json document_of(std::string_view text) {
  try {
    return parse_json(text, "");
  } catch (const Error&) {
    return {};
  }
}

std::string word(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

SuiteInfo info_of(const json& suite) {
  SuiteInfo info;
  info.tier = word(suite, "tier");
  info.started = word(suite, "started");
  info.version = word(suite, "version");
  if (const auto seed = suite.find("seed"); seed != suite.end() && seed->is_number_unsigned()) {
    info.seed = seed->get<unsigned long long>();
  }
  if (const auto seconds = suite.find("seconds"); seconds != suite.end() && seconds->is_number()) {
    info.seconds = seconds->get<double>();
  }
  return info;
}

}  // namespace

EarlierVerdict EarlierJudgement::about(const std::string& id, cases::Tier tier) const {
  const auto found = verdicts.find({id, std::string(cases::name(tier))});
  return found == verdicts.end() ? EarlierVerdict{} : found->second;
}

EarlierJudgement parse_judgement(std::string_view text) {
  const json document = document_of(text);
  EarlierJudgement judgement;
  if (const auto suite = document.find("suite"); suite != document.end()) {
    judgement.info = info_of(*suite);
  }
  if (const auto verdicts = document.find("verdicts"); verdicts != document.end() && verdicts->is_array()) {
    for (const json& verdict : *verdicts) {
      judgement.verdicts[{word(verdict, "case"), word(verdict, "tier")}] = {word(verdict, "reproduce"),
                                                                            word(verdict, "case_sha256")};
    }
  }
  return judgement;
}

}  // namespace quenchmark::validation
