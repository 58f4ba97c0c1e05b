#pragma once
// The certificate: a bound on the angle between the network's state and the exact one that needs no reference (PHYSICS 4).

#include <Eigen/Dense>

#include "solvers/evolution/flow.hpp"

namespace quenchmark::solvers {

/// arccos|<exact|psi>|(t) <= Angle(0) + integral of || sum_k v_k dO_k + i dE || dt along the path actually walked, v the
/// slope of the straight line between accepted steps. The parts are for diagnosis and add up to the total.
struct AngleBudget {
  double preparation = 0.0;     ///< Angle(0)
  double projection = 0.0;      ///< what no velocity in this tangent space could have avoided
  double regularisation = 0.0;  ///< added by the filter
  double integrator = 0.0;      ///< added by walking straight lines instead of the flow (may be slightly negative)
  double total = 0.0;
};

class Certificate {
 public:
  explicit Certificate(double angle_at_start) { budget_.preparation = budget_.total = angle_at_start; }

  /// Adds the straight line from `begin` at (from, t) to `to` at t + tau; `end` is the flow there.
  /// 3-point Gauss quadrature of the path, trapezoid of the diagnostic parts.
  void add_step(Flow& flow, const Eigen::VectorXcd& from, const FlowPoint& begin, const Eigen::VectorXcd& to,
                const FlowPoint& end, double t, double tau);

  const AngleBudget& budget() const { return budget_; }
  /// Integral of <dH/dt> along the path: what the energy of a ramp must change by.
  double work_done() const { return work_done_; }

 private:
  AngleBudget budget_;
  double work_done_ = 0.0;
};

}  // namespace quenchmark::solvers
