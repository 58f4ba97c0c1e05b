#pragma once
// A trained network: what prediction needs.

#include <cstdint>
#include <vector>

#include "solvers/predictor/network_shape.hpp"

namespace quenchmark::solvers::predictor {

struct PredictorWeights {
  NetworkShape shape;
  float increment_scale = 1.0F;   ///< see network_shape.hpp
  std::vector<int> lengths;       ///< chain lengths it was trained on
  std::vector<float> parameters;  ///< [ParameterLayout(shape).count]

  bool operator==(const PredictorWeights&) const = default;
};

/// Start weights: uniform with variance 1/(inputs of the layer), biases zero, and a decoding of zeros, so
/// that the untrained network predicts a state at rest. A function of shape and seed alone.
std::vector<float> initial_parameters(const NetworkShape& shape, std::uint64_t seed);

}  // namespace quenchmark::solvers::predictor
