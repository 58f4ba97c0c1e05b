#pragma once
// Measures the observables of a case on samples and writes them, with the diagnostics, into a trajectory.

#include "cases/spec/problem.hpp"
#include "solvers/evolution/angle_budget.hpp"
#include "solvers/evolution/dynamics.hpp"
#include "solvers/evolution/sampled_sum.hpp"
#include "solvers/operators/frame.hpp"
#include "solvers/tdvp/sampled_tdvp.hpp"

namespace quenchmark::solvers {

/// The flow at one point as its samples see it.
struct SampledPoint final : DynamicsPoint {
  Eigen::MatrixXcd overlap;                         ///< S, on rank 0 only
  Eigen::VectorXd snr, snr_gaussian, snr_residual;  ///< of each mode
  Eigen::VectorXd correlation_time;                 ///< of each mode's force
  double r2_held_out = 0.0;                         ///< on samples that the velocity has not seen
  double power = 0.0;                               ///< <dH/dt>
  double reweighting_gap = 0.0;  ///< neighbours' product, on the samples of the step before minus on these
};

/// Statistical errors are jackknifed over the reduction slots, whose chains are independent: they say how
/// well the state was measured, not how far noise has led the trajectory astray, which only replicas tell.
class SampledObserver {
 public:
  /// `sum`: the samples of the steps, whose chains are diagnosed; `measured`: those observables are averaged
  /// over, which may be the same.
  SampledObserver(const cases::Problem& problem, const Frame& frame, const SampledSum& sum,
                  SampledSum& measured, Trajectory& trajectory);

  void record(const WalkPosition& where, const SampledPoint& point, const AngleBudget& angle);

 private:
  /// Values of one observable, one per component, from means over samples: [operator], then their
  /// <|A_loc|^2>.
  std::vector<double> values(const cases::Observable& observable, const std::vector<Complex>& means) const;
  void measure(double t);

  const cases::Problem& problem_;
  const SampledSum& sum_;
  SampledSum& measured_;
  Trajectory& trajectory_;
  std::vector<std::vector<int>> displacements_;
  LocalEstimator estimator_;
};

}  // namespace quenchmark::solvers
