#pragma once
// The Krylov space of H from one state: exp(-i H t) of that state for every t up to a known length
// (T. J. Park and J. C. Light, J. Chem. Phys. 85, 5870 (1986)).

#include <Eigen/Core>
#include <vector>

#include "reference/hilbert/hilbert_space.hpp"

namespace quenchmark::reference {

class KrylovSpace {
 public:
  /// Holds `most` + 1 state vectors. most >= 2.
  KrylovSpace(const HilbertSpace& space, int most);

  /// Lanczos from psi with H(couplings). It ends early when a step of length `enough` is within `rate` (error
  /// per unit of time; raised to what rounding allows), or when the space is exhausted.
  void build(const cases::Couplings& couplings, const StateVector& psi, double enough, double rate);

  /// Bound of || error || at time t in exact arithmetic: b_m integral_0^t |(exp(-i T s))_{m1}| ds |psi|, T
  /// the tridiagonal matrix, b_m the next off-diagonal element: the integrand is the residual of the
  /// Schroedinger equation.
  double error_bound(double t) const;
  /// The longest t <= most within the rate given to `build`.
  double longest_step(double most) const;
  /// out = exp(-i H t) psi.
  void evaluate(double t, StateVector& out) const;

  std::int64_t matrix_vector_products() const { return products_; }
  /// A vector that nothing needs between build and the next build.
  StateVector& spare() { return vectors_.back(); }

 private:
  bool accurate(double t) const { return error_bound(t) <= rate_ * t; }
  void solve_tridiagonal();
  Eigen::VectorXcd coordinates(double t) const;

  const HilbertSpace& space_;
  std::vector<StateVector> vectors_;
  std::vector<double> diagonal_;
  std::vector<double> off_diagonal_;  // [j] couples vectors j and j + 1; the last one leads out of the space
  Eigen::VectorXd eigenvalues_;
  Eigen::MatrixXd eigenvectors_;
  double norm_ = 0.0;
  double rate_ = 0.0;
  std::int64_t products_ = 0;
};

/// psi = exp(-i H(couplings) t) psi, t of either sign, in as many Krylov steps as `rate` asks for.
void krylov_exponential(const cases::Couplings& couplings, double t, double rate, KrylovSpace& krylov,
                        StateVector& psi);

}  // namespace quenchmark::reference
