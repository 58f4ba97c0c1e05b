#pragma once
// The replicas of a case, walked one after the other and kept as they go.

#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "validation/run/checkpoint.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// Keeps a checkpoint of the replicas as they walk, at least every options.checkpoint_seconds.
class CheckpointKeeper {
 public:
  CheckpointKeeper(std::filesystem::path file, Checkpoint checkpoint, int ranks, const RunOptions& options)
      : file_(std::move(file)),
        checkpoint_(std::move(checkpoint)),
        options_(options),
        clock_(checkpoint_.parts, ranks, options.invocation.threads) {}

  Checkpoint& checkpoint() { return checkpoint_; }
  const std::vector<WorkPart>& earlier_parts() const { return clock_.earlier(); }

  void after_step(const solvers::WalkState& state, const solvers::Trajectory& trajectory) {
    const std::chrono::duration<double> since = Clock::now() - last_;
    if (since.count() < options_.checkpoint_seconds && !options_.control.stop_requested()) {
      return;
    }
    last_step(state, trajectory);
  }

  void last_step(const solvers::WalkState& state, const solvers::Trajectory& trajectory) {
    checkpoint_.walking = solvers::WalkCheckpoint{state, trajectory};
    save();
  }

  void save() {
    checkpoint_.parts = clock_.parts();
    save_checkpoint(checkpoint_, file_);
    last_ = Clock::now();
  }

  void replica_ended(const solvers::Trajectory& trajectory) {
    checkpoint_.finished.push_back(trajectory);
    checkpoint_.walking.reset();
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::filesystem::path file_;
  Checkpoint checkpoint_;
  const RunOptions& options_;
  WorkClock clock_;
  Clock::time_point last_ = Clock::now();
};

/// Goes on from the keeper's checkpoint, one replica after the other. Collective: every rank walks; only rank
/// 0 keeps. A stop request leaves the last of the replicas "interrupted", a failure "stopped" by its cause.
/// Throws what run_solver throws while there is nothing to keep.
std::vector<solvers::Trajectory> walk_replicas(const cases::Case& asked, const cases::Problem& problem,
                                               const RunOptions& options, solvers::Communicator& ranks,
                                               CheckpointKeeper& keeper);

}  // namespace quenchmark::validation
