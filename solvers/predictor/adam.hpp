#pragma once
// Adam (Kingma & Ba, arXiv:1412.6980, algorithm 1) on a flat array, its moments in the open: they belong to
// the checkpoint.

#include <cstdint>
#include <span>
#include <vector>

namespace quenchmark::solvers::predictor {

struct AdamState {
  std::vector<float> first, second;  ///< moments, one per parameter
  std::int64_t steps = 0;

  bool operator==(const AdamState&) const = default;
};

/// One step down `gradient`. Before, a gradient longer than `longest` is cut to that length.
void adam_step(std::span<float> parameters, std::span<float> gradient, double rate, double longest,
               AdamState& state);

}  // namespace quenchmark::solvers::predictor
