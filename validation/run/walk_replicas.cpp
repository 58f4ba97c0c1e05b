#include "validation/run/walk_replicas.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace quenchmark::validation {

namespace {

RunControl named_for_replica(const RunControl& control, int replica) {
  RunControl named = control;
  if (control.report) {
    named.report = [&control, replica](const ProgressReport& where) {
      ProgressReport report = where;
      report.phase = "replica " + std::to_string(replica) + ", " + where.phase;
      control.progress(report);
    };
  }
  return named;
}

}  // namespace

std::vector<solvers::Trajectory> walk_replicas(const cases::Case& asked, const cases::Problem& problem,
                                               const RunOptions& options, solvers::Communicator& ranks,
                                               CheckpointKeeper& keeper) {
  const bool all = options.replica < 0;
  const int first = all ? 0 : options.replica;
  const int last = all ? asked.solver->replicas : options.replica + 1;
  const auto stopped = [&] { return ranks.maximum(options.control.stop_requested() ? 1.0 : 0.0) > 0.0; };
  std::vector<solvers::Trajectory> replicas = keeper.checkpoint().finished;
  std::optional<solvers::WalkCheckpoint> walking = keeper.checkpoint().walking;
  for (int replica = first + static_cast<int>(replicas.size());
       replica < last && !(replica > first && stopped()); ++replica) {
    const RunControl control =
        last - first > 1 ? named_for_replica(options.control, replica) : options.control;
    solvers::SolverSettings settings;
    settings.threads = options.invocation.threads;
    settings.replica = replica;
    settings.store_states = replica == first;
    settings.communicator = &ranks;
    settings.resume = walking ? &*walking : nullptr;
    if (ranks.rank() == 0) {
      settings.keep = [&](const solvers::WalkState& state, const solvers::Trajectory& trajectory) {
        keeper.after_step(state, trajectory);
      };
    }
    replicas.push_back(solvers::run_solver(*asked.solver, problem, settings, control));
    walking.reset();
    if (replicas.back().status != "interrupted") {
      keeper.replica_ended(replicas.back());
    }
  }
  if (last - first > static_cast<int>(replicas.size())) {
    const std::string reason = replicas.back().status == "interrupted"
                                   ? replicas.back().reason + ", in replica"
                                   : "stopped by a signal after replica";
    replicas.back().status = "interrupted";
    replicas.back().cause = StopCause::signal;
    replicas.back().reason = fmt::format("{} {} of {}", reason, replicas.size(), last - first);
  }
  return replicas;
}

}  // namespace quenchmark::validation
