#pragma once
// Counter-based random numbers of the training: each is a function of seed, purpose and its number.

#include <cstdint>

#include "base/keyed_random.hpp"

namespace quenchmark::solvers::predictor {

/// What numbers are for; distinct purposes never share any.
enum class Draw : std::uint64_t { initial_weights = 1, windows = 2, dropout = 3, validation_windows = 4 };

inline KeyedRandom random_numbers(std::uint64_t seed, Draw purpose) {
  return KeyedRandom(seed, static_cast<std::uint64_t>(purpose));
}

}  // namespace quenchmark::solvers::predictor
