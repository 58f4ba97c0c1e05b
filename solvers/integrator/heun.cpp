#include "solvers/integrator/heun.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

HeunAttempt attempt_heun_step(const RightHandSide& right_hand_side, const Norm& norm,
                              const Eigen::VectorXcd& parameters, const Eigen::VectorXcd& slope, double t,
                              double tau, cases::StepDivisor divisor) {
  const auto heun = [&](const Eigen::VectorXcd& from, const Eigen::VectorXcd& k1, double time, double step) {
    const Eigen::VectorXcd k2 = right_hand_side(from + step * k1, time + step);
    if (planted(Defect::heun_weights)) {
      return Eigen::VectorXcd(from + step * (0.75 * k1 + 0.25 * k2));
    }
    return Eigen::VectorXcd(from + 0.5 * step * (k1 + k2));
  };
  const Eigen::VectorXcd full = heun(parameters, slope, t, tau);
  const Eigen::VectorXcd middle = heun(parameters, slope, t, 0.5 * tau);
  const Eigen::VectorXcd middle_slope = right_hand_side(middle, t + 0.5 * tau);
  HeunAttempt attempt;
  attempt.next = heun(middle, middle_slope, t + 0.5 * tau, 0.5 * tau);
  attempt.estimate = (full - attempt.next) / 3.0;
  // full - halves = (3/4) c tau^3 and the error of the halves is (1/4) c tau^3: a third.
  // [2D] eq. 28 divides by 6.
  const double by = divisor == cases::StepDivisor::truncation ? 3.0 : 6.0;
  attempt.error = norm(full - attempt.next) / by;
  if (planted(Defect::step_error_understated)) {
    attempt.estimate *= 1e-3;
    attempt.error *= 1e-3;
  }
  if (!attempt.next.allFinite() || !std::isfinite(attempt.error)) {
    attempt.error = std::numeric_limits<double>::infinity();
  }
  return attempt;
}

double next_step_size(double tau, double error, const cases::IntegratorSpec& spec) {
  double factor = 2.0;
  if (error > 0.0) {
    factor = std::isfinite(error) ? std::clamp(0.9 * std::cbrt(spec.tolerance / error), 0.2, 2.0) : 0.2;
  }
  return std::min(tau * factor, spec.dt_max);
}

}  // namespace quenchmark::solvers
