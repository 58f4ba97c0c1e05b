#include "solvers/predictor/weights.hpp"

#include <cmath>

#include "solvers/predictor/random_numbers.hpp"

namespace quenchmark::solvers::predictor {

std::vector<float> initial_parameters(const NetworkShape& shape, std::uint64_t seed) {
  const ParameterLayout layout(shape);
  std::vector<float> parameters(layout.count, 0.0F);
  const KeyedRandom random = random_numbers(seed, Draw::initial_weights);
  const auto fill = [&](std::size_t offset, std::size_t count, int inputs) {
    const double half_width = std::sqrt(3.0 / inputs);
    for (std::size_t k = offset; k < offset + count; ++k) {
      parameters[k] = static_cast<float>(half_width * (2.0 * random.uniform(k) - 1.0));
    }
  };
  const auto d = static_cast<std::size_t>(shape.width), m = static_cast<std::size_t>(shape.hidden);
  // A chain sums some five spins, each with two numbers of its own and two of its flipped neighbour.
  constexpr int inputs_of_a_chain = 20;
  fill(layout.own, local_patterns * 2 * d, inputs_of_a_chain);
  fill(layout.flipped, local_patterns * 2 * d, inputs_of_a_chain);
  fill(layout.chain, d * d, shape.width);
  fill(layout.first, m * d, shape.width);
  fill(layout.second, d * m, shape.hidden);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const std::size_t begin = layout.layers + static_cast<std::size_t>(layer) * layout.layer_size;
    fill(begin, layout.recurrent, shape.width);
    fill(begin + layout.recurrent, 2 * d, shape.width);
  }
  fill(layout.last, d * d, shape.width);
  return parameters;
}

}  // namespace quenchmark::solvers::predictor
