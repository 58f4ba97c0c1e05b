#include "solvers/kernels/plain/activations.hpp"

#include <cmath>

namespace quenchmark::solvers::kernels {
namespace {

/// ln(1 + w) with the real part accurate for small w.
Complex log1p(Complex w) {
  return {0.5 * std::log1p(2.0 * w.real() + std::norm(w)), std::atan2(w.imag(), 1.0 + w.real())};
}

Complex even(Complex z) {
  const Complex z2 = z * z;
  return z2 * (0.5 + z2 * (-1.0 / 12.0 + z2 * (1.0 / 45.0)));
}

Complex odd(Complex z) {
  const Complex z2 = z * z;
  return z * (1.0 + z2 * (-1.0 / 3.0 + z2 * (2.0 / 15.0)));
}

/// The derivative of even(z) is odd(z) itself.
Complex odd_derivative(Complex z) {
  const Complex z2 = z * z;
  return 1.0 + z2 * (-1.0 + z2 * (2.0 / 3.0));
}

template <typename Function>
void apply(std::size_t count, const double* z_real, const double* z_imag, double* value_real,
           double* value_imag, Function function) {
  for (std::size_t i = 0; i < count; ++i) {
    const Complex value = function(Complex(z_real[i], z_imag[i]));
    value_real[i] = value.real();
    value_imag[i] = value.imag();
  }
}

template <typename Function>
void multiply(std::size_t count, const double* z_real, const double* z_imag, double* adjoint_real,
              double* adjoint_imag, Function function) {
  for (std::size_t i = 0; i < count; ++i) {
    const Complex product =
        Complex(adjoint_real[i], adjoint_imag[i]) * function(Complex(z_real[i], z_imag[i]));
    adjoint_real[i] = product.real();
    adjoint_imag[i] = product.imag();
  }
}

}  // namespace

Activation layer_activation(FirstActivation first, std::size_t layer) {
  if (layer > 0) {
    return Activation::odd;
  }
  switch (first) {
    case FirstActivation::even:
      return Activation::even;
    case FirstActivation::both:
      return Activation::both;
    case FirstActivation::ln_cosh:
      break;
  }
  return Activation::ln_cosh;
}

Complex ln_cosh(Complex z) {
  if (std::norm(z) < 0.25) {
    const Complex sinh = std::sinh(z);
    return 0.5 * log1p(sinh * sinh);
  }
  const Complex right = z.real() < 0.0 ? -z : z;
  return right + log1p(std::exp(-2.0 * right)) - std::log(2.0);
}

void activate(Activation activation, std::size_t count, const double* z_real, const double* z_imag,
              double* value_real, double* value_imag) {
  const auto apply_to_all = [&](auto function) {
    apply(count, z_real, z_imag, value_real, value_imag, function);
  };
  switch (activation) {
    case Activation::even:
      return apply_to_all([](Complex z) { return even(z); });
    case Activation::both:
      return apply_to_all([](Complex z) { return even(z) + odd(z); });
    case Activation::ln_cosh:
      return apply_to_all([](Complex z) { return ln_cosh(z); });
    case Activation::odd:
      return apply_to_all([](Complex z) { return odd(z); });
  }
}

void multiply_by_derivative(Activation activation, std::size_t count, const double* z_real,
                            const double* z_imag, double* adjoint_real, double* adjoint_imag) {
  const auto multiply_all = [&](auto function) {
    multiply(count, z_real, z_imag, adjoint_real, adjoint_imag, function);
  };
  switch (activation) {
    case Activation::even:
      return multiply_all([](Complex z) { return odd(z); });
    case Activation::both:
      return multiply_all([](Complex z) { return odd(z) + odd_derivative(z); });
    case Activation::ln_cosh:
      return multiply_all([](Complex z) { return std::tanh(z); });
    case Activation::odd:
      return multiply_all([](Complex z) { return odd_derivative(z); });
  }
}

}  // namespace quenchmark::solvers::kernels
