#pragma once
// The spin encoding of every amplitude of a batch of states, and its derivatives (formula in
// network_shape.hpp). Plain C++17 and no LibTorch.

#include <cstddef>
#include <vector>

namespace quenchmark::solvers::predictor {

/// Patterns of an open chain: pattern[x * spins + i] of spin i in configuration x.
class SpinEncoding {
 public:
  SpinEncoding(int spins, std::size_t width);

  int spins() const { return spins_; }
  std::size_t configurations() const { return configurations_; }
  const std::vector<int>& patterns() const { return patterns_; }

  /// amplitudes [states][x][re, im], own and flipped [pattern][re, im][width] -> encoded [states][x][width].
  void forward(std::size_t states, const float* amplitudes, const float* own, const float* flipped,
               float* encoded) const;
  /// Derivatives of a scalar from those by `encoded`; all are overwritten. `by_amplitudes` may be null.
  void backward(std::size_t states, const float* amplitudes, const float* own, const float* flipped,
                const float* by_encoded, float* by_own, float* by_flipped, float* by_amplitudes) const;

 private:
  /// [x][re, im][width]: weights of an amplitude's own value, summed along the chain.
  std::vector<float> own_sums(const float* own) const;

  int spins_;
  std::size_t configurations_, width_;
  std::vector<int> patterns_;
};

}  // namespace quenchmark::solvers::predictor
