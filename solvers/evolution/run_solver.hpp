#pragma once
// One walk of a network through time: prepare, integrate, measure, certify.

#include <cstdint>
#include <functional>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/trajectory.hpp"
#include "solvers/evolution/walk.hpp"
#include "solvers/parallel/communicator.hpp"

namespace quenchmark::solvers {

/// Everything that a walk needs to go on: where it stands, and what it has recorded.
struct WalkCheckpoint {
  WalkState state;
  Trajectory trajectory;
};

struct SolverSettings {
  int threads = 1;
  int replica = 0;           ///< its initial parameters are drawn from the case's seed and this
  bool store_states = true;  ///< keep the wave functions when K * T <= states_limit
  std::int64_t states_limit = std::int64_t{1} << 21;
  std::int64_t memory_limit = 0;         ///< bytes; 0: what the machine has free
  Communicator* communicator = nullptr;  ///< ranks that sample together; none: this process alone
  /// Called on every rank after each accepted step; the trajectory is complete on rank 0.
  std::function<void(const WalkState&, const Trajectory&)> keep;
  const WalkCheckpoint* resume = nullptr;  ///< goes on from here instead of preparing the start state
};

/// Runs one replica by exact sums, orbit sums or Metropolis samples. What cannot go on (step floor, numbers
/// that are not finite, a stop request) ends the trajectory with a status and a reason and keeps what was
/// computed. Throws Error(bad_case | memory | device) when the run cannot start.
Trajectory run_solver(const cases::SolverSpec& spec, const cases::Problem& problem,
                      const SolverSettings& settings, const RunControl& control);

/// Throws Error(bad_case) for what run_solver would refuse before it starts, whatever the backend and the
/// machine.
void require_runnable(const cases::SolverSpec& spec, const cases::Problem& problem);

/// Bytes that run_solver would allocate at its peak.
std::int64_t solver_memory_bytes(const cases::SolverSpec& spec, const cases::Problem& problem);

}  // namespace quenchmark::solvers
