#pragma once
// Covariance of the ring at the output times, from the Heisenberg equation in real space.

#include <Eigen/Core>

#include "base/run_control.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

/// g(t) = O(t) g(t_start), dO/dt = M(t) O: power series in time with the recursion of taylor.hpp.
class RealSpaceRoute {
 public:
  RealSpaceRoute(int sites, const cases::Schedule& schedule, const RunControl& control);

  /// To time t, later than the last one. Throws Interrupted when a stop is requested; the route is then of no
  /// use.
  void advance(double t);
  Eigen::MatrixXd covariance() const;

 private:
  void step(double t, double h);

  const cases::Schedule& schedule_;
  const RunControl& control_;
  double reached_;
  Eigen::MatrixXd evolution_;
};

}  // namespace quenchmark::reference
