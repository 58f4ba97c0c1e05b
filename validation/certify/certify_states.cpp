#include "validation/certify/certify_states.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"
#include "validation/certify/exact_curve.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/case_record.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

using cases::ObservableKind;

constexpr int most_sites_exact_states = 25;

/// The problem at the times of the states, measuring what they tell themselves.
cases::Case problem_of(const StatesFile& states, const CertifyRequest& request, const std::string& slug) {
  const double t_end = states.times.back();
  cases::Case asked =
      certified_problem(request.problem, slug, std::max(t_end, std::numeric_limits<double>::min())).physics;
  ChosenCurve curve;
  curve.file = states.file;
  curve.times = states.times;
  curve.refuse_time = [&](std::size_t row, const std::string& message, const std::string& hint) {
    throw Error(ErrorKind::format, fmt::format("/time[{}]: {}", row, message), hint, states.file);
  };
  for (const ObservableKind kind : {ObservableKind::energy, ObservableKind::energy_variance}) {
    curve.columns.push_back({std::string(cases::name(kind)), kind, {}, {}, {}, {}});
  }
  ask_for_curve(curve, asked);
  const int sites = cases::Lattice{asked.model.size, asked.model.boundary}.sites();
  if (sites != states.sites) {
    throw Error(ErrorKind::format,
                fmt::format("its states have {} sites, the problem has {} ({})", states.sites, sites,
                            fmt::join(asked.model.size, "x")),
                "name the case of the states' lattice, or change the size, --model size=...", states.file);
  }
  asked.title = fmt::format("{}, held against: {}", std::filesystem::path(states.file).filename().string(),
                            asked.title);
  cases::refresh_resolved_text(asked);
  return asked;
}

Record record_of_states(const StatesFile& states, const std::vector<StateMeasures>& measures,
                        const cases::Case& asked, const CertifyRequest& request) {
  Record record = empty_record(asked);
  record.method =
      fmt::format("somebody else's wave functions ({})", states.sampled() ? "samples" : "amplitudes");
  record.times = states.times;
  const std::size_t times = states.times.size();
  const auto fill = [&](const char* name, const Measured StateMeasures::*member) {
    ObservableRecord& observable = record.observables[name];
    observable.mean.shape = {times};
    for (const StateMeasures& one : measures) {
      observable.mean.values.push_back((one.*member).value);
      if (states.sampled()) {
        observable.standard_error.shape = {times};
        observable.standard_error.values.push_back((one.*member).error);
      }
    }
  };
  fill("energy", &StateMeasures::energy);
  fill("energy_variance", &StateMeasures::variance);
  if (measures.front().bound) {
    Dataset& bound = record.budget["state_angle"]["total"];
    bound.shape = {times};
    for (const StateMeasures& one : measures) {
      bound.values.push_back(*one.bound);
    }
  }
  record.provenance = make_provenance(asked, request.invocation);
  record.provenance["curve"] = states.file;
  record.provenance["curve_format"] = "quenchmark.states/1";
  record.provenance["curve_sha256"] = sha256_hex(read_file(states.file));
  return record;
}

cases::Claim energy_claim(const StatesFile& states, const cases::Case& asked, bool with_reference) {
  cases::Claim claim;
  claim.id = "energy";
  claim.observable = ObservableKind::energy;
  claim.against = with_reference ? cases::Against::reference : cases::Against::invariant;
  claim.kind = states.sampled() ? cases::ClaimKind::statistical : cases::ClaimKind::deterministic;
  claim.limit = default_limit * states.sites * cases::Schedule(asked.model, asked.protocol).energy_unit();
  claim.t_max = states.times.back();
  return claim;
}

Verdict blank(const Evidence& evidence, const std::string& id, double limit, const char* truth) {
  cases::Claim claim;
  claim.id = id;
  claim.limit = limit;
  claim.t_max = evidence.result->times.back();
  Verdict verdict = blank_verdict(evidence, claim);
  verdict.observable = "state_angle";
  verdict.truth = truth;
  verdict.reference_error = 0.0;
  verdict.standard_error = 0.0;
  verdict.value = 0.0;
  return verdict;
}

/// The angle to the exact states; noise decides neither way.
Verdict judge_angle(const Evidence& evidence, const std::vector<StateMeasures>& measures, double limit) {
  Verdict verdict = blank(evidence, "state-angle", limit, "exact");
  const double fail_q = student_quantile(family_error_rate / static_cast<double>(measures.size()), 0);
  bool within = true, exceeds = false, unbroken = true;
  verdict.q = student_quantile(pass_error_rate, 0);
  for (const StateMeasures& one : measures) {
    const bool noisy = one.fidelity->error > 0.0;
    const double upper =
        noisy ? angle_of(one.fidelity->value - verdict.q * one.fidelity->error) : one.angle->value;
    const double lower =
        noisy ? angle_of(one.fidelity->value + fail_q * one.fidelity->error) : one.angle->value;
    within = within && upper <= limit;
    exceeds = exceeds || lower > limit;
    unbroken = unbroken && upper <= limit;
    if (unbroken) {
      verdict.certified_until = one.time;
    }
    if (one.angle->value >= verdict.value) {
      verdict.value = one.angle->value;
      verdict.standard_error = one.angle->error;
      verdict.worst_time = one.time;
    }
  }
  verdict.verdict = within ? Outcome::pass : exceeds ? Outcome::fail : Outcome::inconclusive;
  verdict.margin = exceeds ? verdict.value / limit : (limit - verdict.value) / limit;
  verdict.reason =
      fmt::format("angle to the exact state {} rad (fidelity {:.6g}) at t = {:.4g}, limit {} rad",
                  short_number(verdict.value), std::pow(std::cos(verdict.value), 2), verdict.worst_time,
                  short_number(limit));
  return verdict;
}

/// Above one the rate, or the local energies, are not those of the path.
Verdict judge_certificate(const Evidence& evidence, const std::vector<StateMeasures>& measures) {
  Verdict verdict = blank(evidence, "certificate", 1.0, "exact");
  verdict.kind = cases::ClaimKind::budget;
  constexpr double rounding = 1e-6;
  for (const StateMeasures& one : measures) {
    const double least =
        std::max(0.0, one.angle->value - student_quantile(pass_error_rate, 0) * one.angle->error);
    const double share = least / (*one.bound + rounding);
    if (share >= verdict.value) {
      verdict.value = share;
      verdict.worst_time = one.time;
    }
  }
  verdict.verdict = verdict.value <= 1.0 ? Outcome::pass : Outcome::fail;
  verdict.margin = verdict.value <= 1.0 ? 1.0 - verdict.value : verdict.value;
  verdict.reason = fmt::format("the angle to the exact state is {} of its bound at t = {:.4g}",
                               short_number(verdict.value), verdict.worst_time);
  if (verdict.verdict == Outcome::fail) {
    verdict.reason +=
        "; rate and local energies are not those of this path and this problem, or the times are too few to "
        "see where the "
        "path left the flow (the first steps of a run, too long a step)";
  }
  return verdict;
}

/// A bound can certify, and never refute.
Verdict judge_bound(const Evidence& evidence, const std::vector<StateMeasures>& measures, double limit) {
  Verdict verdict = blank(evidence, "angle-bound", limit, "invariants");
  verdict.value = *measures.back().bound;
  verdict.worst_time = measures.back().time;
  for (const StateMeasures& one : measures) {
    if (*one.bound <= limit) {
      verdict.certified_until = one.time;
    }
  }
  verdict.verdict = verdict.value <= limit ? Outcome::pass : Outcome::inconclusive;
  verdict.margin = (limit - verdict.value) / limit;
  verdict.reason = fmt::format("the angle to the exact state is at most {} rad at t = {:.4g}, limit {} rad",
                               short_number(verdict.value), verdict.worst_time, short_number(limit));
  if (verdict.value > std::acos(0.0)) {
    verdict.reason += "; a bound beyond pi/2 says nothing";
  }
  return verdict;
}

double first_angle(const StatesFile& states, const std::vector<StateMeasures>& measures,
                   const cases::Problem& problem, std::vector<std::string>& notes) {
  constexpr double q = 2.33;
  if (measures.front().fidelity) {
    const Measured& fidelity = *measures.front().fidelity;
    return fidelity.error > 0.0 ? angle_of(fidelity.value - q * fidelity.error)
                                : measures.front().angle->value;
  }
  if (states.times.front() == problem.schedule.t_start()) {
    if (const std::optional<Measured> start = fidelity_with_start(states, 0, problem)) {
      return angle_of(start->value - q * start->error);
    }
  }
  notes.push_back(fmt::format(
      "nothing tells how far the state is from the exact one at its first time, t = {:.4g}: the bound "
      "begins at pi/2, and certifies nothing; give the state at the start too",
      states.times.front()));
  return std::acos(0.0);
}

}  // namespace

StatesOutcome certify_states(const CertifyRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  StatesOutcome outcome;
  CertifyOutcome& certified = outcome.certified;
  certified.suite.info.started = utc_now();
  const StatesFile states = read_states_file(request.file);
  const std::string slug = slug_of(request.file);
  certified.directory = request.out / "certify" / slug;
  cases::Case asked = problem_of(states, request, slug);
  Evidence evidence;
  if (states.sites <= most_sites_exact_states) {
    asked.reference = {};
    asked.reference.method = cases::ReferenceMethod::exact_sector;
    require_exact_method(asked);
    cases::refresh_resolved_text(asked);
    const RunOutcome exact =
        keep_exact_curve(asked, certified.directory, request.invocation, request.control, true);
    if (exact.status == "interrupted") {
      certified.interrupted = true;
      return outcome;
    }
    evidence = exact_evidence(asked, certified.directory);
  } else {
    certified.notes.push_back(fmt::format(
        "exact states are computed up to {} sites: the bound alone is judged", most_sites_exact_states));
  }
  const std::optional<Record>& reference = evidence.reference;
  const cases::Problem problem = cases::make_problem(asked);
  cases::StateSnapshots exact_states = reference ? reference->states : cases::StateSnapshots{};
  if (!exact_states.empty() && states.times.front() != reference->times.front()) {
    exact_states.amplitudes.erase(exact_states.amplitudes.begin());  // the start is always among its times
  }
  outcome.measures = measure_states(states, problem, exact_states, request.invocation.threads);
  std::vector<StateMeasures>& measures = outcome.measures;
  if (measures.front().speed_squared) {
    bound_angles(first_angle(states, measures, problem, certified.notes), measures);
  } else {
    certified.notes.push_back(
        "without d ln psi/dt (log_psi_rate, amplitudes_rate) there is no r^2, and no bound");
  }

  evidence.asked = asked;
  evidence.result = record_of_states(states, measures, asked, request);
  evidence.reference_failure = reference ? "" : "the lattice is out of exact reach";
  evidence.foreign = true;
  evidence.reproduce = shell_line(request.invocation.arguments);
  if (reference || problem.schedule.constant()) {
    evidence.asked.claims.push_back(energy_claim(states, asked, reference.has_value()));
  }
  const std::filesystem::path file = case_directory(certified.directory, asked) / "states-summary.h5";
  save_record(*evidence.result, file);
  evidence.result_path = file.string();

  SuiteInfo info = certified.suite.info;
  info.tier = cases::name(asked.tier);
  info.version = evidence.result->provenance["version"];
  certified.suite = judge_suite(info, {evidence});
  const double limit = request.limit.value_or(default_angle_limit);
  std::vector<Verdict> own;
  if (measures.front().fidelity) {
    own.push_back(judge_angle(evidence, measures, limit));
    if (measures.front().bound) {
      own.push_back(judge_certificate(evidence, measures));
    }
  } else if (measures.front().bound) {
    own.push_back(judge_bound(evidence, measures, limit));
  }
  certified.suite.verdicts.insert(certified.suite.verdicts.begin(), own.begin(), own.end());
  if (certified.suite.verdicts.empty()) {
    throw Error(ErrorKind::format,
                "nothing in it can be judged: no exact states, no rate, no conserved energy",
                "give d ln psi/dt (log_psi_rate)", states.file);
  }
  certified.evidence.push_back(std::move(evidence));
  certified.suite.info.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return outcome;
}

}  // namespace quenchmark::validation
