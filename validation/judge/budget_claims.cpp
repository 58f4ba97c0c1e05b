#include "validation/judge/budget_claims.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/units.hpp"
#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/judge/state_angle.hpp"
#include "validation/statistics/deviation.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

/// |error| and what it may be, over time.
struct Bounded {
  std::vector<double> times, actual, bound;
  double reference_error = 0.0;
  /// The error in units of what it may be without sampling noise, with that noise.
  Deviation noisy;
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

const Dataset& require_total(const Record& record, const std::string& observable) {
  const Dataset* data = find_part(record, observable, "total");
  if (data == nullptr) {
    throw Error(ErrorKind::format, fmt::format("the run recorded no budget of '{}'", observable));
  }
  return *data;
}

/// In units of the bound: a limit of 1 asks whether the error stays within it.
Deviation in_units_of(const std::vector<double>& bound, Deviation deviation) {
  for (std::size_t t = 0; t < bound.size(); ++t) {
    deviation.difference[t] /= bound[t];
    deviation.standard_error[t] /= bound[t];
    deviation.reference_error[t] = 0.0;  // inside the bound
    for (std::vector<double>& replica : deviation.replicas) {
      replica[t] /= bound[t];
    }
  }
  return deviation;
}

/// By how much the noise that a budget quotes for one number (budget.cpp) grows when it shall cover `count`
/// of them at once with the same 99 % (Bonferroni).
double widening(const ObservableRecord& observable, std::size_t count) {
  const std::size_t replicas =
      observable.replica_mean.shape.empty() ? 0 : observable.replica_mean.shape.front();
  const int degrees = replicas > 1 ? static_cast<int>(replicas) - 1 : 0;
  return student_quantile(sampling_tail / static_cast<double>(count), degrees) /
         student_quantile(sampling_tail, degrees);
}

/// Errors of some components of one observable of `result` against its budget.
std::vector<Bounded> errors_and_bounds(const Evidence& evidence, const Record& result,
                                       const std::string& observable,
                                       const std::vector<cases::ComponentLabel>& components) {
  const std::vector<cases::ComponentLabel> all = result.observables.at(observable).components.all();
  const Dataset& total = require_total(result, observable);
  const bool counts_reference = find_part(result, observable, "reference") != nullptr;
  const Dataset* sampling = find_part(result, observable, "sampling");
  const auto kind = cases::from_name<cases::ObservableKind>(observable);
  const double unit =
      kind ? cases::unit_of(*kind,
                            cases::Schedule(evidence.asked.model, evidence.asked.protocol).energy_unit())
           : 1.0;
  const double wider = sampling == nullptr ? 1.0
                                           : widening(result.observables.at(observable),
                                                      components.size() * result.times.size());
  std::vector<Bounded> all_bounded;
  for (const cases::ComponentLabel& component : components) {
    const Curve run = extract_curve(result, observable, component);
    const auto column = static_cast<std::size_t>(std::find(all.begin(), all.end(), component) - all.begin());
    const Deviation deviation = deviation_from(run, extract_curve(*evidence.reference, observable, component),
                                               false, result.times.back());
    Bounded bounded;
    bounded.times = deviation.times;
    std::vector<double> without_noise;
    for (std::size_t t = 0; t < deviation.times.size(); ++t) {
      const std::size_t entry = t * all.size() + column;
      const double reference_error = deviation.reference_error[t];
      const double noise = sampling != nullptr ? sampling->values[entry] : 0.0;
      bounded.actual.push_back(std::abs(deviation.difference[t]));
      without_noise.push_back(total.values[entry] - noise + (counts_reference ? 0.0 : reference_error) +
                              floor_of(evidence) * (unit + std::abs(run.mean[t])));
      bounded.bound.push_back(without_noise.back() + wider * noise);
      bounded.reference_error = std::max(bounded.reference_error, reference_error);
    }
    bounded.noisy = in_units_of(without_noise, deviation);
    all_bounded.push_back(std::move(bounded));
  }
  return all_bounded;
}

/// Fills in value, worst time and verdict from the largest ratio of error to bound. At the start some bounds
/// are exact by construction (the angle of the preparation is measured): that says nothing unless it is
/// violated. `of_bound`: "of its bound".
void decide_ratio(Verdict& verdict, const std::vector<Bounded>& all_bounded, const char* what,
                  const char* of_bound) {
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
    looseness = std::min(looseness, bounded.bound.back() / bounded.actual.back());
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
    verdict.reason = fmt::format("{} is at most {} {} (t = {:.4g})", what, short_number(verdict.value),
                                 of_bound, verdict.worst_time);
    if (std::isfinite(looseness)) {
      verdict.reason += "; bound/actual at the end: " + short_number(looseness);
    }
  } else {
    verdict.reason =
        fmt::format("{} is {:.3g} {} at t = {:.4g}", what, verdict.value, of_bound, verdict.worst_time);
  }
}

/// All components as one series, so that one test looks at all of them.
Deviation joined(const std::vector<Bounded>& all_bounded) {
  Deviation all;
  const auto append = [](std::vector<double>& to, const std::vector<double>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const Bounded& bounded : all_bounded) {
    append(all.times, bounded.noisy.times);
    append(all.difference, bounded.noisy.difference);
    append(all.standard_error, bounded.noisy.standard_error);
    append(all.reference_error, bounded.noisy.reference_error);
    all.replicas.resize(bounded.noisy.replicas.size());
    for (std::size_t r = 0; r < all.replicas.size(); ++r) {
      append(all.replicas[r], bounded.noisy.replicas[r]);
    }
  }
  return all;
}

bool is_sampled(const cases::Case& asked) {
  return asked.solver && asked.solver->sampler.kind == cases::SamplerKind::metropolis;
}

void set_error(Verdict& verdict, const Error& error) {
  verdict.verdict = Outcome::error;
  verdict.reason = error.diagnostics().front().message;
}

constexpr const char* of_its_bound = "of its bound";

void explain_violation(Verdict& verdict) {
  if (verdict.verdict == Outcome::fail) {
    verdict.reason += verdict.value > 1.0
                          ? ": a diagnostic understates the error"
                          : fmt::format(", more than the {} claimed", short_number(verdict.limit));
  }
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
  const Dataset& total = require_total(result, "state_angle");
  Bounded bounded;
  bounded.times = result.times;
  bounded.actual = angles_over_time(result, reference, cases::make_problem(evidence.asked));
  for (std::size_t t = 0; t < result.times.size(); ++t) {
    bounded.bound.push_back(total.values[t] + floor_of(evidence));
  }
  return bounded;
}

/// No two states are further apart.
constexpr double largest_angle = 0.5 * std::numbers::pi;

/// First time from which on the certificate leaves every state possible; absent when it never does.
std::optional<double> silent_from(const std::vector<double>& times, const std::vector<double>& angle) {
  std::optional<double> from;
  for (std::size_t t = times.size(); t-- > 0 && angle[t] >= largest_angle;) {
    from = times[t];
  }
  return from;
}

std::string silence(double from) {
  return fmt::format("; from t = {:.4g} on the bound of the angle is above pi/2 and says nothing", from);
}

/// Output times at which the bound leaves every state possible show nothing about it.
void leave_out_silent_times(Bounded& bounded, double from) {
  const auto kept = static_cast<std::size_t>(std::find(bounded.times.begin(), bounded.times.end(), from) -
                                             bounded.times.begin());
  if (kept <= 1) {
    throw Error(
        ErrorKind::numeric,
        fmt::format("the certificate certifies nothing: its bound of {:.3g} rad is above pi/2, the largest "
                    "angle there is, at every output time after the start",
                    bounded.bound.back()));
  }
  for (std::vector<double>* values : {&bounded.times, &bounded.actual, &bounded.bound}) {
    values->resize(kept);
  }
}

Verdict judge_certificate(const Evidence& evidence) {
  Verdict verdict = blank_verdict(evidence, automatic_claim("certificate"));
  verdict.observable = "state_angle";
  verdict.t_max = evidence.result->times.back();
  try {
    Bounded bounded = angles_and_bounds(evidence);
    const std::optional<double> silent =
        silent_from(bounded.times, require_total(*evidence.result, "state_angle").values);
    if (silent) {
      leave_out_silent_times(bounded, *silent);
      verdict.t_max = bounded.times.back();
    }
    decide_ratio(verdict, {bounded}, "the angle to the exact state", of_its_bound);
    explain_violation(verdict);
    verdict.reason += silent ? silence(*silent) : "";
  } catch (const Error& error) {
    set_error(verdict, error);
  }
  return verdict;
}

/// The one that the claim names, or all.
std::vector<cases::ComponentLabel> components_of(const Record& result, const cases::Claim& claim,
                                                 const std::string& observable) {
  const cases::ComponentLabel named = cases::component_of(claim);
  return named.empty() ? result.observables.at(observable).components.all()
                       : std::vector<cases::ComponentLabel>{named};
}

/// A sampled run breaks its bound when the noise of its replicas does not explain it, in two runs (see
/// validation/statistics/equivalence.hpp).
NoisyFinding noise_of(const Evidence& evidence, const std::string& observable,
                      const std::vector<cases::ComponentLabel>& components,
                      const std::vector<Bounded>& all_bounded, Verdict& verdict) {
  const Deviation noisy = joined(all_bounded);
  NoisyFinding finding;
  verdict.replicas = static_cast<int>(noisy.replicas.size());
  finding.replicas_needed = fewest_replicas(evidence.asked.tier);
  finding.enough_replicas = verdict.replicas >= finding.replicas_needed;
  if (verdict.replicas < 2) {
    return finding;  // nothing tells the noise
  }
  finding.first = test_against_limit(noisy, finding.norm, verdict.limit);
  finding.first.within = verdict.value <= verdict.limit;
  finding.suspect_time = noisy.times[finding.first.suspect];
  if (evidence.confirmation) {
    const Deviation second =
        joined(errors_and_bounds(evidence, *evidence.confirmation, observable, components));
    // One that ended early has other times, and says nothing about the suspect.
    if (second.times == noisy.times && second.replicas.size() > 1) {
      finding.p_confirmation = confirm_exceeds(second, finding.norm, verdict.limit, finding.first);
    }
    verdict.confirmed = true;
  }
  require_countable_confirmation(evidence, finding);
  return finding;
}

}  // namespace

double rounding_floor(cases::Precision precision) {
  return precision == cases::Precision::fp64 ? 1e-9 : 1e-5;
}

JudgedClaim judge_budget_of(const Evidence& evidence, const cases::Claim& claim) {
  JudgedClaim judged{blank_verdict(evidence, claim), claim.expect, claim.reason, {}};
  Verdict& verdict = judged.verdict;
  const std::string observable(cases::name(claim.observable));
  try {
    if (!evidence.result || evidence.result->observables.count(observable) == 0) {
      throw Error(ErrorKind::format, fmt::format("the run did not record '{}'", observable));
    }
    if (!evidence.reference) {
      throw Error(ErrorKind::io, "there is no reference to measure the error with");
    }
    const Record& result = *evidence.result;
    verdict.t_max = result.times.back();
    const std::vector<cases::ComponentLabel> components = components_of(result, claim, observable);
    const std::vector<Bounded> all_bounded = errors_and_bounds(evidence, result, observable, components);
    const bool sampled = is_sampled(evidence.asked);
    decide_ratio(verdict, all_bounded, "the error",
                 sampled ? "of its bound, 99 % noise included" : of_its_bound);
    if (const Dataset* angle = find_part(result, "state_angle", "total")) {
      const std::optional<double> silent = silent_from(result.times, angle->values);
      verdict.reason += silent ? silence(*silent) : "";
    }
    if (sampled) {
      judged.noisy = noise_of(evidence, observable, components, all_bounded, verdict);
    } else {
      explain_violation(verdict);
    }
  } catch (const Error& error) {
    set_error(verdict, error);
    judged.noisy.reset();
  }
  return judged;
}

std::vector<JudgedClaim> judge_budget(const Evidence& evidence) {
  std::vector<JudgedClaim> judged;
  if (evidence.foreign || !evidence.asked.solver || !evidence.result || !evidence.reference ||
      evidence.reference->truth != "exact" || evidence.result->status == "interrupted") {
    return judged;
  }
  const Record& result = *evidence.result;
  const bool sampled = is_sampled(evidence.asked);
  if (sampled && evidence.asked.solver->replicas < fewest_replicas(evidence.asked.tier)) {
    return judged;
  }
  for (const auto& [observable, parts] : result.budget) {
    const auto kind = cases::from_name<cases::ObservableKind>(observable);
    if (kind && evidence.reference->observables.count(observable) > 0) {
      cases::Claim claim = automatic_claim("budget-" + observable);
      claim.observable = *kind;
      judged.push_back(judge_budget_of(evidence, claim));
    }
  }
  if (!sampled && !result.states.empty() && !evidence.reference->states.empty()) {
    judged.push_back({judge_certificate(evidence), cases::Expect::pass, {}, {}});
  }
  return judged;
}

}  // namespace quenchmark::validation
