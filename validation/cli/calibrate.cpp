#include "validation/cli/calibrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <random>

#include "base/file.hpp"
#include "base/keyed_random.hpp"
#include "validation/cli/output.hpp"
#include "validation/judge/calibration.hpp"
#include "validation/judge/verdict_table.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

std::uint64_t base_seed(const CommonOptions& common) {
  if (common.seed) {
    return *common.seed;
  }
  std::random_device entropy;
  return (std::uint64_t{entropy()} << 32) | entropy();
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f}%", 100.0 * share) : "-";
}

std::string table_of(const Calibration& calibration) {
  std::vector<std::vector<std::string>> rows{
      {"CASE", "CLAIM", "RUNS", "PASS", "FAIL", "INCONCLUSIVE", "ERROR", "FAIL AT 2 LIMITS", "UNIFORM p"}};
  for (const CalibratedClaim& claim : calibration.claims()) {
    const double runs = claim.runs();
    const int failed = claim.count(Outcome::fail) + claim.count(Outcome::xpass);
    const int passed = claim.count(Outcome::pass) + claim.count(Outcome::xfail);
    rows.push_back({claim.case_id, claim.claim, fmt::format("{}", claim.runs()), percent(passed / runs),
                    percent(failed / runs), percent(claim.count(Outcome::inconclusive) / runs),
                    percent(claim.count(Outcome::error) / runs), percent(claim.power()),
                    claim.has_uniformity() ? fmt::format("{:.3f}", claim.uniformity().p_value) : "-"});
  }
  return text_table(rows) + fmt::format("\n{} of {} suites with a FAIL: between {:.2g} and {:.2g} (95 %)\n",
                                        calibration.alarmed(), calibration.repetitions(),
                                        smallest_rate(calibration.alarmed(), calibration.repetitions()),
                                        largest_rate(calibration.alarmed(), calibration.repetitions()));
}

}  // namespace

int calibrate_suite(int repetitions, const CommonOptions& common,
                    const std::function<SuiteOutcome(const CommonOptions&)>& repeat) {
  const std::filesystem::path out = common.out;
  require_writable_directory(out);
  const std::uint64_t seed = base_seed(common);
  Calibration calibration;
  SuiteInfo info;
  int error_exit_code = 2;
  bool interrupted = false;
  for (int k = 0; k < repetitions && !interrupted; ++k) {
    CommonOptions seeded = common;
    seeded.seed = KeyedRandom(seed, 0x43414C4942524154).bits(static_cast<std::uint64_t>(k));
    seeded.out = (out / "calibration").string();
    const SuiteOutcome outcome = repeat(seeded);
    interrupted = outcome.interrupted;
    if (interrupted) {
      break;
    }
    calibration.add(outcome.suite, outcome.evidence);
    if (outcome.suite.count(Outcome::error) > 0) {
      error_exit_code = std::max(error_exit_code, outcome.suite.error_exit_code);
    }
    info.seconds += outcome.suite.info.seconds;
    info.started = info.started.empty() ? outcome.suite.info.started : info.started;
    info.tier = outcome.suite.info.tier;
    info.version = outcome.suite.info.version;
    info.seed = seed;
    replace_file(out / "calibration.json", calibration.json(info).dump() + "\n");
    if (!common.quiet) {
      std::fputs(fmt::format("[{}/{}] {}\n", k + 1, repetitions, summary_line(outcome.suite)).c_str(),
                 stderr);
    }
  }
  if (calibration.repetitions() > 0) {
    if (common.json) {
      write_document(calibration.json(info));
    } else {
      write_output(table_of(calibration) + "kept: " + (out / "calibration.json").string() + "\n");
    }
  }
  if (interrupted) {
    return StopSignal::exit_code();
  }
  if (calibration.count(Outcome::error) > 0) {
    return error_exit_code;
  }
  return calibration.alarmed() > 0 ? 1 : 0;
}

}  // namespace quenchmark::validation
