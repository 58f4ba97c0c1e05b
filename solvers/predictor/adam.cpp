#include "solvers/predictor/adam.hpp"

#include <cmath>

namespace quenchmark::solvers::predictor {

void adam_step(std::span<float> parameters, std::span<float> gradient, double rate, double longest,
               AdamState& state) {
  constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  // the paper's defaults
  state.first.resize(parameters.size(), 0.0F);
  state.second.resize(parameters.size(), 0.0F);
  ++state.steps;
  double square = 0.0;
  for (const float g : gradient) {
    square += static_cast<double>(g) * static_cast<double>(g);
  }
  const double length = std::sqrt(square), factor = length > longest ? longest / length : 1.0;
  const auto t = static_cast<double>(state.steps);
  const double correction1 = 1.0 - std::pow(beta1, t), correction2 = 1.0 - std::pow(beta2, t);
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const double g = factor * static_cast<double>(gradient[k]);
    const double m = beta1 * static_cast<double>(state.first[k]) + (1.0 - beta1) * g;
    const double v = beta2 * static_cast<double>(state.second[k]) + (1.0 - beta2) * g * g;
    state.first[k] = static_cast<float>(m);
    state.second[k] = static_cast<float>(v);
    parameters[k] -= static_cast<float>(rate * (m / correction1) / (std::sqrt(v / correction2) + epsilon));
  }
}

}  // namespace quenchmark::solvers::predictor
