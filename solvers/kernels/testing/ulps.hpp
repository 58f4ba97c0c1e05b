#pragma once
// Distances between the results of two backends.

#include <algorithm>
#include <limits>
#include <vector>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels::testing {

/// Largest difference, in units of the rounding unit of the largest value (of 1 where all are smaller).
/// Infinite when anything is not finite.
inline double ulps(const std::vector<Complex>& actual, const std::vector<Complex>& expected) {
  double difference = 0.0, scale = 1.0;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const double distance = std::abs(actual[k] - expected[k]);
    if (!(distance <= std::numeric_limits<double>::max())) {
      return std::numeric_limits<double>::infinity();
    }
    difference = std::max(difference, distance);
    scale = std::max(scale, std::abs(expected[k]));
  }
  return difference / (scale * std::numeric_limits<double>::epsilon());
}

}  // namespace quenchmark::solvers::kernels::testing
