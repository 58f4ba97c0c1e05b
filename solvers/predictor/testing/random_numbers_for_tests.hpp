#pragma once
// Reproducible numbers for the tests of the predictor.

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "solvers/predictor/network_shape.hpp"
#include "solvers/predictor/trajectory_set.hpp"

namespace quenchmark::solvers::predictor::testing {

inline std::vector<float> normal_numbers(std::size_t count, std::uint64_t seed, double width = 1.0) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal(0.0, width);
  std::vector<float> numbers(count);
  for (float& number : numbers) {
    number = static_cast<float>(normal(engine));
  }
  return numbers;
}

/// Parameters with nothing zero, not even biases and decoding.
inline std::vector<float> normal_parameters(const NetworkShape& shape, std::uint64_t seed) {
  return normal_numbers(ParameterLayout(shape).count, seed, 0.3);
}

/// Every spin precesses about x on its own: a dynamics as simple as there is. `angle`: of one step.
inline TrajectorySet precessing_spins(int spins, std::size_t states, std::size_t steps, double angle,
                                      std::uint64_t seed) {
  TrajectorySet set;
  set.spins = spins;
  set.states = states;
  set.steps = steps;
  const float c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
  for (std::size_t k = 0; k < states; ++k) {
    std::vector<float> psi = normal_numbers(set.state_size(), seed + k);
    double square = 0.0;
    for (const float part : psi) {
      square += static_cast<double>(part) * static_cast<double>(part);
    }
    for (float& part : psi) {
      part /= static_cast<float>(std::sqrt(square));
    }
    for (std::size_t t = 0; t <= steps; ++t) {
      set.amplitudes.insert(set.amplitudes.end(), psi.begin(), psi.end());
      for (int site = 0; site < spins; ++site) {
        std::vector<float> next(psi.size());
        for (std::size_t x = 0; x < set.configurations(); ++x) {
          const std::size_t y = x ^ (std::size_t{1} << site);  // cos psi(x) - i sin psi(y)
          next[2 * x] = c * psi[2 * x] + s * psi[2 * y + 1];
          next[2 * x + 1] = c * psi[2 * x + 1] - s * psi[2 * y];
        }
        psi = next;
      }
    }
  }
  return set;
}

/// Largest |a - b| over the largest |b|.
inline double relative_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double difference = a.size() == b.size() ? 0.0 : 1e300, largest = 0.0;
  for (std::size_t k = 0; k < a.size() && k < b.size(); ++k) {
    difference = std::max(difference, std::abs(static_cast<double>(a[k]) - static_cast<double>(b[k])));
    largest = std::max(largest, std::abs(static_cast<double>(b[k])));
  }
  return difference / largest;
}

}  // namespace quenchmark::solvers::predictor::testing
