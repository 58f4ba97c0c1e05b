#pragma once
// Discrete Fourier transforms of fixed lengths in lanes, unrolled: y[k] = sum over i of x[i] w^(i k),
// w = exp(sign 2 pi i / n).

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "solvers/kernels/cpu/lanes.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// step(0), step(1), ... step(count - 1), each with its number as a constant.
template <int count, typename Step>
[[gnu::always_inline]] inline void unrolled(Step step) {
  [&]<int... index>(std::integer_sequence<int, index...>) __attribute__((always_inline)) {
    (step(std::integral_constant<int, index>()), ...);
  }
  (std::make_integer_sequence<int, count>());
}

/// Cosines and sines of 2 pi k / n.
template <int n>
struct Roots {
  static std::array<double, n> make(long double (*function)(long double)) {
    std::array<double, n> values;
    for (int k = 0; k < n; ++k) {
      values[k] = static_cast<double>(function(2.0L * std::numbers::pi_v<long double> * k / n));
    }
    return values;
  }
  static inline const std::array<double, n> cosine = make(std::cos);
  static inline const std::array<double, n> sine = make(std::sin);
};

constexpr int inverse_modulo(int a, int modulus) {
  int inverse = 0;
  while (a * inverse % modulus != 1 % modulus) {
    ++inverse;
  }
  return inverse;
}

/// How a length is split: 2 and 4 and odd lengths (but 15) are worked out directly.
constexpr int first_factor(int n) {
  return n == 15 ? 3 : n == 16 ? 4 : n == 12 ? 4 : n % 2 == 0 && n > 4 ? 2 : n;
}

template <int n, int sign>
[[gnu::always_inline]] inline void dft(const ComplexLanes (&x)[n], ComplexLanes (&y)[n]);

/// sign i x
template <int sign>
[[gnu::always_inline]] inline ComplexLanes turned(const ComplexLanes& x) {
  return sign > 0 ? ComplexLanes{-x.imag, x.real} : ComplexLanes{x.imag, -x.real};
}

/// Pairs k and n - k share the cosine sums of x[j] + x[n-j] and the sine sums of x[j] - x[n-j].
template <int n, int sign>
[[gnu::always_inline]] inline void odd_dft(const ComplexLanes (&x)[n], ComplexLanes (&y)[n]) {
  constexpr int half = n / 2;
  ComplexLanes sums[half], differences[half];
  y[0] = x[0];
  unrolled<half>([&](auto j) __attribute__((always_inline)) {
    sums[j] = x[j + 1] + x[n - 1 - j];
    differences[j] = x[j + 1] - x[n - 1 - j];
    y[0] += sums[j];
  });
  unrolled<half>([&](auto k) __attribute__((always_inline)) {
    ComplexLanes even = x[0], odd;
    unrolled<half>([&](auto j) __attribute__((always_inline)) {
      constexpr int power = (j + 1) * (k + 1) % n;
      const double c = Roots<n>::cosine[power], s = Roots<n>::sine[power];
      even.real += c * sums[j].real;
      even.imag += c * sums[j].imag;
      odd.real += s * differences[j].real;
      odd.imag += s * differences[j].imag;
    });
    const ComplexLanes i_odd = turned<sign>(odd);
    y[k + 1] = even + i_odd;
    y[n - 1 - k] = even - i_odd;
  });
}

/// n = a b without common factor: two steps and no multiplications between them (Good, Thomas).
template <int a, int b, int sign>
[[gnu::always_inline]] inline void prime_factor_dft(const ComplexLanes (&x)[a * b],
                                                    ComplexLanes (&y)[a * b]) {
  constexpr int n = a * b;
  ComplexLanes middle[b][a];
  unrolled<b>([&](auto i2) __attribute__((always_inline)) {
    ComplexLanes row[a];
    unrolled<a>([&](auto i1) __attribute__((always_inline)) { row[i1] = x[(b * i1 + a * i2) % n]; });
    dft<a, sign>(row, middle[i2]);
  });
  unrolled<a>([&](auto k1) __attribute__((always_inline)) {
    ComplexLanes column[b], out[b];
    unrolled<b>([&](auto i2) __attribute__((always_inline)) { column[i2] = middle[i2][k1]; });
    dft<b, sign>(column, out);
    unrolled<b>([&](auto k2) __attribute__((always_inline)) {
      y[(k1 * b * inverse_modulo(b, a) + k2 * a * inverse_modulo(a, b)) % n] = out[k2];
    });
  });
}

/// n = a b with a common factor: the same with roots of unity between the steps (Cooley, Tukey).
template <int a, int b, int sign>
[[gnu::always_inline]] inline void mixed_radix_dft(const ComplexLanes (&x)[a * b], ComplexLanes (&y)[a * b]) {
  constexpr int n = a * b;
  ComplexLanes middle[b][a];
  unrolled<b>([&](auto i2) __attribute__((always_inline)) {
    ComplexLanes row[a];
    unrolled<a>([&](auto i1) __attribute__((always_inline)) { row[i1] = x[b * i1 + i2]; });
    dft<a, sign>(row, middle[i2]);
  });
  unrolled<a>([&](auto k1) __attribute__((always_inline)) {
    ComplexLanes column[b], out[b];
    unrolled<b>([&](auto i2) __attribute__((always_inline)) {
      const ComplexLanes& value = middle[i2][k1];
      constexpr int power = i2 * k1 % n;
      if constexpr (power == 0) {
        column[i2] = value;
      } else {
        const double c = Roots<n>::cosine[power], s = sign * Roots<n>::sine[power];
        column[i2] = {c * value.real - s * value.imag, c * value.imag + s * value.real};
      }
    });
    dft<b, sign>(column, out);
    unrolled<b>([&](auto k2) __attribute__((always_inline)) { y[k1 + a * k2] = out[k2]; });
  });
}

template <int n, int sign>
[[gnu::always_inline]] inline void dft(const ComplexLanes (&x)[n], ComplexLanes (&y)[n]) {
  constexpr int a = first_factor(n), b = n / a;
  if constexpr (n == 1) {
    y[0] = x[0];
  } else if constexpr (n == 2) {
    y[0] = x[0] + x[1];
    y[1] = x[0] - x[1];
  } else if constexpr (n == 4) {
    const ComplexLanes sum = x[0] + x[2], difference = x[0] - x[2];
    const ComplexLanes odd_sum = x[1] + x[3], odd_difference = turned<sign>(x[1] - x[3]);
    y[0] = sum + odd_sum;
    y[2] = sum - odd_sum;
    y[1] = difference + odd_difference;
    y[3] = difference - odd_difference;
  } else if constexpr (b == 1) {
    odd_dft<n, sign>(x, y);
  } else if constexpr (std::gcd(a, b) == 1) {
    prime_factor_dft<a, b, sign>(x, y);
  } else {
    mixed_radix_dft<a, b, sign>(x, y);
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
