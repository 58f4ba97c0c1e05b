#include "validation/run/run_case.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "reference/spectrum/ground_state.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "validation/budget/budget.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/checkpoint.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/predictor/predictor_files.hpp"
#include "validation/run/predictor/run_predictor.hpp"
#include "validation/run/published_curve.hpp"
#include "validation/run/reference_record.hpp"
#include "validation/run/result_store.hpp"
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

Record solve(const cases::Case& asked, const cases::Problem& problem, const RunOptions& options,
             solvers::Communicator& ranks, CheckpointKeeper& keeper) {
  // Before the walk: whether the ground state is in reach should not be learnt at its end.
  std::vector<double> ground_states;
  if (asks_for_excess_energy(problem)) {
    ground_states = reference::ground_state_energies(problem, problem.output_times,
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
  return record;
}

/// What an earlier run has left to go on from.
Checkpoint earlier_checkpoint(const std::filesystem::path& file, const std::string& identity,
                              Earlier earlier) {
  const Checkpoint none{identity, build_fingerprint(), {}, {}};
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

/// Rank 0's bytes on every rank.
std::string shared_bytes(std::string bytes, solvers::Communicator& ranks) {
  auto length = static_cast<double>(bytes.size());
  ranks.broadcast({&length, 1});
  std::vector<double> carrier(static_cast<std::size_t>(length) / sizeof(double) + 1);
  std::memcpy(carrier.data(), bytes.data(), bytes.size());
  ranks.broadcast(carrier);
  bytes.resize(static_cast<std::size_t>(length));
  std::memcpy(bytes.data(), carrier.data(), bytes.size());
  return bytes;
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
  return record;
}

/// What ranks other than 0 do: walk along, and keep nothing. An empty message says that there is nothing to
/// do.
RunOutcome follow(const cases::Case& asked, const cases::Problem& problem, const RunOptions& options,
                  solvers::Communicator& ranks, const std::string& identity) {
  RunOutcome outcome;
  outcome.status = "complete";
  const std::string bytes = shared_bytes("", ranks);
  if (!bytes.empty()) {
    CheckpointKeeper keeper({}, checkpoint_from_bytes(bytes, identity, "rank 0"), options);
    const Record record = solve(asked, problem, options, ranks, keeper);
    outcome.status = record.status;
    outcome.cause = record.cause;
    ranks.maximum(0.0);  // rank 0 is still keeping the result
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
  return compute_and_keep(asked, options, identity,
                          [&] { return predictor_record(asked, options, identity); });
}

}  // namespace

void require_runnable(const cases::Case& asked) {
  if (asked.predictor && !asked.predictor->weights.empty()) {
    stored_weights(asked);
  }
  if (asked.solver) {
    solvers::require_runnable(*asked.solver, cases::make_problem(asked));
  }
  if (asked.reference.method == cases::ReferenceMethod::series) {
    throw Error(ErrorKind::bad_case, "reference.method = \"series\" is not computed by this version",
                "use \"exact_sector\" on a smaller lattice, or \"published\"", asked.file);
  }
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
  const cases::Problem problem = cases::make_problem(asked);
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
      shared_bytes(checkpoint_bytes(checkpoint), ranks);
      CheckpointKeeper keeper(file, std::move(checkpoint), options);
      return solve(asked, problem, options, ranks, keeper);
    });
    if (!begun) {
      shared_bytes("", ranks);
      return outcome;
    }
    if (outcome.status != "interrupted") {
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
    }
    ranks.maximum(0.0);  // the others wait until the result is kept
    return outcome;
  } catch (...) {
    if (!begun) {
      shared_bytes("", ranks);
    }
    throw;
  }
}

RunOutcome reference_case(const cases::Case& asked, const RunOptions& asked_options) {
  RunOptions options = asked_options;
  options.name = "reference";
  const cases::Problem problem = cases::make_problem(asked);
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
