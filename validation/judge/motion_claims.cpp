#include "validation/judge/motion_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "validation/judge/number_text.hpp"

namespace quenchmark::validation {

namespace {

/// Rounding is amplified by the inverse of the smallest modes that are kept.
constexpr double most_response = 1e-5;
constexpr double most_asymmetry = 1e-6;

bool recorded(const Record& result, const std::string& name) {
  const auto found = result.diagnostics.find(name);
  return found != result.diagnostics.end() && !found->second.values.empty();
}

/// A claim that `tell` fills in and decides.
template <class Tell>
JudgedClaim told(const Evidence& evidence, const char* id, const char* observable, double limit,
                 const Tell& tell) {
  cases::Claim claim;
  claim.id = id;
  claim.limit = limit;
  claim.against = cases::Against::invariant;
  Verdict verdict = blank_verdict(evidence, claim);
  verdict.observable = observable;
  verdict.t_max = evidence.result->times.back();
  verdict.standard_error = verdict.reference_error = verdict.q = 0.0;
  try {
    tell(verdict);
    decide_deterministic(verdict);
  } catch (const Error& error) {
    verdict.verdict = Outcome::error;
    verdict.reason = reason_of(error);
  }
  return {std::move(verdict), cases::Expect::pass, {}, {}};
}

/// The largest over time.
void tell_largest(Verdict& verdict, const Record& result, const char* words) {
  const std::vector<double>& values = result.diagnostics.at(verdict.observable).values;
  const auto largest = std::max_element(values.begin(), values.end());
  verdict.value = *largest;
  verdict.worst_time = result.times.at(static_cast<std::size_t>(largest - values.begin()));
  verdict.reason = fmt::format("{} by at most {} (limit {})", words, short_number(verdict.value),
                               short_number(verdict.limit));
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void tell_held_out(Verdict& verdict, const Record& result) {
  const double seen = sum_of(result.diagnostics.at("r2_optimal").values);
  const double unseen = sum_of(result.diagnostics.at("r2_holdout").values);
  verdict.worst_time = result.times.back();
  verdict.value = seen == 0.0 ? 0.0 : seen / unseen;
  if (!std::isfinite(verdict.value)) {
    throw Error(ErrorKind::format, "the held-out residuals of the run add up to nothing");
  }
  verdict.reason = fmt::format("the least residual on samples seen is {} of that on samples not seen",
                               short_number(verdict.value));
  if (verdict.value > verdict.limit) {
    verdict.reason += ": the held-out residual is understated";
  }
}

}  // namespace

std::vector<JudgedClaim> judge_motion(const Evidence& evidence) {
  std::vector<JudgedClaim> judged;
  if (evidence.foreign || !evidence.asked.solver || !evidence.result || evidence.result->times.empty() ||
      evidence.result->status == "interrupted") {
    return judged;
  }
  const Record& result = *evidence.result;
  const bool sampled = evidence.asked.solver->sampler.kind == cases::SamplerKind::metropolis;
  if (sampled && recorded(result, "r2_optimal") && recorded(result, "r2_holdout")) {
    judged.push_back(told(evidence, "held-out", "r2_holdout", 1.0,
                          [&](Verdict& verdict) { tell_held_out(verdict, result); }));
  }
  if (recorded(result, "response_to_constants")) {
    judged.push_back(
        told(evidence, "centring", "response_to_constants", most_response, [&](Verdict& verdict) {
          tell_largest(verdict, result, "constants added to H and O_k change the velocity");
        }));
  }
  if (recorded(result, "asymmetry")) {
    judged.push_back(told(evidence, "symmetry", "asymmetry", most_asymmetry, [&](Verdict& verdict) {
      tell_largest(verdict, result, "symmetry operations change psi");
    }));
  }
  return judged;
}

}  // namespace quenchmark::validation
