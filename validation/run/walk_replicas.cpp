#include "validation/run/walk_replicas.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "solvers/parallel/failure.hpp"

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

/// The replicas before the one that failed are kept; their last one tells why there are no more.
void end_after_failure(solvers::Trajectory& last, const Error& failure, int replica) {
  const Diagnostic& finding = failure.diagnostics().front();
  last.status = "stopped";
  last.cause = solvers::cause_of(failure);
  last.reason = fmt::format("replica {} failed: {}{}{}", replica, finding.message,
                            finding.hint.empty() ? "" : "; ", finding.hint);
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
    settings.memory_limit = options.memory_limit;
    settings.decorate = options.decorate;
    settings.communicator = &ranks;
    settings.resume = walking ? &*walking : nullptr;
    if (ranks.rank() == 0) {
      settings.keep = [&](const solvers::WalkState& state, const solvers::Trajectory& trajectory) {
        keeper.after_step(state, trajectory);
      };
      settings.keep_last = [&](const solvers::WalkState& state, const solvers::Trajectory& trajectory) {
        keeper.last_step(state, trajectory);
      };
    }
    try {
      replicas.push_back(solvers::run_solver(*asked.solver, problem, settings, control));
    } catch (const Error& failure) {
      if (replicas.empty() || !solvers::known_to_all(std::current_exception(), ranks)) {
        throw;
      }
      if (ranks.rank() == 0) {
        keeper.save();  // those that have ended
      }
      end_after_failure(replicas.back(), failure, replica);
      return replicas;
    }
    walking.reset();
    if (is_failure(replicas.back().cause)) {
      return replicas;  // the next one would meet the same
    }
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
