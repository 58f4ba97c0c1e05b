#pragma once
// The variational flow d theta/dt = v(theta, t) of one network under one generator.

#include <Eigen/Dense>

#include "cases/spec/case.hpp"
#include "solvers/evolution/exact_sum.hpp"
#include "solvers/operators/frame.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// The state, its tangent system and the filtered velocity at one point of the trajectory.
struct FlowPoint {
  NetworkState state;
  TangentSystem system;
  TdvpSolution solution;

  /// d<generator>/dt along the flow: 2 Re(v^+ tangent^+ drive); zero for holomorphic networks.
  double energy_flow() const { return 2.0 * (system.tangent * solution.velocity).dot(system.drive).real(); }
};

class Flow {
 public:
  Flow(ExactSum& sum, const Frame& frame, const cases::TdvpSpec& spec)
      : sum_(sum), frame_(frame), spec_(spec) {}

  /// State and tangent system alone, without a solve.
  FlowPoint tangent_at(const Eigen::VectorXcd& parameters, double t);
  /// The whole point. Throws Error(numeric) on numbers that are not finite.
  FlowPoint at(const Eigen::VectorXcd& parameters, double t);

  ExactSum& sum() { return sum_; }
  const Frame& frame() const { return frame_; }
  std::int64_t evaluations() const { return evaluations_; }

  /// Where the time went.
  struct Seconds {
    double network = 0.0;  ///< ln psi and its derivatives
    double local_energy = 0.0;
    double tangent_system = 0.0;  ///< centring and weighting
    double solve = 0.0;
  };
  const Seconds& seconds() const { return seconds_; }

 private:
  ExactSum& sum_;
  const Frame& frame_;
  cases::TdvpSpec spec_;
  std::int64_t evaluations_ = 0;
  Seconds seconds_;
};

}  // namespace quenchmark::solvers
