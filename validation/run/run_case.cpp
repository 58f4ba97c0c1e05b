#include "validation/run/run_case.hpp"

#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/planted_defect.hpp"
#include "cases/spec/asks_for.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/planted_problem.hpp"
#include "cases/spec/problem.hpp"
#include "reference/ground_states.hpp"
#include "reference/reference.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "solvers/parallel/failure.hpp"
#include "validation/budget/budget.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/checkpoint.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/predictor/predictor_files.hpp"
#include "validation/run/predictor/run_predictor.hpp"
#include "validation/run/published_curve.hpp"
#include "validation/run/reference_record.hpp"
#include "validation/run/trajectory_record.hpp"
#include "validation/run/walk_replicas.hpp"

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

/// What the solver is given to solve.
cases::Problem problem_to_solve(const cases::Case& asked) {
  if (planted(Defect::missing_bond)) {
    return cases::without_a_bond(cases::make_problem(asked));
  }
  if (planted(Defect::coupling_off)) {
    cases::Case other = asked;
    other.model.J *= 1.02;
    return cases::make_problem(other);
  }
  return cases::make_problem(asked);
}

/// What the exact side is given.
cases::Problem problem_of_reference(const cases::Case& asked) {
  if (planted(Defect::reference_missing_bond)) {
    return cases::without_a_bond(cases::make_problem(asked));
  }
  if (planted(Defect::wrong_truth_file)) {  // as of the case of another field
    cases::Case other = asked;
    other.model.h *= 1.1;
    return cases::make_problem(other);
  }
  return cases::make_problem(asked);
}

reference::ReferenceSettings reference_settings(const RunOptions& options) {
  reference::ReferenceSettings settings;
  settings.threads = options.invocation.threads;
  settings.store_states = true;
  settings.memory_limit = options.memory_limit;
  if (const int ranks = solvers::launched_ranks_here(); settings.memory_limit == 0 && ranks > 1) {
    settings.memory_limit = memory_share(ranks);
  }
  return settings;
}

Record solve(const cases::Case& asked, const cases::Problem& problem, const RunOptions& options,
             solvers::Communicator& ranks, CheckpointKeeper& keeper) {
  // Before the walk: whether the ground state is in reach should not be learnt at its end.
  std::vector<double> ground_states;
  if (cases::asks_for(problem.observables, cases::ObservableKind::excess_energy)) {
    ground_states = reference::ground_states(problem, asked.reference, problem.output_times,
                                             reference_settings(options), options.control)
                        .energies;
  }
  std::vector<solvers::Trajectory> replicas = walk_replicas(asked, problem, options, ranks, keeper);
  for (solvers::Trajectory& replica : replicas) {
    if (!ground_states.empty()) {
      add_excess_energy(problem, ground_states, replica);
    }
  }
  Record record = record_of_trajectories(asked, std::move(replicas));
  fill_budget(record, problem);
  record.provenance["ranks"] = std::to_string(ranks.size());
  record.provenance["backend"] = cases::name(asked.solver->backend);
  record.provenance["device"] = asked.solver->backend == cases::Backend::cuda ? "cuda" : "cpu";
  note_earlier_parts(keeper.earlier_parts(), record);
  return record;
}

/// What an earlier run has left to go on from.
Checkpoint earlier_checkpoint(const std::filesystem::path& file, const std::string& identity,
                              Earlier earlier) {
  const Checkpoint none{identity, build_info().identity, {}, {}};
  if (earlier == Earlier::replace || !std::filesystem::exists(file)) {
    return none;
  }
  if (earlier == Earlier::refuse) {
    throw Error(ErrorKind::usage, "an interrupted run has left a checkpoint",
                "--resume goes on from it, --force begins anew", file.string());
  }
  try {
    return load_checkpoint(file, identity);
  } catch (const Error&) {
    if (earlier == Earlier::renew) {
      return none;  // a suite makes what is missing, and never asks
    }
    throw;
  }
}

/// Another case's result stands for the truth: a check of one solver run against another.
Record reference_from_other_case(const cases::Case& asked, const RunOptions& options) {
  cases::Case other = asked;
  other.id = asked.reference.case_id;
  // Its own case is in the file: only what this one says of the truth is asked of it (record_of_case.hpp).
  Record record = load_record(case_directory(options.out, other) / "result.h5");
  record.schema = "quenchmark.reference/1";
  record.truth = "cross";
  record.method = "solver run of case " + other.id;
  record.case_id = asked.id;
  record.case_toml = asked.resolved_toml;
  record.timing.clear();  // taking it over is all that was done here
  const std::string build = build_of(record);
  record.provenance = {{"build", build}};  // that made the numbers
  return record;
}

/// What ranks other than 0 do: walk along, and keep nothing. An empty message says that there is nothing to
/// do.
RunOutcome follow(const cases::Case& asked, const cases::Problem& problem, const RunOptions& options,
                  solvers::Communicator& ranks, const std::string& identity) {
  RunOutcome outcome;
  outcome.status = "complete";
  const std::string bytes = ranks.share("", 0);
  if (!bytes.empty()) {
    CheckpointKeeper keeper({}, checkpoint_from_bytes(bytes, identity, "rank 0"), ranks.size(), options);
    try {
      const Record record = solve(asked, problem, options, ranks, keeper);
      outcome.status = record.status;
      outcome.cause = record.cause;
      ranks.maximum(0.0);                              // rank 0 is still keeping the result
    } catch (const solvers::SharedFailure& failure) {  // rank 0 tells
      outcome.status = "stopped";
      outcome.cause = solvers::cause_of(failure);
    }
  }
  return outcome;
}

/// A predictor trains in one process: other ranks have nothing to do.
RunOutcome run_predictor_case(const cases::Case& asked, const RunOptions& options) {
  if (solvers::world().rank() > 0) {
    RunOutcome outcome;
    outcome.status = "complete";
    return outcome;
  }
  const std::string identity = result_identity(asked);
  try {
    return compute_and_keep(asked, options, identity,
                            [&] { return predictor_record(asked, options, identity); });
  } catch (const Error&) {
    throw;
  } catch (...) {  // its epochs are kept beside the result
    throw solvers::failure_of(std::current_exception());
  }
}

}  // namespace

void require_runnable(const cases::Case& asked) {
  if (asked.predictor && !asked.predictor->weights.empty()) {
    stored_weights(asked);
  }
  if (asked.solver) {
    solvers::require_runnable(*asked.solver, cases::make_problem(asked));
  }
  reference::require_series_in_reach(cases::make_problem(asked), asked.reference, {});
  if (asked.reference.method == cases::ReferenceMethod::published &&
      !std::filesystem::exists(published_file(asked))) {
    throw Error(ErrorKind::bad_case, "reference.file: there is no " + published_file(asked).string(),
                "the path is relative to the case file", asked.file);
  }
}

RunOutcome run_case(const cases::Case& asked, const RunOptions& options) {
  if (asked.predictor) {
    return run_predictor_case(asked, options);
  }
  if (!asked.solver) {
    throw Error(ErrorKind::bad_case, "case " + asked.id + " has no [solver] and no [predictor]",
                "only `reference` applies to it", asked.file);
  }
  const cases::Problem problem = problem_to_solve(asked);
  const std::string identity = result_identity(asked, options.replica);
  const std::filesystem::path file =
      checkpoint_path(case_directory(options.out, asked) / (options.name + ".h5"));
  solvers::Communicator& ranks = solvers::world();
  if (ranks.rank() > 0) {
    return follow(asked, problem, options, ranks, identity);
  }
  bool begun = false;
  try {
    RunOutcome outcome = compute_and_keep(asked, options, identity, [&] {
      Checkpoint checkpoint = earlier_checkpoint(file, identity, options.earlier);
      begun = true;
      ranks.share(checkpoint_bytes(checkpoint), 0);
      CheckpointKeeper keeper(file, std::move(checkpoint), ranks.size(), options);
      return solve(asked, problem, options, ranks, keeper);
    });
    if (!begun) {
      ranks.share("", 0);
      return outcome;
    }
    if (outcome.status != "interrupted" && !is_failure(outcome.cause)) {
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
    }
    ranks.maximum(0.0);  // the others wait until the result is kept
    return outcome;
  } catch (...) {
    if (!begun) {
      ranks.share("", 0);
    }
    throw;
  }
}

RunOutcome reference_case(const cases::Case& asked, const RunOptions& asked_options) {
  RunOptions options = asked_options;
  options.name = "reference";
  const cases::Problem problem = problem_of_reference(asked);
  return compute_and_keep(asked, options, reference_identity(asked), [&] {
    if (asked.predictor) {
      return predictor_reference(asked, options);
    }
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
