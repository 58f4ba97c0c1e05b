#include "validation/judge/run_claim.hpp"

#include "base/error.hpp"
#include "validation/judge/claim.hpp"

namespace quenchmark::validation {

namespace {

bool is_of_a_run(const Evidence& evidence) {
  return !evidence.foreign && (evidence.asked.solver || evidence.asked.predictor);
}

Verdict blank_run_verdict(const Evidence& evidence) {
  cases::Claim claim;
  claim.id = "run";
  claim.against = cases::Against::invariant;  // no reference has a say in it
  Verdict verdict = blank_verdict(evidence, claim);
  verdict.observable.clear();
  verdict.norm.clear();
  verdict.limit = no_number;
  verdict.truth.clear();
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_unclaimed(const Evidence& evidence) {
  if (!is_of_a_run(evidence)) {
    return std::nullopt;
  }
  Verdict verdict = blank_run_verdict(evidence);
  verdict.reason =
      "nothing is claimed of this run, and nothing can be without a [[claim]] or an exact reference; give it "
      "one";
  return verdict;
}

std::optional<Verdict> judge_run(const Evidence& evidence) {
  if (!is_of_a_run(evidence) || !evidence.asked.claims.empty()) {
    return std::nullopt;
  }
  Verdict verdict = blank_run_verdict(evidence);
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
