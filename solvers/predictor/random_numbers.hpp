#pragma once
// Counter-based random numbers of the training: each is a function of seed, purpose and its number.

#include <Random123/philox.h>

#include <cstdint>

namespace quenchmark::solvers::predictor {

/// What numbers are for; distinct purposes never share any.
enum class Draw : std::uint64_t { initial_weights = 1, windows = 2, dropout = 3, validation_windows = 4 };

class RandomNumbers {
 public:
  RandomNumbers(std::uint64_t seed, Draw purpose)
      : key_{{seed}}, purpose_(static_cast<std::uint64_t>(purpose)) {}

  std::uint64_t bits(std::uint64_t k) const { return r123::Philox2x64()({{k, purpose_}}, key_)[0]; }
  /// Uniform in (0, 1).
  double uniform(std::uint64_t k) const { return (static_cast<double>(bits(k) >> 11) + 0.5) * 0x1p-53; }
  /// Uniform in [0, count), count < 2^32.
  std::uint64_t below(std::uint64_t k, std::uint64_t count) const { return ((bits(k) >> 32) * count) >> 32; }

 private:
  r123::Philox2x64::key_type key_;
  std::uint64_t purpose_;
};

}  // namespace quenchmark::solvers::predictor
