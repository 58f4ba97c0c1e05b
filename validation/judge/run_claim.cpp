#include "validation/judge/run_claim.hpp"

#include "base/error.hpp"
#include "validation/judge/claim.hpp"

namespace quenchmark::validation {

std::optional<Verdict> judge_run(const Evidence& evidence) {
  const cases::Case& asked = evidence.asked;
  if (evidence.foreign || !asked.claims.empty() || !(asked.solver || asked.predictor)) {
    return std::nullopt;
  }
  cases::Claim claim;
  claim.id = "run";
  claim.against = cases::Against::invariant;  // no reference has a say in it
  Verdict verdict = blank_verdict(evidence, claim);
  verdict.observable.clear();
  verdict.norm.clear();
  verdict.limit = no_number;
  verdict.truth.clear();
  try {
    require_sound(evidence.result, evidence.result_failure);
    if (evidence.result->status != "stopped") {
      return std::nullopt;
    }
    fail_for_early_end(verdict, *evidence.result);
  } catch (const Error& error) {
    verdict.reason = reason_of(error);
  }
  return verdict;
}

}  // namespace quenchmark::validation
