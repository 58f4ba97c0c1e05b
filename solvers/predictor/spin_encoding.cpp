#include "solvers/predictor/spin_encoding.hpp"

#include <algorithm>

#include "solvers/predictor/network_shape.hpp"

namespace quenchmark::solvers::predictor {
namespace {

/// out += re * weights[re] + im * weights[im]
inline void add_scaled(std::size_t width, const float* amplitude, const float* weights, float* out) {
  const float re = amplitude[0], im = amplitude[1];
#pragma omp simd
  for (std::size_t k = 0; k < width; ++k) {
    out[k] += re * weights[k] + im * weights[width + k];
  }
}

/// sums[re] += re * gradient, sums[im] += im * gradient
inline void add_outer(std::size_t width, const float* amplitude, const float* gradient, float* sums) {
  const float re = amplitude[0], im = amplitude[1];
#pragma omp simd
  for (std::size_t k = 0; k < width; ++k) {
    sums[k] += re * gradient[k];
    sums[width + k] += im * gradient[k];
  }
}

inline void add_inner(std::size_t width, const float* gradient, const float* weights, float* amplitude) {
  float re = 0.0F, im = 0.0F;
#pragma omp simd reduction(+ : re, im)
  for (std::size_t k = 0; k < width; ++k) {
    re += gradient[k] * weights[k];
    im += gradient[k] * weights[width + k];
  }
  amplitude[0] += re;
  amplitude[1] += im;
}

}  // namespace

SpinEncoding::SpinEncoding(int spins, std::size_t width)
    : spins_(spins), configurations_(std::size_t{1} << spins), width_(width) {
  for (unsigned x = 0; x < configurations_; ++x) {
    for (int i = 0; i < spins; ++i) {
      patterns_.push_back(local_pattern(x, i, spins));
    }
  }
}

std::vector<float> SpinEncoding::own_sums(const float* own) const {
  std::vector<float> sums(configurations_ * 2 * width_, 0.0F);
  for (std::size_t x = 0; x < configurations_; ++x) {
    for (int i = 0; i < spins_; ++i) {
      const float* weights = own + static_cast<std::size_t>(patterns_[x * spins_ + i]) * 2 * width_;
      for (std::size_t k = 0; k < 2 * width_; ++k) {
        sums[x * 2 * width_ + k] += weights[k];
      }
    }
  }
  return sums;
}

void SpinEncoding::forward(std::size_t states, const float* amplitudes, const float* own,
                           const float* flipped, float* encoded) const {
  const std::vector<float> sums = own_sums(own);
  std::fill_n(encoded, states * configurations_ * width_, 0.0F);
  for (std::size_t state = 0; state < states; ++state) {
    const float* psi = amplitudes + state * configurations_ * 2;
    for (std::size_t x = 0; x < configurations_; ++x) {
      float* out = encoded + (state * configurations_ + x) * width_;
      add_scaled(width_, psi + 2 * x, sums.data() + x * 2 * width_, out);
      for (int i = 0; i < spins_; ++i) {
        const std::size_t other = x ^ (std::size_t{1} << i);
        const auto pattern = static_cast<std::size_t>(patterns_[x * spins_ + i]);
        add_scaled(width_, psi + 2 * other, flipped + pattern * 2 * width_, out);
      }
    }
  }
}

void SpinEncoding::backward(std::size_t states, const float* amplitudes, const float* own,
                            const float* flipped, const float* by_encoded, float* by_own, float* by_flipped,
                            float* by_amplitudes) const {
  const std::vector<float> sums = own_sums(own);
  std::vector<float> by_sums(configurations_ * 2 * width_, 0.0F);
  std::fill_n(by_own, local_patterns * 2 * width_, 0.0F);
  std::fill_n(by_flipped, local_patterns * 2 * width_, 0.0F);
  if (by_amplitudes != nullptr) {
    std::fill_n(by_amplitudes, states * configurations_ * 2, 0.0F);
  }
  for (std::size_t state = 0; state < states; ++state) {
    const float* psi = amplitudes + state * configurations_ * 2;
    for (std::size_t x = 0; x < configurations_; ++x) {
      const float* gradient = by_encoded + (state * configurations_ + x) * width_;
      add_outer(width_, psi + 2 * x, gradient, by_sums.data() + x * 2 * width_);
      for (int i = 0; i < spins_; ++i) {
        const std::size_t other = x ^ (std::size_t{1} << i);
        const auto pattern = static_cast<std::size_t>(patterns_[x * spins_ + i]);
        add_outer(width_, psi + 2 * other, gradient, by_flipped + pattern * 2 * width_);
        if (by_amplitudes != nullptr) {
          add_inner(width_, gradient, flipped + pattern * 2 * width_,
                    by_amplitudes + (state * configurations_ + other) * 2);
        }
      }
      if (by_amplitudes != nullptr) {
        add_inner(width_, gradient, sums.data() + x * 2 * width_,
                  by_amplitudes + (state * configurations_ + x) * 2);
      }
    }
  }
  for (std::size_t x = 0; x < configurations_; ++x) {
    for (int i = 0; i < spins_; ++i) {
      const auto pattern = static_cast<std::size_t>(patterns_[x * spins_ + i]);
      for (std::size_t k = 0; k < 2 * width_; ++k) {
        by_own[pattern * 2 * width_ + k] += by_sums[x * 2 * width_ + k];
      }
    }
  }
}

}  // namespace quenchmark::solvers::predictor
