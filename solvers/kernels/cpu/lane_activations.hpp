#pragma once
// Activations of the complex CNN and their derivatives in lanes; the same polynomials as
// plain/activations.cpp.

#include <stdexcept>
#include <type_traits>

#include "solvers/kernels/cpu/lanes.hpp"
#include "solvers/kernels/plain/activations.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// constant + z2 (a + z2 b).
inline ComplexLanes quadratic(const ComplexLanes& z2, double constant, double a, double b) {
  const Lanes real = a + b * z2.real;
  const Lanes imag = b * z2.imag;
  return {constant + z2.real * real - z2.imag * imag, z2.real * imag + z2.imag * real};
}

template <typename Function>
ComplexLanes lane_by_lane(const ComplexLanes& z, Function function) {
  ComplexLanes result;
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    result.set_lane(lane, function(z.lane(lane)));
  }
  return result;
}

template <Activation activation>
inline ComplexLanes activate(const ComplexLanes& z) {
  if constexpr (activation == Activation::ln_cosh) {
    return lane_by_lane(z, ln_cosh);
  } else {
    const ComplexLanes z2 = square(z);
    if constexpr (activation == Activation::even) {
      return z2 * quadratic(z2, 0.5, -1.0 / 12.0, 1.0 / 45.0);
    } else {
      const ComplexLanes odd = z * quadratic(z2, 1.0, -1.0 / 3.0, 2.0 / 15.0);
      if constexpr (activation == Activation::odd) {
        return odd;
      } else {
        return odd + z2 * quadratic(z2, 0.5, -1.0 / 12.0, 1.0 / 45.0);
      }
    }
  }
}

template <Activation activation>
inline ComplexLanes activation_derivative(const ComplexLanes& z) {
  if constexpr (activation == Activation::ln_cosh) {
    return lane_by_lane(z, [](Complex x) { return std::tanh(x); });
  } else {
    const ComplexLanes z2 = square(z);
    const auto derivative_of_odd = [&] { return quadratic(z2, 1.0, -1.0, 2.0 / 3.0); };
    if constexpr (activation == Activation::odd) {
      return derivative_of_odd();
    } else {
      const ComplexLanes odd = z * quadratic(z2, 1.0, -1.0 / 3.0, 2.0 / 15.0);
      if constexpr (activation == Activation::even) {
        return odd;
      } else {
        return odd + derivative_of_odd();
      }
    }
  }
}

/// visitor(std::integral_constant<Activation, ...>) for the activation at hand.
template <typename Visitor>
decltype(auto) with_activation(Activation activation, Visitor visitor) {
  switch (activation) {
    case Activation::even:
      return visitor(std::integral_constant<Activation, Activation::even>());
    case Activation::both:
      return visitor(std::integral_constant<Activation, Activation::both>());
    case Activation::ln_cosh:
      return visitor(std::integral_constant<Activation, Activation::ln_cosh>());
    case Activation::odd:
      return visitor(std::integral_constant<Activation, Activation::odd>());
  }
  throw std::logic_error("unknown activation");
}

}  // namespace quenchmark::solvers::kernels::cpu
