#pragma once
// One walk of a network through time: prepare, integrate, measure, certify.

#include <cstdint>
#include <functional>
#include <memory>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/trajectory.hpp"
#include "solvers/evolution/walk.hpp"
#include "solvers/kernels/interface/network.hpp"
#include "solvers/parallel/communicator.hpp"

namespace quenchmark::solvers {

/// Everything that a walk needs to go on: where it stands, and what it has recorded.
struct WalkCheckpoint {
  WalkState state;
  Trajectory trajectory;
};

using NetworkDecorator = std::function<std::unique_ptr<kernels::Network>(std::unique_ptr<kernels::Network>)>;

struct SolverSettings {
  int threads = 1;
  int replica = 0;           ///< its initial parameters are drawn from the case's seed and this
  bool store_states = true;  ///< keep the wave functions when K * T <= states_limit
  std::int64_t states_limit = std::int64_t{1} << 21;
  std::int64_t memory_limit = 0;         ///< bytes; 0: nine tenths of what can be had
  Communicator* communicator = nullptr;  ///< ranks that sample together; none: this process alone
  /// Called on every rank after each accepted step; the trajectory is complete on rank 0.
  std::function<void(const WalkState&, const Trajectory&)> keep;
  /// Called like `keep`, once, where a failure ends the walk: with the last step from which it could go on.
  std::function<void(const WalkState&, const Trajectory&)> keep_last;
  /// What takes the place of the network that the case asks for; tests make theirs fail.
  NetworkDecorator decorate;
  const WalkCheckpoint* resume = nullptr;  ///< goes on from here instead of preparing the start state
};

/// Runs one replica by exact sums, orbit sums or Metropolis samples. What cannot go on (step floor, numbers
/// that are not finite, a stop request, a failure of memory, backend or library) ends the trajectory with a
/// status, a cause and a reason and keeps what was computed. Throws Error(bad_case | memory | device |
/// numeric) when nothing was, and when a rank fails without the others.
Trajectory run_solver(const cases::SolverSpec& spec, const cases::Problem& problem,
                      const SolverSettings& settings, const RunControl& control);

/// Throws Error(bad_case) for what run_solver would refuse before it starts, whatever the backend and the
/// machine.
void require_runnable(const cases::SolverSpec& spec, const cases::Problem& problem);

/// Bytes that run_solver would allocate at its peak.
std::int64_t solver_memory_bytes(const cases::SolverSpec& spec, const cases::Problem& problem);

}  // namespace quenchmark::solvers
