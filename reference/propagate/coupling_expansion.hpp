#pragma once
// The couplings within one step of time, as the integrators for ramps want them. Both are exact for cubic
// couplings.

#include <array>

#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

/// The couplings are polynomials of at most this degree in time.
constexpr int kCouplingDegree = 3;

/// couplings(t + u h) = sum_j result[j] u^j.
std::array<cases::Couplings, kCouplingDegree + 1> taylor_coefficients(const cases::Schedule& schedule,
                                                                      double t, double h);

/// The exponents of one step of a commutator-free Magnus integrator: from t to t + h the evolution is the
/// product over k of exp(-i h H(exponents[k])), k = 0 acting first. Order 6 (A. Alvermann and H. Fehske, J.
/// Comput. Phys. 230, 5930 (2011), the optimised CFET 6:5).
std::array<cases::Couplings, 5> magnus_exponents(const cases::Schedule& schedule, double t, double h);
constexpr int kMagnusOrder = 6;

}  // namespace quenchmark::reference
