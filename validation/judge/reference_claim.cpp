#include "validation/judge/reference_claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cases/spec/asks_for.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/units.hpp"
#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"

namespace quenchmark::validation {

namespace {

cases::Claim agreement_claim(const cases::Case& asked) {
  cases::Claim claim;
  claim.id = "reference-agreement";
  claim.limit = asked.reference.tolerance;
  return claim;
}

/// The largest stored error of one observable, relative to its value or its unit, and when it stands.
void include(Verdict& verdict, const std::string& name, const ObservableRecord& observable,
             const std::vector<double>& times, double energy_unit) {
  const auto kind = cases::from_name<cases::ObservableKind>(name);
  const double unit = kind ? cases::unit_of(*kind, energy_unit) : 1.0;
  const std::vector<double>& errors = observable.standard_error.values;
  const std::vector<double>& values = observable.mean.values;
  const std::size_t width = times.empty() ? 1 : std::max<std::size_t>(1, errors.size() / times.size());
  for (std::size_t k = 0; k < errors.size(); ++k) {
    const double share = errors[k] / std::max(unit, k < values.size() ? std::abs(values[k]) : 0.0);
    const double relative =
        std::isnan(share) ? std::numeric_limits<double>::infinity() : share;  // it must not hide
    if (relative > verdict.value) {
      verdict.value = relative;
      verdict.observable = name;
      verdict.worst_time = times[k / width];
    }
  }
}

}  // namespace

std::optional<Verdict> judge_reference(const Evidence& evidence) {
  if (!cases::is_computed(evidence.asked.reference.method) ||
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
  const double energy_unit = cases::Schedule(evidence.asked.model, evidence.asked.protocol).energy_unit();
  for (const auto& [name, observable] : reference.observables) {
    include(verdict, name, observable, reference.times, energy_unit);
  }
  const bool holds = verdict.value <= verdict.limit;
  verdict.verdict = holds ? Outcome::pass : Outcome::fail;
  verdict.margin = holds ? (verdict.limit - verdict.value) / verdict.limit : verdict.value / verdict.limit;
  if (holds) {
    verdict.certified_until = verdict.t_max;
  }
  verdict.reason = fmt::format(
      "{}: relative disagreement at most {}{} (tolerance {})", reference.method, short_number(verdict.value),
      verdict.observable.empty() ? "" : " in " + verdict.observable, short_number(verdict.limit));
  return verdict;
}

}  // namespace quenchmark::validation
