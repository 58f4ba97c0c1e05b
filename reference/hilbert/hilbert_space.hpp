#pragma once
// What every propagator needs of a space of wave functions: the full one or a symmetric sector.

#include <Eigen/Core>
#include <cstdint>

#include "cases/spec/problem.hpp"
#include "reference/hilbert/ising_terms.hpp"
#include "reference/parallel/buffer.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference {

/// out = scale * H in + shift * in + keep * kept; without `kept` it is `out` as it was.
struct Combination {
  double scale = 1.0;
  double shift = 0.0;
  double keep = 0.0;
  const double* kept = nullptr;
};

/// Diagonal one- and two-spin expectation values of one state.
struct SpinMoments {
  double norm = 0.0;
  Eigen::VectorXd z;   ///< [N] <sz_i>, not divided by the norm
  Eigen::MatrixXd zz;  ///< [N, N] <sz_i sz_j>, symmetric, `norm` on the diagonal
};

/// Amplitudes are those of single configurations; index k stands for multiplicities()[k] configurations that
/// share one amplitude, so inner products carry that weight and H (as it acts on amplitudes) is self-adjoint
/// with respect to them.
class HilbertSpace {
 public:
  virtual ~HilbertSpace() = default;

  virtual std::int64_t dimension() const = 0;
  virtual Configuration configuration(std::int64_t index) const = 0;
  /// [dimension] orbit sizes; null: all are 1.
  virtual const std::uint16_t* multiplicities() const = 0;

  /// `components` = 1: real amplitudes, 2: complex ones, interleaved (H is real, so it acts on both parts
  /// alike). `in` and `out` must not overlap. With zero transverse coupling no flips are done. Throws
  /// Interrupted when a stop is requested: products are where the time goes.
  void apply(const cases::Couplings& couplings, const Combination& combination, const double* in, double* out,
             int components) const {
    throw_if_stopped(control_);
    product(couplings, combination, in, out, components);
  }

  /// <psi| sum_i sx_i |psi>, not divided by the norm; needs no second vector.
  virtual double total_x(const StateVector& psi) const = 0;

  virtual SpinMoments spin_moments(const StateVector& psi) const = 0;

  const IsingTerms& terms() const { return terms_; }
  const Workers& workers() const { return workers_; }
  const DiagonalKeys& keys() const { return keys_; }
  const RunControl& control() const { return control_; }

 protected:
  HilbertSpace(const IsingTerms& terms, const Workers& workers, const RunControl& control)
      : terms_(terms), keys_(terms), workers_(workers), control_(control) {}

  virtual void product(const cases::Couplings& couplings, const Combination& combination, const double* in,
                       double* out, int components) const = 0;

 private:
  IsingTerms terms_;
  DiagonalKeys keys_;
  Workers workers_;
  RunControl control_;
};

}  // namespace quenchmark::reference
