#include "reference/monte_carlo/block_average.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace quenchmark::reference::monte_carlo {

Average ratio_of_sums(const std::vector<double>& numerators, const std::vector<double>& denominators) {
  const double above = std::accumulate(numerators.begin(), numerators.end(), 0.0);
  const double below = std::accumulate(denominators.begin(), denominators.end(), 0.0);
  const auto blocks = static_cast<double>(numerators.size());
  Average result{above / below, std::numeric_limits<double>::infinity()};
  if (numerators.size() > 1) {
    double squares = 0.0;
    for (std::size_t b = 0; b < numerators.size(); ++b) {
      const double without = (above - numerators[b]) / (below - denominators[b]);
      squares += (without - result.value) * (without - result.value);
    }
    result.error = std::sqrt(squares * (blocks - 1.0) / blocks);
  }
  return result;
}

Average windowed_average(const std::vector<double>& values, const std::vector<double>& log_weights,
                         std::size_t window, std::size_t skip, int blocks) {
  const std::size_t slices = values.size();
  skip = std::max(skip, window);
  std::vector<double> sums(slices + 1, 0.0);
  std::partial_sum(log_weights.begin(), log_weights.end(), sums.begin() + 1);
  // Only differences of the weights matter.
  const double drift = slices > skip ? (sums[slices] - sums[skip]) / static_cast<double>(slices - skip) : 0.0;
  std::vector<double> numerators(blocks, 0.0), denominators(blocks, 0.0);
  for (std::size_t k = skip; k < slices; ++k) {
    const double weight = std::exp(sums[k + 1] - sums[k + 1 - window] - drift * static_cast<double>(window));
    const std::size_t block = (k - skip) * blocks / (slices - skip);
    numerators[block] += weight * values[k];
    denominators[block] += weight;
  }
  return ratio_of_sums(numerators, denominators);
}

}  // namespace quenchmark::reference::monte_carlo
