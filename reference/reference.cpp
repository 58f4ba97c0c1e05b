#include "reference/reference.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "reference/agreement.hpp"
#include "reference/chain/free_fermions.hpp"
#include "reference/ground_states.hpp"
#include "reference/hilbert/full_space.hpp"
#include "reference/observables/observer.hpp"
#include "reference/plan.hpp"
#include "reference/series/series_curve.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

namespace {

/// What one propagator measured at the times that it reached.
struct Run {
  std::vector<Measurement> measurements;
  PropagationReport report;
};

std::unique_ptr<HilbertSpace> make_space(const Plan& plan, const Workers& workers,
                                         const RunControl& control) {
  if (plan.sector) {
    control.progress({"find orbits", 0.0, 0.0, std::to_string(plan.dimension) + " orbits"});
    return std::make_unique<SymmetricSector>(plan.terms, plan.group, plan.neighbours, workers, control);
  }
  return std::make_unique<FullSpace>(plan.terms, workers, control);
}

cases::StateSnapshots make_snapshots(const Plan& plan, const HilbertSpace& space) {
  cases::StateSnapshots states;
  states.translations = states.point_group = plan.sector;
  states.spin_flip = plan.sector && plan.group.spin_flip;
  for (std::int64_t k = 0; k < space.dimension(); ++k) {
    states.configurations.push_back(space.configuration(k));
    states.multiplicity.push_back(space.multiplicities() == nullptr ? 1.0 : space.multiplicities()[k]);
  }
  return states;
}

bool finite(const Measurement& measurement) {
  bool all = std::isfinite(measurement.norm) && std::isfinite(measurement.energy);
  for (const auto& [name, values] : measurement.values) {
    all = all && std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
  }
  return all;
}

/// The first `count` times.
ObservableTables tables_of(const Run& run, std::size_t count) {
  ObservableTables tables;
  for (std::size_t k = 0; k < count; ++k) {
    for (const auto& [name, values] : run.measurements[k].values) {
      tables[name].push_back(values);
    }
  }
  return tables;
}

/// Norm and energy are kept by exact dynamics: their change is an error. Energies in units of half the
/// spectrum's width.
void fill_drifts(const cases::Problem& problem, const IsingTerms& terms, const Run& run,
                 ReferenceCurve& curve) {
  const double width = spectral_interval(terms, problem.schedule.at(problem.schedule.t_start())).half_width();
  for (std::size_t k = 0; k < curve.times.size(); ++k) {
    curve.diagnostics["norm_drift"].push_back(std::abs(run.measurements[k].norm - 1.0));
    if (problem.schedule.constant()) {
      curve.diagnostics["energy_drift"].push_back(
          std::abs(run.measurements[k].energy - run.measurements[0].energy) / width);
    }
  }
}

/// The times that every run reached with finite numbers.
std::size_t common_times(const std::vector<Run>& runs, ReferenceCurve& curve) {
  std::size_t count = runs.front().measurements.size();
  for (const Run& run : runs) {
    const auto bad = std::find_if_not(run.measurements.begin(), run.measurements.end(), finite);
    if (bad != run.measurements.end()) {
      curve.end(StopCause::non_finite);
    }
    count = std::min(count, static_cast<std::size_t>(bad - run.measurements.begin()));
  }
  return count;
}

/// Runs one propagator, as far as the stop flag lets it; false: it was stopped.
bool run_propagator(const PlannedPropagator& planned, const Evolution& evolution, const StateVisitor& visit,
                    PropagationReport& report) {
  try {
    planned.propagator->run(evolution, visit, report);
    return true;
  } catch (const Interrupted&) {
    return false;
  }
}

/// Space, propagators and measurements of a plan. What is reached before a stop is in `runs` and the curve's
/// states.
void evolve(const cases::Problem& problem, const cases::ReferenceSpec& spec, const Plan& plan,
            const HilbertSpace& space, const RunControl& control, std::vector<Run>& runs,
            ReferenceCurve& curve) {
  const StartState start(problem.start, problem.random_seed);
  for (const PlannedPropagator& planned : plan.propagators) {
    const bool first = runs.empty();
    Run& run = runs.emplace_back();
    const Evolution evolution{.space = space,
                              .schedule = problem.schedule,
                              .times = problem.output_times,
                              .start = start,
                              .tolerance = 1e-3 * spec.tolerance,
                              .vectors = planned.vectors,
                              .control = control};
    const auto visit = [&](std::size_t index, const StateVector& psi, StateVector* workspace) {
      const Observer observer(problem, space, start,
                              [&](double) { return curve.ground_states.energies[index]; });
      run.measurements.push_back(observer.measure(problem.output_times[index], psi, workspace));
      if (plan.keep_states && first) {
        curve.states.amplitudes.emplace_back(psi.data(), psi.data() + psi.dimension());
      }
    };
    if (!run_propagator(planned, evolution, visit, run.report)) {
      curve.end(StopCause::signal);
    }
    curve.method += (first ? std::string(plan.sector ? "sector " : "full space ") : ", checked by ") +
                    planned.propagator->name();
    const std::string prefix = first ? "" : "check_";
    curve.numbers[prefix + "matrix_vector_products"] = static_cast<double>(run.report.matrix_vector_products);
    curve.numbers[prefix + "steps"] = static_cast<double>(run.report.steps);
    if (curve.cause == StopCause::signal) {
      return;
    }
  }
}

/// The work of every propagator grows with the phase that the widest energy gap collects; 30 sites at the
/// critical field until t = 100 collect some 1e4.
void require_reachable_times(const cases::Problem& problem, const IsingTerms& terms) {
  constexpr double farthest = 1e6;
  const cases::Schedule& schedule = problem.schedule;
  double half_width = 0.0;
  for (const double t : {schedule.t_start(), schedule.t_end()}) {
    half_width = std::max(half_width, spectral_interval(terms, schedule.at(t)).half_width());
  }
  const double phase = half_width * (schedule.t_end() - schedule.t_start());
  if (!(phase <= farthest)) {
    std::ostringstream words;
    words << "the exact evolution is out of reach: half the spectrum's width times the duration is " << phase
          << ", and at most " << farthest << " is tried";
    throw Error(ErrorKind::bad_case, words.str(), "choose smaller couplings or a smaller t_max");
  }
}

ReferenceCurve exact_curve(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                           const ReferenceSettings& settings, const RunControl& control) {
  const Plan plan = make_plan(problem, spec, settings);
  require_memory_for(plan, problem);
  require_reachable_times(problem, plan.terms);
  ReferenceCurve curve;
  curve.numbers[plan.sector ? "sector_dimension" : "dimension"] = static_cast<double>(plan.dimension);
  curve.numbers["memory_bytes"] = static_cast<double>(plan.peak_bytes);
  std::vector<Run> runs;
  try {
    if (plan.ground_states) {
      curve.ground_states = ground_states(problem, spec, problem.output_times, settings, control);
      throw_if_stopped(control);
    }
    const std::unique_ptr<HilbertSpace> space = make_space(plan, Workers(settings.threads), control);
    if (plan.keep_states) {
      curve.states = make_snapshots(plan, *space);
    }
    evolve(problem, spec, plan, *space, control, runs, curve);
  } catch (const Interrupted&) {
    curve.end(StopCause::signal);
    curve.ground_states = {};
    return curve;
  }

  const std::size_t reached = common_times(runs, curve);
  curve.times.assign(problem.output_times.begin(),
                     problem.output_times.begin() + static_cast<std::ptrdiff_t>(reached));
  if (plan.keep_states) {
    curve.states.amplitudes.resize(reached);
  }
  if (plan.ground_states) {
    curve.ground_states.energies.resize(reached);
    curve.ground_states.errors.resize(reached);
  }
  curve.observables = tables_of(runs[0], reached);
  fill_drifts(problem, plan.terms, runs[0], curve);
  if (runs.size() > 1) {
    record_agreement(tables_of(runs[1], reached), spec.tolerance, problem.schedule.energy_unit(), curve);
    add_ground_state_errors(problem.sites(), curve);
  }
  return curve;
}

/// A series has no ground state of its own.
ReferenceCurve series_with_ground_states(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                         const ReferenceSettings& settings, const RunControl& control) {
  require_series_within(problem, settings);
  const GroundStates found = ground_states(problem, spec, problem.output_times, settings, control);
  if (control.stop_requested()) {
    ReferenceCurve curve;
    curve.truth = "series";
    curve.end(StopCause::signal);
    return curve;
  }
  return series_curve(problem, spec, found, settings, control);
}

[[noreturn]] void refuse_method(cases::ReferenceMethod method) {
  throw Error(
      ErrorKind::bad_case,
      "the exact engine does not compute references of method \"" + std::string(cases::name(method)) + "\"",
      "it knows free_fermions, exact, exact_sector and series");
}

}  // namespace

ReferenceCurve compute_reference(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                 const ReferenceSettings& settings, const RunControl& control) {
  switch (spec.method) {
    case cases::ReferenceMethod::free_fermions:
      return free_fermion_curve(problem, spec, settings, control);
    case cases::ReferenceMethod::exact:
    case cases::ReferenceMethod::exact_sector:
      return exact_curve(problem, spec, settings, control);
    case cases::ReferenceMethod::series:
      return series_with_ground_states(problem, spec, settings, control);
    default:
      refuse_method(spec.method);
  }
}

std::int64_t reference_memory_bytes(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                    const ReferenceSettings& settings) {
  switch (spec.method) {
    case cases::ReferenceMethod::free_fermions:
      return free_fermion_bytes(problem);
    case cases::ReferenceMethod::exact:
    case cases::ReferenceMethod::exact_sector:
      return make_plan(problem, spec, settings).peak_bytes;
    case cases::ReferenceMethod::series:
      return std::max(series_bytes(problem, settings), ground_states_bytes(problem, spec));
    default:
      refuse_method(spec.method);
  }
}

void require_series_in_reach(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                             const ReferenceSettings& settings) {
  if (spec.method == cases::ReferenceMethod::series) {
    require_series_within(problem, settings);
  }
}

}  // namespace quenchmark::reference
