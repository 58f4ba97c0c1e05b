#pragma once
// Activations of the complex CNN and their derivatives, on real and imaginary parts kept in separate arrays.

#include <cstddef>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// even, both and ln_cosh may stand first; every later layer is odd: z - z^3/3 + 2z^5/15.
enum class Activation { even, both, ln_cosh, odd };

Activation layer_activation(FirstActivation first, std::size_t layer);

/// ln cosh z, without overflow and without cancellation near 0; the branch that is continuous for Re z > 0.
Complex ln_cosh(Complex z);

/// value = act(z) for `count` numbers.
void activate(Activation activation, std::size_t count, const double* z_real, const double* z_imag,
              double* value_real, double* value_imag);

/// adjoint *= act'(z) for `count` numbers.
void multiply_by_derivative(Activation activation, std::size_t count, const double* z_real,
                            const double* z_imag, double* adjoint_real, double* adjoint_imag);

}  // namespace quenchmark::solvers::kernels
