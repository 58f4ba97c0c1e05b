#include "validation/judge/claim.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <functional>

#include "base/error.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/judge/budget_claims.hpp"
#include "validation/judge/chain_claims.hpp"
#include "validation/judge/ground_state_claim.hpp"
#include "validation/judge/motion_claims.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/judge/reference_claim.hpp"
#include "validation/judge/run_claim.hpp"
#include "validation/judge/state_angle.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

using cases::Against;

double end_of_claim(const cases::Case& asked, const cases::Claim& claim) {
  return claim.t_max.value_or(cases::Schedule(asked.model, asked.protocol).t_end());
}

bool reaches(const Record& record, double t_end) {
  return record.times.back() >= t_end - same_time({record.times.front(), record.times.back(), t_end});
}

/// As told by who gathered the evidence; else of a case of the catalogue.
std::string reproducing_command(const Evidence& evidence) {
  return evidence.reproduce.empty() ? shell_line({"quenchmark", "validate", evidence.asked.id, "--tier",
                                                  std::string(cases::name(evidence.asked.tier))})
                                    : evidence.reproduce;
}

const Record& truth_record(const Evidence& evidence, const cases::Claim& claim) {
  if (claim.against == Against::exact_sum) {
    if (!evidence.exact_sum) {
      const bool missing =
          evidence.exact_sum_failure.empty() || evidence.exact_sum_failure == "there is none";
      throw Error(ErrorKind::io,
                  missing ? "there is no exact-sum run of this case"
                          : "the exact-sum run of this case: " + evidence.exact_sum_failure,
                  missing ? "make it: " + reproducing_command(evidence) : "");
    }
    return *evidence.exact_sum;
  }
  if (!evidence.reference) {
    throw Error(ErrorKind::io,
                evidence.reference_failure.empty() ? "there is no reference" : evidence.reference_failure,
                !evidence.reference_failure.empty() && evidence.reference_failure != "there is none"
                    ? ""
                    : "make it: " + reproducing_command(evidence));
  }
  const std::string wanted(cases::name(claim.against));
  if (claim.against != Against::reference && evidence.reference->truth != wanted) {
    throw Error(ErrorKind::format, fmt::format("the claim is against a {} curve but the reference is '{}'",
                                               wanted, evidence.reference->truth));
  }
  return *evidence.reference;
}

/// What the drive of a ramp has added to an energy, per site for densities; empty for constant couplings.
std::vector<double> work_of_drive(const cases::Case& asked, const Record& record,
                                  cases::ObservableKind kind) {
  using cases::ObservableKind;
  const bool density = kind == ObservableKind::energy_density;
  if (asked.protocol.kind == cases::ProtocolKind::quench || !(density || kind == ObservableKind::energy)) {
    return {};
  }
  const auto energy = record.diagnostics.find("energy");
  const auto drift = record.diagnostics.find("energy_drift");
  if (energy == record.diagnostics.end() || drift == record.diagnostics.end()) {
    throw Error(ErrorKind::format,
                "the energy is not conserved on a ramp and the run did not record the work done",
                "claim it for a quench, or record the diagnostics 'energy' and 'energy_drift'");
  }
  // The drift is what is left of the energy after its initial value and the integral of <dH/dt>.
  std::vector<double> work = energy->second.values;
  std::transform(work.begin(), work.end(), drift->second.values.begin(), work.begin(), std::minus<>());
  if (density) {
    const double sites = cases::Lattice{asked.model.size, asked.model.boundary}.sites();
    std::transform(work.begin(), work.end(), work.begin(), [sites](double w) { return w / sites; });
  }
  return work;
}

/// The angle to the exact state, where the reference is known to its tolerance.
Deviation angle_of(const Evidence& evidence, const cases::Claim& claim, const Record& run) {
  const Record& truth = truth_record(evidence, claim);
  if (run.states.empty() || truth.states.empty()) {
    throw Error(ErrorKind::format, "the angle to the exact state needs the states of run and reference");
  }
  const double t_end = end_of_claim(evidence.asked, claim);
  const std::vector<double> angles = angles_over_time(run, truth, cases::make_problem(evidence.asked));
  Deviation deviation;
  for (std::size_t t = 0; t < run.times.size() && run.times[t] <= t_end + same_time(run.times); ++t) {
    deviation.times.push_back(run.times[t]);
    deviation.difference.push_back(angles[t]);
  }
  deviation.reference_error.assign(deviation.times.size(), evidence.asked.reference.tolerance);
  deviation.standard_error.assign(deviation.times.size(), 0.0);
  return deviation;
}

/// Adds what the evidence tells about the truth beyond its own error.
void add_truth_error(const Evidence& evidence, const std::string& observable, const cases::Claim& claim,
                     Deviation& deviation) {
  const auto error = evidence.truth_error.find(observable);
  if (error == evidence.truth_error.end()) {
    return;
  }
  Record record;
  record.times = evidence.reference->times;
  record.observables[observable].mean = error->second;
  record.observables[observable].components = evidence.reference->observables.at(observable).components;
  const Curve errors = extract_curve(record, observable, cases::component_of(claim));
  for (std::size_t t = 0; t < deviation.times.size(); ++t) {
    deviation.reference_error[t] += errors.mean[index_of_time(errors.times, deviation.times[t]).value()];
  }
}

/// A series is true as far as it goes: a claim beyond is not cut short.
void require_within(const Record& truth, double t_end) {
  if (truth.truth == "series" && !reaches(truth, t_end)) {
    throw Error(
        ErrorKind::format,
        fmt::format("the series reaches t = {:.6g} within the tolerance of the reference, the claim t = "
                    "{:.6g}",
                    truth.times.back(), t_end),
        fmt::format("give the claim t_max = {:.6g} or less, or the reference a larger tolerance",
                    truth.times.back()));
  }
}

Deviation deviation_of(const Evidence& evidence, const cases::Claim& claim, const Record& run) {
  if (claim.observable == cases::ObservableKind::state_angle) {
    return angle_of(evidence, claim, run);
  }
  const std::string observable(cases::name(claim.observable));
  const Curve curve = extract_curve(run, observable, cases::component_of(claim));
  const double t_end = end_of_claim(evidence.asked, claim);
  Deviation deviation;
  if (claim.against == Against::invariant) {
    deviation = drift_of(curve, work_of_drive(evidence.asked, run, claim.observable), t_end);
  } else {
    const Record& truth = truth_record(evidence, claim);
    require_within(truth, t_end);
    deviation = deviation_from(curve, extract_curve(truth, observable, cases::component_of(claim)),
                               truth.truth == "published", t_end);
    add_truth_error(evidence, observable, claim, deviation);
  }
  if (deviation.times.empty()) {
    throw Error(ErrorKind::format, fmt::format("the run has no output time up to t = {:.6g}", t_end));
  }
  return deviation;
}

std::string truth_level(const Evidence& evidence, const cases::Claim& claim) {
  switch (claim.against) {
    case Against::invariant:
      return "invariants";
    case Against::exact_sum:
      return "cross";
    case Against::series:
      return "series";
    case Against::published:
      return "published";
    case Against::reference:
      break;
  }
  return evidence.reference && !evidence.reference->truth.empty() ? evidence.reference->truth : "exact";
}

/// Last time up to which the norm over everything before it, with its uncertainty, is within the limit.
std::optional<double> certified_until(const Deviation& deviation, const std::vector<double>& uncertainty,
                                      cases::ErrorNorm norm, double limit) {
  std::optional<double> until;
  for (std::size_t count = 1; count <= deviation.times.size(); ++count) {
    const bool within = norm == cases::ErrorNorm::max
                            ? std::abs(deviation.difference[count - 1]) + uncertainty[count - 1] <= limit
                            : time_norm(norm, deviation.times, deviation.difference, count) +
                                      time_norm(norm, deviation.times, uncertainty, count) <=
                                  limit;
    if (!within) {
      break;
    }
    until = deviation.times[count - 1];
  }
  return until;
}

std::string measured(const Verdict& verdict) {
  return fmt::format("{} |error of {}| = {} (limit {}), largest at t = {:.4g}", verdict.norm,
                     verdict.observable, short_number(verdict.value), short_number(verdict.limit),
                     verdict.worst_time);
}

std::string until_when(const Verdict& verdict) {
  return verdict.certified_until ? fmt::format("; holds until t = {:.4g}", *verdict.certified_until)
                                 : "; holds at no time";
}

void judge_deterministic(Verdict& verdict, const Deviation& deviation, cases::ErrorNorm norm) {
  const auto largest = std::max_element(deviation.difference.begin(), deviation.difference.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  verdict.worst_time = deviation.times[static_cast<std::size_t>(largest - deviation.difference.begin())];
  verdict.value = time_norm(norm, deviation.times, deviation.difference);
  verdict.reference_error = time_norm(norm, deviation.times, deviation.reference_error);
  verdict.standard_error = 0.0;
  verdict.q = 0.0;
  verdict.detectable = 2.0 * verdict.reference_error;
  verdict.certified_until = certified_until(deviation, deviation.reference_error, norm, verdict.limit);
  decide_deterministic(verdict);
  verdict.reason = measured(verdict);
  if (verdict.verdict == Outcome::fail) {
    verdict.reason += until_when(verdict);
  } else if (verdict.verdict == Outcome::inconclusive) {
    verdict.reason += "; the reference is only known to " + short_number(verdict.reference_error);
  }
}

NoisyFinding judge_statistical(Verdict& verdict, const Evidence& evidence, const cases::Claim& claim,
                               const Deviation& deviation) {
  NoisyFinding finding;
  finding.norm = claim.norm;
  verdict.replicas = static_cast<int>(deviation.replicas.size());
  if (verdict.replicas < 2 && !(verdict.replicas == 0 && evidence.foreign)) {
    throw Error(ErrorKind::format, "a statistical claim needs independent replicas",
                fmt::format("set solver.replicas to at least {}", fewest_replicas(evidence.asked.tier)));
  }
  finding.alone = evidence.foreign && !evidence.confirmation;
  finding.replicas_needed = fewest_replicas(evidence.asked.tier);
  finding.enough_replicas = evidence.foreign || verdict.replicas >= fewest_replicas(evidence.asked.tier);
  finding.first = test_against_limit(deviation, claim.norm, claim.limit);
  finding.suspect_time = deviation.times[finding.first.suspect];
  verdict.value = finding.first.value;
  verdict.standard_error = finding.first.standard_error;
  verdict.reference_error = finding.first.reference_error;
  verdict.q = finding.first.q;
  verdict.worst_time = deviation.times[finding.first.worst];
  std::vector<double> uncertainty = standard_error_of(deviation);
  for (std::size_t t = 0; t < uncertainty.size(); ++t) {
    uncertainty[t] = finding.first.q * uncertainty[t] + deviation.reference_error[t];
  }
  verdict.certified_until = certified_until(deviation, uncertainty, claim.norm, claim.limit);
  if (evidence.confirmation) {
    require_sound(evidence.confirmation, {});
    finding.p_confirmation = confirm_exceeds(deviation_of(evidence, claim, *evidence.confirmation),
                                             claim.norm, claim.limit, finding.first);
    verdict.confirmed = true;
  }
  require_countable_confirmation(evidence, finding);
  return finding;
}

JudgedClaim judge_claim(const Evidence& evidence, const cases::Claim& claim) {
  JudgedClaim judged{blank_verdict(evidence, claim), claim.expect, claim.reason, {}};
  Verdict& verdict = judged.verdict;
  try {
    require_sound(evidence.result, evidence.result_failure);
    if (claim.kind == cases::ClaimKind::budget) {
      return judge_budget_of(evidence, claim);
    }
    const Deviation deviation = deviation_of(evidence, claim, *evidence.result);
    if (claim.kind == cases::ClaimKind::statistical) {
      judged.noisy = judge_statistical(verdict, evidence, claim, deviation);
    } else {
      judge_deterministic(verdict, deviation, claim.norm);
    }
    if (!reaches(*evidence.result, verdict.t_max)) {
      if (evidence.result->status != "stopped") {
        throw Error(ErrorKind::format, fmt::format("the curve ends at t = {:.6g}, the claim at t = {:.6g}",
                                                   evidence.result->times.back(), verdict.t_max));
      }
      fail_for_early_end(verdict, *evidence.result);
      verdict.reason += until_when(verdict);
      judged.noisy.reset();
    }
  } catch (const Error& error) {
    verdict.verdict = Outcome::error;
    verdict.reason = reason_of(error);
    judged.noisy.reset();
  }
  return judged;
}

}  // namespace

void require_sound(const std::optional<Record>& record, const std::string& failure) {
  if (!record) {
    throw Error(ErrorKind::io, failure.empty() ? "there is no result" : failure);
  }
  if (record->status == "interrupted") {
    throw Error(ErrorKind::io, fmt::format("the run was interrupted at t = {:.6g}", record->times.back()),
                "finish it with --resume");
  }
  if (record->status == "stopped" && !is_finding(record->cause)) {
    throw Error(ErrorKind::numeric,
                record->reason.empty() ? "the run stopped and does not say why" : record->reason);
  }
}

void require_countable_confirmation(const Evidence& evidence, const NoisyFinding& finding) {
  if (!evidence.confirmation_failure.empty() && finding.first.p_exceeds <= single_run_error_rate) {
    throw Error(ErrorKind::io, "the confirmation run does not count: " + evidence.confirmation_failure);
  }
}

std::string reason_of(const Error& error) {
  const Diagnostic& first = error.diagnostics().front();
  return first.message + (first.hint.empty() ? "" : "; " + first.hint);
}

void fail_for_early_end(Verdict& verdict, const Record& result) {
  verdict.verdict = Outcome::fail;
  verdict.reason = fmt::format("ended at t = {:.4g} instead of {:.4g}: {}", result.times.back(),
                               verdict.t_max, result.reason.empty() ? "no reason recorded" : result.reason);
}

double NoisyFinding::p_value() const {
  if (alone) {
    return first.p_exceeds;
  }
  const double larger = std::max(first.p_exceeds, p_confirmation);
  return larger * larger;
}

int fewest_replicas(cases::Tier tier) {
  return tier == cases::Tier::smoke ? 8 : 16;
}

std::string why_undecidable(int replicas, int needed) {
  return fmt::format("{} replicas, and a statistical claim of this tier needs {} (solver.replicas)", replicas,
                     needed);
}

std::string observable_label(const cases::Claim& claim) {
  const std::string_view observable = cases::name(claim.observable);
  const cases::ComponentLabel component = cases::component_of(claim);
  return component.empty() ? std::string(observable)
                           : fmt::format("{}[{}]", observable, fmt::join(component, ","));
}

Verdict blank_verdict(const Evidence& evidence, const cases::Claim& claim) {
  Verdict verdict;
  verdict.case_id = evidence.asked.id;
  verdict.tier = cases::name(evidence.asked.tier);
  verdict.claim = claim.id;
  verdict.kind = claim.kind;
  verdict.observable = observable_label(claim);
  verdict.norm = cases::name(claim.norm);
  verdict.t_max = end_of_claim(evidence.asked, claim);
  verdict.limit = claim.limit;
  verdict.truth = truth_level(evidence, claim);
  verdict.result = evidence.result_path;
  verdict.reference = claim.against == Against::invariant ? "" : evidence.reference_path;
  verdict.reproduce = reproducing_command(evidence);
  verdict.case_sha256 = evidence.asked.resolved_sha256;
  verdict.build = evidence.build;
  return verdict;
}

void decide_deterministic(Verdict& verdict) {
  if (verdict.value + verdict.reference_error <= verdict.limit) {
    verdict.verdict = Outcome::pass;
  } else {
    verdict.verdict =
        verdict.value - verdict.reference_error > verdict.limit ? Outcome::fail : Outcome::inconclusive;
  }
  verdict.margin = verdict.verdict == Outcome::fail ? verdict.value / verdict.limit
                                                    : (verdict.limit - verdict.value) / verdict.limit;
}

std::vector<JudgedClaim> judge_claims(const Evidence& evidence) {
  std::vector<JudgedClaim> judged;
  if (std::optional<Verdict> run = judge_run(evidence)) {
    judged.push_back({std::move(*run), cases::Expect::pass, {}, {}});
  }
  for (const cases::Claim& claim : evidence.asked.claims) {
    judged.push_back(judge_claim(evidence, claim));
  }
  for (JudgedClaim& automatic : judge_budget(evidence)) {
    judged.push_back(std::move(automatic));
  }
  for (JudgedClaim& automatic : judge_motion(evidence)) {
    judged.push_back(std::move(automatic));
  }
  for (JudgedClaim& of_chains : judge_chains(evidence)) {
    judged.push_back(std::move(of_chains));
  }
  if (std::optional<Verdict> agreement = judge_reference(evidence)) {
    judged.push_back({std::move(*agreement), cases::Expect::pass, {}, {}});
  }
  if (std::optional<Verdict> ground_state = judge_ground_state(evidence)) {
    judged.push_back({std::move(*ground_state), cases::Expect::pass, {}, {}});
  }
  if (std::optional<Verdict> unclaimed; judged.empty() && (unclaimed = judge_unclaimed(evidence))) {
    judged.push_back({std::move(*unclaimed), cases::Expect::pass, {}, {}});
  }
  return judged;
}

}  // namespace quenchmark::validation
