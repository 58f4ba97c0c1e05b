#pragma once
// exp, sine and cosine, and GELU in lanes: within a few ulps of the standard library's, and the same in every
// lane whatever its neighbours hold.

#include <array>
#include <cmath>
#include <numbers>

#include "solvers/kernels/cpu/lanes.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// 1.5 * 2^52: added to a number below 2^51 it leaves the nearest integer in the last bits.
inline constexpr double integer_shift = 0x1.8p52;

/// sum_k coefficients[k] x^k.
template <std::size_t count>
Lanes polynomial(const Lanes& x, const std::array<double, count>& coefficients) {
  Lanes sum = Lanes{} + coefficients[count - 1];
  for (std::size_t k = count - 1; k-- > 0;) {
    sum = sum * x + coefficients[k];
  }
  return sum;
}

/// 1/first!, sign/(first + step)!, 1/(first + 2 step)!, ...
template <std::size_t count>
constexpr std::array<double, count> reciprocal_factorials(int first, int step, double sign) {
  std::array<double, count> coefficients{};
  double factorial = 1.0;
  for (int k = 2; k <= first; ++k) {
    factorial *= k;
  }
  double alternating = 1.0;
  for (std::size_t k = 0; k < count; ++k) {
    coefficients[k] = alternating / factorial;
    alternating *= sign;
    for (int j = 1; j <= step; ++j) {
      factorial *= first + static_cast<int>(k) * step + j;
    }
  }
  return coefficients;
}

/// e^x; x beyond +-708 counts as that, so that no result overflows or loses bits to underflow.
inline Lanes exp(const Lanes& argument) {
  constexpr double farthest = 708.0;
  // ln 2 in two parts, the first short enough for its product with an exponent to be exact.
  constexpr double ln2_high = 0x1.62e42fee00000p-1, ln2_low = 0x1.a39ef35793c76p-33;
  constexpr auto taylor = reciprocal_factorials<14>(0, 1, 1.0);  // |r| <= ln(2)/2: r^14/14! < 5e-18
  Lanes x = simd::select(argument > farthest, Lanes{} + farthest, argument);
  x = simd::select(x < -farthest, Lanes{} - farthest, x);
  const Lanes shifted = x * std::numbers::log2e + integer_shift;
  const Lanes exponent = shifted - integer_shift;
  const Lanes rest = (x - exponent * ln2_high) - exponent * ln2_low;
  const LaneMask bits =
      simd::reinterpret<LaneMask>(polynomial(rest, taylor)) + (simd::reinterpret<LaneMask>(shifted) << 52);
  return simd::reinterpret<Lanes>(bits) + 0.0 * x;  // what is no number stays none
}

/// cos x + i sin x.
inline ComplexLanes unit_circle(const Lanes& x) {
  // pi/2 in three parts: their products with quarter turns below 2^17 are exact, but for the last.
  constexpr double high = 0x1.921fb54400000p0, middle = 0x1.0b4611a600000p-34, low = 0x1.3198a2e037073p-69;
  constexpr double farthest = 1e5;
  constexpr auto sine_taylor = reciprocal_factorials<9>(1, 2, -1.0);  // |r| <= pi/4: r^19/19! < 1e-19
  constexpr auto cosine_taylor = reciprocal_factorials<9>(0, 2, -1.0);
  const Lanes shifted = x * (2.0 * std::numbers::inv_pi) + integer_shift;
  const Lanes quarters = shifted - integer_shift;
  const Lanes rest = ((x - quarters * high) - quarters * middle) - quarters * low;
  const Lanes square = rest * rest;
  const Lanes sine = rest * polynomial(square, sine_taylor);
  const Lanes cosine = polynomial(square, cosine_taylor);
  const LaneMask quadrant = simd::reinterpret<LaneMask>(shifted);
  const LaneMask zero{};
  const LaneMask exchanged = (quadrant << 63) < zero;
  const Lanes first = simd::select(exchanged, sine, cosine);
  const Lanes second = simd::select(exchanged, cosine, sine);
  ComplexLanes result{simd::select(((quadrant + 1) << 62) < zero, -first, first),
                      simd::select((quadrant << 62) < zero, -second, second)};
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (!(std::abs(x[lane]) <= farthest)) {
      result.set_lane(lane, {std::cos(x[lane]), std::sin(x[lane])});
    }
  }
  return result;
}

/// e^z, its real part as exp has it.
inline ComplexLanes exp(const ComplexLanes& z) {
  const Lanes modulus = exp(z.real);
  const ComplexLanes phase = unit_circle(z.imag);
  return {modulus * phase.real, modulus * phase.imag};
}

/// gelu(y) = y/2 (1 + tanh u) = y gate, gate = 1/(1 + e^(-2u)), u = sqrt(2/pi) (y + 0.044715 y^3).
struct Gelu {
  Lanes value;
  Lanes slope;  ///< d gelu / dy
};

inline Lanes gelu_gate(const Lanes& y, const Lanes& square) {
  constexpr double root = 0.79788456080286535588;  // sqrt(2/pi)
  return 1.0 / (1.0 + exp(-2.0 * root * y * (1.0 + 0.044715 * square)));
}

inline Lanes gelu(const Lanes& y) {
  return y * gelu_gate(y, y * y);
}

inline Gelu gelu_with_slope(const Lanes& y) {
  constexpr double root = 0.79788456080286535588;
  const Lanes square = y * y;
  const Lanes gate = gelu_gate(y, square);
  const Lanes inner = root * (1.0 + 3.0 * 0.044715 * square);
  return {y * gate, gate * (1.0 + 2.0 * y * (1.0 - gate) * inner)};
}

}  // namespace quenchmark::solvers::kernels::cpu
