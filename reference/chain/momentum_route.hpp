#pragma once
// Covariance of the ring at the output times, from its wave vectors.

#include <Eigen/Core>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

/// The 2 x 2 evolution of the pair (a_k, b_k) for every k = (2m + 1) pi / N, m < N/2; da/dt = g b, db/dt =
/// -g* a with g = 2 (h - J e^{-ik}).
class MomentumRoute {
 public:
  MomentumRoute(int sites, const cases::Schedule& schedule, double tolerance, const RunControl& control);

  /// To time t, later than the last one. Throws Interrupted when a stop is requested; the route is then of no
  /// use. Throws Error(numeric) when the Magnus product does not converge.
  void advance(double t);
  Eigen::MatrixXd covariance() const;

 private:
  int sites_;
  const cases::Schedule& schedule_;
  double tolerance_;
  const RunControl& control_;
  double reached_;
  std::vector<Eigen::Matrix2cd> evolution_;
};

}  // namespace quenchmark::reference
