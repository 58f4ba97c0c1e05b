#pragma once
// The variational flow d theta/dt = v(theta, t) of one network under one generator, by exact sums.

#include <Eigen/Dense>

#include "cases/spec/case.hpp"
#include "solvers/evolution/dynamics.hpp"
#include "solvers/evolution/exact_sum.hpp"
#include "solvers/operators/frame.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// The state, its tangent system and the filtered velocity at one point of the trajectory.
struct ExactPoint final : DynamicsPoint {
  NetworkState state;
  TangentSystem system;
};

class ExactFlow {
 public:
  ExactFlow(ExactSum& sum, const Frame& frame, const cases::TdvpSpec& spec)
      : sum_(sum), frame_(frame), spec_(spec) {}

  /// State and tangent system alone, without a solve.
  ExactPoint tangent_at(const Eigen::VectorXcd& parameters, double t);
  /// The whole point. Throws Error(numeric) on numbers that are not finite.
  ExactPoint at(const Eigen::VectorXcd& parameters, double t);

  /// What adding a constant to H and to every O_k changes of the velocity (in the metric of S, over its
  /// length) or of Var H (over itself), whichever is more: norm and phase of psi are free, so nothing. 0
  /// where nothing moves.
  double response_to_constants(const Eigen::VectorXcd& parameters, double t, const ExactPoint& point);

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
