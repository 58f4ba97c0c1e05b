#include "validation/run/run_case.hpp"

#include <algorithm>

#include "cases/spec/error.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "reference/spectrum/ground_state.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "validation/budget/budget.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/published_curve.hpp"
#include "validation/run/reference_record.hpp"
#include "validation/run/result_store.hpp"
#include "validation/run/trajectory_record.hpp"

namespace quenchmark::validation {

namespace {

/// excess_energy = (E(t) - E_ground(t))/N: the network knows E, the exact side the ground state.
void add_excess_energy(const cases::Problem& problem, const std::vector<double>& ground_state_energies,
                       solvers::Trajectory& trajectory) {
  const std::vector<double>& energy = trajectory.diagnostics["energy"];
  solvers::ObservableTable& excess = trajectory.observables["excess_energy"];
  for (std::size_t t = 0; t < energy.size(); ++t) {
    excess.push_back({(energy[t] - ground_state_energies[t]) / problem.sites()});
  }
}

bool asks_for_excess_energy(const cases::Problem& problem) {
  return std::any_of(problem.observables.begin(), problem.observables.end(),
                     [](const cases::Observable& observable) {
                       return observable.kind == cases::ObservableKind::excess_energy;
                     });
}

reference::ReferenceSettings reference_settings(const RunOptions& options) {
  reference::ReferenceSettings settings;
  settings.threads = options.invocation.threads;
  settings.store_states = true;
  return settings;
}

std::vector<solvers::Trajectory> walk_replicas(const cases::Case& asked, const cases::Problem& problem,
                                               const RunOptions& options) {
  const bool all = options.replica < 0;
  const int first = all ? 0 : options.replica;
  const int last = all ? asked.solver->replicas : options.replica + 1;
  std::vector<solvers::Trajectory> replicas;
  for (int replica = first; replica < last && !(replica > first && options.control.stop_requested());
       ++replica) {
    RunControl control = options.control;
    if (last - first > 1 && control.report) {
      control.report = [&, replica](const ProgressReport& where) {
        ProgressReport named = where;
        named.phase = "replica " + std::to_string(replica) + ", " + where.phase;
        options.control.progress(named);
      };
    }
    solvers::SolverSettings settings;
    settings.threads = options.invocation.threads;
    settings.replica = replica;
    settings.store_states = replica == first;
    replicas.push_back(solvers::run_solver(*asked.solver, problem, settings, control));
  }
  if (last - first > static_cast<int>(replicas.size())) {
    replicas.back().status = "interrupted";
    replicas.back().cause = cases::StopCause::signal;
    replicas.back().reason = "stopped by a signal before the other replicas began";
  }
  return replicas;
}

Record solve(const cases::Case& asked, const cases::Problem& problem, const RunOptions& options) {
  // Before the walk: whether the ground state is in reach should not be learnt at its end.
  std::vector<double> ground_states;
  if (asks_for_excess_energy(problem)) {
    ground_states = reference::ground_state_energies(problem, problem.output_times,
                                                     reference_settings(options), options.control);
  }
  std::vector<solvers::Trajectory> replicas = walk_replicas(asked, problem, options);
  for (solvers::Trajectory& replica : replicas) {
    if (!ground_states.empty()) {
      add_excess_energy(problem, ground_states, replica);
    }
  }
  Record record = record_of_trajectories(asked, std::move(replicas));
  fill_budget(record, problem);
  return record;
}

/// Another case's result stands for the truth: a check of one solver run against another.
Record reference_from_other_case(const cases::Case& asked, const RunOptions& options) {
  cases::Case other = asked;
  other.id = asked.reference.case_id;
  Record record = load_record(case_directory(options.out, other) / "result.h5");
  record.schema = "quenchmark.reference/1";
  record.truth = "cross";
  record.method = "solver run of case " + other.id;
  record.case_id = asked.id;
  record.case_toml = asked.resolved_toml;
  return record;
}

}  // namespace

RunOutcome run_case(const cases::Case& asked, const RunOptions& options) {
  if (!asked.solver) {
    throw Error(ErrorKind::bad_case, "case " + asked.id + " has no [solver]",
                "only `reference` applies to it", asked.file);
  }
  const cases::Problem problem = cases::make_problem(asked);
  return compute_and_keep(asked, options, result_identity(asked, options.replica),
                          [&] { return solve(asked, problem, options); });
}

RunOutcome reference_case(const cases::Case& asked, const RunOptions& asked_options) {
  RunOptions options = asked_options;
  options.name = "reference";
  const cases::Problem problem = cases::make_problem(asked);
  return compute_and_keep(asked, options, reference_identity(asked), [&] {
    switch (asked.reference.method) {
      case cases::ReferenceMethod::none:
        throw Error(ErrorKind::bad_case, "case " + asked.id + " has no reference (method = \"none\")",
                    "give [reference] another method", asked.file);
      case cases::ReferenceMethod::published:
        return published_reference(asked);
      case cases::ReferenceMethod::other_case:
        return reference_from_other_case(asked, options);
      default:
        return record_of_reference(
            asked, reference::compute_reference(problem, asked.reference, reference_settings(options),
                                                options.control));
    }
  });
}

}  // namespace quenchmark::validation
