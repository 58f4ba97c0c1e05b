#pragma once
// The certificate: a bound on the angle to the exact state that needs no reference.

#include <Eigen/Dense>

#include "solvers/evolution/angle_budget.hpp"
#include "solvers/evolution/exact_flow.hpp"

namespace quenchmark::solvers {

/// arccos|<exact|psi>|(t) <= Angle(0) + integral of || sum_k theta'_k dO_k + i dE || dt along any
/// differentiable path theta(t) through the accepted steps: the bound holds for every path, so the smoothest
/// one is taken, the cubic Hermite curve whose slopes at the steps are the flow's. (Straight lines leave the
/// flow by O(step) and made the bound 100 times looser.) Integrator and filter errors are inside, because the
/// path is the one that was walked.
class Certificate {
 public:
  explicit Certificate(double angle_at_start) { budget_.preparation = budget_.total = angle_at_start; }
  /// Goes on from where an earlier one stood.
  explicit Certificate(const AngleBudget& budget) : budget_(budget) {}

  /// Adds the path from `begin` at (from, t) to `end` at (to, t + tau).
  /// 3-point Gauss quadrature of the path, trapezoid of the diagnostic parts. Where the network itself is
  /// torn within the step, so that its state jumps, the jump counts too.
  void add_step(ExactFlow& flow, const Eigen::VectorXcd& from, const ExactPoint& begin,
                const Eigen::VectorXcd& to, const ExactPoint& end, double t, double tau);

  const AngleBudget& budget() const { return budget_; }

 private:
  AngleBudget budget_;
};

}  // namespace quenchmark::solvers
