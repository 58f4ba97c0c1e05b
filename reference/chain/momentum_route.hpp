#pragma once
// Covariance of the ring at the output times, from its wave vectors.

#include <Eigen/Core>
#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

/// The 2 x 2 evolution of the pair (a_k, b_k) for every k = (2m + 1) pi / N, m < N/2; da/dt = g b, db/dt =
/// -g* a with g = 2 (h - J e^{-ik}).
class MomentumRoute {
 public:
  MomentumRoute(int sites, const cases::Schedule& schedule, double tolerance);

  /// To time t, later than the last one.
  void advance(double t);
  Eigen::MatrixXd covariance() const;

 private:
  int sites_;
  const cases::Schedule& schedule_;
  double tolerance_;
  double reached_;
  std::vector<Eigen::Matrix2cd> evolution_;
};

}  // namespace quenchmark::reference
