#pragma once
// Adaptive Heun integration with step doubling ([2D] supplement IV C).

#include <Eigen/Dense>
#include <functional>

#include "cases/spec/case.hpp"

namespace quenchmark::solvers {

using RightHandSide = std::function<Eigen::VectorXcd(const Eigen::VectorXcd& parameters, double t)>;
/// || x || at the state where the step begins.
using Norm = std::function<double(const Eigen::VectorXcd& x)>;

struct HeunAttempt {
  Eigen::VectorXcd next;      ///< result of the two half steps
  Eigen::VectorXcd estimate;  ///< of the error of `next`: (full - halves)/3
  double error = 0.0;         ///< || full - halves || / divisor; infinite when a stage was not finite
};

/// One step of size tau from (parameters, t) whose right-hand side `slope` is known: four more evaluations.
HeunAttempt attempt_heun_step(const RightHandSide& right_hand_side, const Norm& norm,
                              const Eigen::VectorXcd& parameters, const Eigen::VectorXcd& slope, double t,
                              double tau, cases::StepDivisor divisor);

/// The next step size: tau * clamp(0.9 (tolerance/error)^(1/3), 0.2, 2), at most dt_max. The local error of
/// the method is of third order, hence the exponent.
double next_step_size(double tau, double error, const cases::IntegratorSpec& spec);

}  // namespace quenchmark::solvers
