#pragma once
// The certificate: a bound on the angle between the network's state and the exact one that needs no reference
// (PHYSICS 4).

#include <Eigen/Dense>

#include "solvers/evolution/flow.hpp"

namespace quenchmark::solvers {

/// arccos|<exact|psi>|(t) <= Angle(0) + integral of || sum_k theta'_k dO_k + i dE || dt along any
/// differentiable path theta(t) through the accepted steps: the bound holds for every path, so the smoothest
/// one is taken, the cubic Hermite curve whose slopes at the steps are the flow's. (Straight lines leave the
/// flow by O(step) and made the bound 100 times looser.) Integrator and filter errors are inside, because the
/// path is the one that was walked. Parts add up to the total.
struct AngleBudget {
  double preparation = 0.0;     ///< Angle(0)
  double projection = 0.0;      ///< what no velocity in this tangent space could have avoided
  double regularisation = 0.0;  ///< added by the filter
  double integrator = 0.0;      ///< added by leaving the flow between steps (may be slightly negative)
  double total = 0.0;
};

class Certificate {
 public:
  explicit Certificate(double angle_at_start) { budget_.preparation = budget_.total = angle_at_start; }

  /// Adds the path from `begin` at (from, t) to `end` at (to, t + tau).
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
