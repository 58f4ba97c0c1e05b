#include "solvers/integrator/heun.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace quenchmark::solvers {
namespace {

constexpr std::complex<double> i(0, 1);

// y' = -i (1 + t) y with y(0) = 1: |y| = 1, phase -(t + t^2/2).
const RightHandSide rotation = [](const Eigen::VectorXcd& y, double t) {
  return Eigen::VectorXcd(-i * (1.0 + t) * y);
};
const Norm euclid = [](const Eigen::VectorXcd& x) { return x.norm(); };

HeunAttempt attempt(double tau, cases::StepDivisor divisor = cases::StepDivisor::truncation) {
  const Eigen::VectorXcd start = Eigen::VectorXcd::Ones(1);
  return attempt_heun_step(rotation, euclid, start, rotation(start, 0.0), 0.0, tau, divisor);
}

double true_error(double tau) {
  return std::abs(attempt(tau).next[0] - std::exp(-i * (tau + tau * tau / 2)));
}

TEST(Heun, LocalErrorIsOfThirdOrder) {
  EXPECT_NEAR(true_error(0.02) / true_error(0.01), 8.0, 0.3);
}

TEST(Heun, EstimateIsTheErrorOfTheTwoHalfSteps) {
  EXPECT_NEAR(attempt(0.01).error / true_error(0.01), 1.0, 0.05);
}

TEST(Heun, PaperDivisorGivesTheErrorOfOneHalfStep) {  // [2D] eq. 28
  EXPECT_DOUBLE_EQ(attempt(0.01, cases::StepDivisor::paper_compatible).error, attempt(0.01).error / 2);
}

TEST(Heun, AStageThatIsNotFiniteHasAnInfiniteError) {
  const RightHandSide pole = [](const Eigen::VectorXcd& y, double t) {
    return Eigen::VectorXcd(y * (t > 0.05 ? std::numeric_limits<double>::quiet_NaN() : 1.0));
  };
  const Eigen::VectorXcd start = Eigen::VectorXcd::Ones(1);
  EXPECT_TRUE(std::isinf(
      attempt_heun_step(pole, euclid, start, start, 0.0, 0.1, cases::StepDivisor::truncation).error));
}

TEST(Heun, StepSizeFollowsTheCubeRootWithinItsClamps) {
  cases::IntegratorSpec spec;
  spec.tolerance = 1e-6;
  spec.dt_max = 1.0;
  EXPECT_DOUBLE_EQ(next_step_size(0.1, 1e-6, spec), 0.09);
  EXPECT_NEAR(next_step_size(0.1, 8e-6, spec), 0.045, 1e-12);
  EXPECT_DOUBLE_EQ(next_step_size(0.1, 0.0, spec), 0.2);
  EXPECT_DOUBLE_EQ(next_step_size(0.1, 1e-12, spec), 0.2);
  EXPECT_DOUBLE_EQ(next_step_size(0.1, 1.0, spec), 0.02);
  EXPECT_DOUBLE_EQ(next_step_size(0.1, std::numeric_limits<double>::infinity(), spec), 0.02);
  EXPECT_DOUBLE_EQ(next_step_size(0.9, 0.0, spec), 1.0);
}

}  // namespace
}  // namespace quenchmark::solvers
