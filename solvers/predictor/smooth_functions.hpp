#pragma once
// exp, the logistic function and GELU in single precision, written so that loops over them become vector
// code. Plain C++17.

#include <cstdint>
#include <cstring>

namespace quenchmark::solvers::predictor {

/// e^x to about two units in the last place; arguments are cut to [-87, 88].
inline float fast_exp(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 88.0F ? 88.0F : x;
  constexpr float round_to_integer = 12582912.0F;  // 1.5 * 2^23: the sum has no room for a fraction
  const float shifted = x * 1.44269504F + round_to_integer;
  const float n = shifted - round_to_integer;
  const float r = (x - n * 0.693145752F) - n * 1.42860677e-6F;  // ln 2 in two pieces
  float p = 1.0F / 720.0F;
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  std::int32_t exponent, bits;
  std::memcpy(&exponent, &shifted, sizeof exponent);
  std::memcpy(&bits, &p, sizeof bits);
  bits += static_cast<std::int32_t>(static_cast<std::uint32_t>(exponent) << 23);
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

inline float logistic(float x) {
  return 1.0F / (1.0F + fast_exp(-x));
}

/// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), the tanh form, through the logistic function.
inline float gelu(float x) {
  return x * logistic(1.59576912F * (x + 0.044715F * x * x * x));
}

}  // namespace quenchmark::solvers::predictor
