#include "validation/judge/reference_claim.hpp"

#include <fmt/format.h>

#include <cmath>

#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"

namespace quenchmark::validation {

namespace {

bool is_computed(cases::ReferenceMethod method) {
  return method == cases::ReferenceMethod::free_fermions || method == cases::ReferenceMethod::exact ||
         method == cases::ReferenceMethod::exact_sector;
}

cases::Claim agreement_claim(const cases::Case& asked) {
  cases::Claim claim;
  claim.id = "reference-agreement";
  claim.limit = asked.reference.tolerance;
  return claim;
}

/// The largest stored error of one observable, and when it stands.
void include(Verdict& verdict, const std::string& name, const ObservableRecord& observable,
             const std::vector<double>& times) {
  const std::vector<double>& errors = observable.standard_error.values;
  const std::size_t width = times.empty() ? 1 : std::max<std::size_t>(1, errors.size() / times.size());
  for (std::size_t k = 0; k < errors.size(); ++k) {
    if (!(errors[k] <= verdict.value)) {  // a NaN must not hide
      verdict.value = errors[k];
      verdict.observable = name;
      verdict.worst_time = times[k / width];
    }
  }
}

}  // namespace

std::optional<Verdict> judge_reference(const Evidence& evidence) {
  if (!is_computed(evidence.asked.reference.method) ||
      (!evidence.reference && !evidence.asked.claims.empty())) {
    return std::nullopt;
  }
  Verdict verdict = blank_verdict(evidence, agreement_claim(evidence.asked));
  verdict.truth = "cross";
  if (!evidence.reference) {
    verdict.reason =
        evidence.reference_failure.empty() ? "there is no reference" : evidence.reference_failure;
    return verdict;
  }
  const Record& reference = *evidence.reference;
  if (reference.times.empty() || reference.status != "complete") {
    verdict.reason =
        "the reference is not complete: " + (reference.reason.empty() ? reference.status : reference.reason);
    return verdict;
  }
  verdict.t_max = reference.times.back();
  verdict.value = 0.0;
  verdict.standard_error = 0.0;
  verdict.reference_error = 0.0;
  verdict.q = 0.0;
  for (const auto& [name, observable] : reference.observables) {
    include(verdict, name, observable, reference.times);
  }
  const bool holds = verdict.value <= verdict.limit;
  verdict.verdict = holds ? Outcome::pass : Outcome::fail;
  verdict.margin = holds ? (verdict.limit - verdict.value) / verdict.limit : verdict.value / verdict.limit;
  if (holds) {
    verdict.certified_until = verdict.t_max;
  }
  verdict.reason = fmt::format(
      "{}: disagreement at most {}{} (tolerance {})", reference.method, short_number(verdict.value),
      verdict.observable.empty() ? "" : " in " + verdict.observable, short_number(verdict.limit));
  return verdict;
}

}  // namespace quenchmark::validation
