#include "solvers/predictor/trajectory_set.hpp"

namespace quenchmark::solvers::predictor {

double mean_square_increment(const TrajectorySet& set) {
  double sum = 0.0;
  for (std::size_t which = 0; which < set.states; ++which) {
    for (std::size_t time = 0; time < set.steps; ++time) {
      const std::span<const float> now = set.state(which, time), next = set.state(which, time + 1);
      for (std::size_t k = 0; k < now.size(); ++k) {
        const double increment = static_cast<double>(next[k]) - static_cast<double>(now[k]);
        sum += increment * increment;
      }
    }
  }
  // Normalised states: 2^spins |psi|^2 has mean 1, and each amplitude has two parts.
  return sum / static_cast<double>(set.states * set.steps) / 2.0;
}

}  // namespace quenchmark::solvers::predictor
