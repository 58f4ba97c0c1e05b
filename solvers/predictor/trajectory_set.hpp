#pragma once
// What the predictor learns from: exact trajectories of chains of one length.

#include <cstddef>
#include <span>
#include <vector>

namespace quenchmark::solvers::predictor {

struct TrajectorySet {
  int spins = 0;
  std::size_t states = 0;         ///< trajectories
  std::size_t steps = 0;          ///< each has one state more
  std::vector<float> amplitudes;  ///< [states][steps + 1][2^spins][re, im], normalised

  std::size_t configurations() const { return std::size_t{1} << spins; }
  std::size_t state_size() const { return 2 * configurations(); }  ///< floats
  /// The amplitudes [2^spins][re, im] of one trajectory at one time.
  std::span<const float> state(std::size_t which, std::size_t time) const {
    return std::span(amplitudes).subspan((which * (steps + 1) + time) * state_size(), state_size());
  }
};

/// Mean square of psi(t + dt) - psi(t) over all amplitudes, times 2^spins: what a step changes when the mean
/// square of an amplitude is 1.
double mean_square_increment(const TrajectorySet& set);

}  // namespace quenchmark::solvers::predictor
