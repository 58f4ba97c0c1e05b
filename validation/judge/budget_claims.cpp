#include "validation/judge/budget_claims.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "cases/spec/error.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/judge/state_angle.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

/// |error| and what it may be, over time.
struct Bounded {
  std::vector<double> times, actual, bound;
  double reference_error = 0.0;
};

double floor_of(const Evidence& evidence) {
  return rounding_floor(evidence.asked.solver ? evidence.asked.solver->precision : cases::Precision::fp64);
}

const Dataset* find_part(const Record& record, const std::string& observable, const std::string& part) {
  const auto budget = record.budget.find(observable);
  if (budget == record.budget.end()) {
    return nullptr;
  }
  const auto found = budget->second.find(part);
  return found == budget->second.end() ? nullptr : &found->second;
}

const Dataset& require_part(const Record& record, const std::string& observable, const std::string& part,
                            std::size_t size) {
  const Dataset* data = find_part(record, observable, part);
  if (data == nullptr || data->values.size() != size) {
    throw Error(ErrorKind::format, fmt::format("the run recorded no budget '{}' of '{}'", part, observable));
  }
  return *data;
}

/// Errors of one observable against its budget: every displacement in `displacements` (one empty entry when
/// it has none).
std::vector<Bounded> errors_and_bounds(const Evidence& evidence, const std::string& observable,
                                       const std::vector<std::vector<int>>& displacements) {
  const Record& result = *evidence.result;
  const auto& all = result.observables.at(observable).displacements;
  const std::size_t components = std::max<std::size_t>(1, all.size());
  const Dataset& total = require_part(result, observable, "total", result.times.size() * components);
  const bool counts_reference = find_part(result, observable, "reference") != nullptr;
  std::vector<Bounded> all_bounded;
  for (const std::vector<int>& displacement : displacements) {
    const auto component =
        static_cast<std::size_t>(std::find(all.begin(), all.end(), displacement) - all.begin());
    const Curve run = extract_curve(result, observable, displacement);
    const Deviation deviation =
        deviation_from(run, extract_curve(*evidence.reference, observable, displacement), false,
                       result.times.empty() ? 0.0 : result.times.back());
    Bounded bounded;
    bounded.times = deviation.times;
    for (std::size_t t = 0; t < deviation.times.size(); ++t) {
      const double reference_error = deviation.reference_error[t];
      bounded.actual.push_back(std::abs(deviation.difference[t]));
      bounded.bound.push_back(total.values[t * components + (all.empty() ? 0 : component)] +
                              (counts_reference ? 0.0 : reference_error) +
                              floor_of(evidence) * (1.0 + std::abs(run.mean[t])));
      bounded.reference_error = std::max(bounded.reference_error, reference_error);
    }
    all_bounded.push_back(std::move(bounded));
  }
  return all_bounded;
}

/// Fills in value, worst time and verdict from the largest ratio of error to bound. At the start some bounds
/// are exact by construction (the angle of the preparation is measured): that says nothing unless it is
/// violated.
void decide_ratio(Verdict& verdict, const std::vector<Bounded>& all_bounded, const char* what) {
  verdict.value = 0.0;
  verdict.reference_error = 0.0;
  verdict.standard_error = verdict.q = verdict.detectable = 0.0;
  double looseness = std::numeric_limits<double>::infinity();
  double first_violation = std::numeric_limits<double>::infinity();
  for (const Bounded& bounded : all_bounded) {
    verdict.reference_error = std::max(verdict.reference_error, bounded.reference_error);
    for (std::size_t t = 0; t < bounded.times.size(); ++t) {
      const double ratio = bounded.actual[t] / bounded.bound[t];
      const bool holds = ratio <= verdict.limit;
      if (!holds) {
        first_violation = std::min(first_violation, bounded.times[t]);
      }
      const bool tells = t > 0 || !holds || bounded.times.size() == 1;
      if (tells && (!(ratio <= verdict.value) || std::isnan(verdict.worst_time))) {
        verdict.value = ratio;
        verdict.worst_time = bounded.times[t];
      }
    }
    if (!bounded.times.empty()) {
      looseness = std::min(looseness, bounded.bound.back() / bounded.actual.back());
    }
  }
  if (all_bounded.empty() || all_bounded.front().times.empty()) {
    throw Error(ErrorKind::format, "the run has no output times");
  }
  for (double t : all_bounded.front().times) {
    if (t < first_violation) {
      verdict.certified_until = t;
    }
  }
  const bool holds = verdict.value <= verdict.limit;
  verdict.verdict = holds ? Outcome::pass : Outcome::fail;
  verdict.margin = holds ? (verdict.limit - verdict.value) / verdict.limit : verdict.value / verdict.limit;
  if (holds) {
    verdict.reason = fmt::format("{} is at most {} of its bound (t = {:.4g})", what,
                                 short_number(verdict.value), verdict.worst_time);
    if (std::isfinite(looseness)) {
      verdict.reason += "; bound/actual at the end: " + short_number(looseness);
    }
  } else {
    verdict.reason =
        fmt::format("{} is {:.3g} times its bound at t = {:.4g}: a diagnostic understates the error", what,
                    verdict.value, verdict.worst_time);
  }
}

void set_error(Verdict& verdict, const Error& error) {
  verdict.verdict = Outcome::error;
  verdict.reason = error.diagnostics().front().message;
}

cases::Claim automatic_claim(const std::string& id) {
  cases::Claim claim;
  claim.id = id;
  claim.kind = cases::ClaimKind::budget;
  claim.limit = 1.0;
  return claim;
}

/// Angle between run and reference against the certificate, at every output time of the run.
Bounded angles_and_bounds(const Evidence& evidence) {
  const Record& result = *evidence.result;
  const Record& reference = *evidence.reference;
  const Dataset& total = require_part(result, "state_angle", "total", result.times.size());
  if (result.states.amplitudes.size() != result.times.size() ||
      reference.states.amplitudes.size() != reference.times.size()) {
    throw Error(ErrorKind::format, "there is not one stored wave function per output time");
  }
  const StateComparison comparison(result.states, reference.states, cases::make_problem(evidence.asked));
  // The index of each time in the reference, by the rule of all curves.
  Curve indices{reference.times, {}, {}, {}};
  Curve zeros{result.times, std::vector<double>(result.times.size(), 0.0), {}, {}};
  for (std::size_t t = 0; t < reference.times.size(); ++t) {
    indices.mean.push_back(static_cast<double>(t));
  }
  const Deviation matched = deviation_from(zeros, indices, false, result.times.back());
  Bounded bounded;
  bounded.times = result.times;
  for (std::size_t t = 0; t < result.times.size(); ++t) {
    bounded.actual.push_back(
        comparison.angle(t, static_cast<std::size_t>(std::lround(-matched.difference[t]))));
    bounded.bound.push_back(total.values[t] + floor_of(evidence));
  }
  return bounded;
}

Verdict judge_certificate(const Evidence& evidence) {
  Verdict verdict = blank_verdict(evidence, automatic_claim("certificate"));
  verdict.observable = "state_angle";
  verdict.t_max = evidence.result->times.empty() ? no_number : evidence.result->times.back();
  try {
    decide_ratio(verdict, {angles_and_bounds(evidence)}, "the angle to the exact state");
  } catch (const Error& error) {
    set_error(verdict, error);
  }
  return verdict;
}

}  // namespace

double rounding_floor(cases::Precision precision) {
  return precision == cases::Precision::fp64 ? 1e-9 : 1e-5;
}

Verdict judge_budget_of(const Evidence& evidence, const cases::Claim& claim) {
  Verdict verdict = blank_verdict(evidence, claim);
  const std::string observable(cases::name(claim.observable));
  try {
    if (!evidence.result || evidence.result->observables.count(observable) == 0) {
      throw Error(ErrorKind::format, fmt::format("the run did not record '{}'", observable));
    }
    if (!evidence.reference) {
      throw Error(ErrorKind::io, "there is no reference to measure the error with");
    }
    if (evidence.result->times.empty()) {
      throw Error(ErrorKind::format, "the run has no output times");
    }
    verdict.t_max = evidence.result->times.back();
    std::vector<std::vector<int>> displacements = evidence.result->observables.at(observable).displacements;
    if (!claim.displacement.empty()) {
      displacements = {claim.displacement};
    } else if (displacements.empty()) {
      displacements = {{}};
    }
    decide_ratio(verdict, errors_and_bounds(evidence, observable, displacements), "the error");
  } catch (const Error& error) {
    set_error(verdict, error);
  }
  return verdict;
}

std::vector<Verdict> judge_budget(const Evidence& evidence) {
  std::vector<Verdict> verdicts;
  const bool free_of_noise = !evidence.foreign && evidence.asked.solver &&
                             evidence.asked.solver->sampler.kind != cases::SamplerKind::metropolis;
  if (!free_of_noise || !evidence.result || !evidence.reference || evidence.reference->truth != "exact") {
    return verdicts;
  }
  const Record& result = *evidence.result;
  for (const auto& [observable, parts] : result.budget) {
    const auto kind = cases::from_name<cases::ObservableKind>(observable);
    if (kind && evidence.reference->observables.count(observable) > 0) {
      cases::Claim claim = automatic_claim("budget-" + observable);
      claim.observable = *kind;
      verdicts.push_back(judge_budget_of(evidence, claim));
    }
  }
  if (!result.states.empty() && !evidence.reference->states.empty()) {
    verdicts.push_back(judge_certificate(evidence));
  }
  return verdicts;
}

}  // namespace quenchmark::validation
