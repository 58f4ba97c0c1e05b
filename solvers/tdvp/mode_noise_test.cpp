#include "solvers/tdvp/mode_noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace quenchmark::solvers {
namespace {

/// C_q = (2, .3; .3, 1), C_e = (1.5, -.4; -.4, .7), M = (.5, .2; -.1, .3), by hand: tr(C_q C_e) = 3.46,
/// tr(M^2) = .3, and of Im(Q* e), which has q turned by a quarter, tr = 3.14 and -.25.
ModeMoments elliptic_mode() {
  ModeMoments mode;
  mode.sigma2 = 3.0;
  mode.variance = 2.2;
  mode.pseudo_sigma2 = {1.0, 0.6};
  mode.pseudo_variance = {0.8, -0.8};
  mode.force = {0.8, 0.3};
  mode.pseudo_force = {0.2, 0.1};
  return mode;
}

TEST(ModeNoise, OfAnEllipticModeIsThatWorkedOutByHand) {
  EXPECT_NEAR(gaussian_real_force_variance(elliptic_mode()), 3.46 + 0.30, 1e-14);
  EXPECT_NEAR(gaussian_force_variance(elliptic_mode()), 3.46 + 0.30 + 3.14 - 0.25, 1e-14);
  EXPECT_NEAR(share_of_variance(elliptic_mode()), 3.46 / 6.6, 1e-14);
}

/// A real Q and a real e: the variance of their product is sigma^2 Var H + rho^2 ([2D] eq. 23), whatever
/// phase both are turned by; across each other they make no product.
TEST(ModeNoise, OfARealModeAndARealDrive) {
  ModeMoments mode;
  mode.sigma2 = 2.0;
  mode.variance = 3.0;
  mode.pseudo_sigma2 = -2.0;
  mode.pseudo_variance = -3.0;
  mode.force = 1.5;
  mode.pseudo_force = -1.5;
  EXPECT_NEAR(gaussian_real_force_variance(mode), 6.0 + 2.25, 1e-14);
  EXPECT_NEAR(gaussian_force_variance(mode), 6.0 + 2.25, 1e-14);
  EXPECT_NEAR(share_of_variance(mode), 1.0, 1e-14);
  mode.pseudo_sigma2 = 2.0;
  mode.force = {0.0, 1.5};
  mode.pseudo_force = {0.0, 1.5};
  EXPECT_NEAR(gaussian_real_force_variance(mode), 0.0, 1e-14);
  EXPECT_NEAR(share_of_variance(mode), 0.0, 1e-14);
}

/// chi^2 of `batches` - 1 degrees of freedom over them, as scatter comes out; `modes` of them.
Eigen::VectorXd scatter_about(const Eigen::VectorXd& truth, int batches) {
  std::mt19937_64 random(11);
  std::chi_squared_distribution<double> chi2(batches - 1);
  Eigen::VectorXd scatter(truth.size());
  for (Eigen::Index k = 0; k < truth.size(); ++k) {
    scatter[k] = truth[k] * chi2(random) / (batches - 1);
  }
  return scatter;
}

constexpr int batches = 64;
constexpr double samples = 6400.0;
constexpr SampleCount count{samples, samples, batches};

Eigen::VectorXd times_of(const Eigen::VectorXd& truth) {
  const Eigen::VectorXd single = Eigen::VectorXd::LinSpaced(truth.size(), 1.0, 2.0);
  const Eigen::VectorXd scatter = scatter_about(truth, batches).cwiseProduct(single) / (samples - 1.0);
  return correlation_times(scatter, single, Eigen::VectorXd::Ones(truth.size()), count);
}

/// Alone, each of 50 times would be off by 18 %; their mean is known to 2.5 %.
TEST(CorrelationTimes, ThatDifferByNoiseAloneAreDrawnTogether) {
  const Eigen::VectorXd times = times_of(Eigen::VectorXd::Constant(50, 5.0));
  EXPECT_LT((times.array() - 5.0).abs().maxCoeff(), 0.13 * 5.0);
  EXPECT_NEAR(times.mean(), 5.0, 0.1 * 5.0);
}

TEST(CorrelationTimes, ThatDifferAreKeptApart) {
  Eigen::VectorXd truth = Eigen::VectorXd::Constant(50, 2.0);
  truth.tail(25).setConstant(15.0);
  const Eigen::VectorXd times = times_of(truth);
  EXPECT_NEAR(times.head(25).mean(), 2.0, 0.15 * 2.0);  // known to 3.6 %
  EXPECT_NEAR(times.tail(25).mean(), 15.0, 0.15 * 15.0);
  EXPECT_LT(times.head(25).maxCoeff(), times.tail(25).minCoeff());
}

TEST(CorrelationTimes, AreNeverBelowOneAndCostIndependentSamplesLittle) {
  const Eigen::VectorXd times = times_of(Eigen::VectorXd::Ones(50));
  EXPECT_GE(times.minCoeff(), 1.0);
  EXPECT_LT(times.maxCoeff(), 1.13);
}

TEST(CorrelationTimes, ABatchIsWorthASampleAtLeast) {
  const Eigen::VectorXd times = times_of(Eigen::VectorXd::Constant(5, 1e4));
  EXPECT_DOUBLE_EQ(times.maxCoeff(), samples / batches);
}

TEST(CorrelationTimes, OneBatchSaysNothing) {
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(3);
  EXPECT_EQ(correlation_times(ones, ones, ones, {samples, samples, 1.0}), ones);
}

/// Large weights where the force is small: the average is better than the weights alone would have it, but
/// not better than all samples with one weight.
TEST(CorrelationTimes, AreNoShorterThanTheSamplesDrawnAllow) {
  const Eigen::VectorXd single = Eigen::VectorXd::Ones(20);
  const auto shortest = [&](double truth) {
    const Eigen::VectorXd scatter = scatter_about(Eigen::VectorXd::Constant(20, truth), batches);
    return correlation_times(scatter / (samples - 1.0), single, single, {2.0 * samples, samples, batches})
        .minCoeff();
  };
  EXPECT_NEAR(shortest(0.75), 0.75, 0.1);
  EXPECT_DOUBLE_EQ(shortest(0.1), 0.5);
}

TEST(CorrelationTimes, RoundingOfModesNextToNothingDoesNotReachTheOthers) {
  const Eigen::Index modes = 50;
  const Eigen::VectorXd truth = Eigen::VectorXd::Constant(modes, 5.0);
  Eigen::VectorXd single = Eigen::VectorXd::Ones(modes);
  Eigen::VectorXd trusted = Eigen::VectorXd::Ones(modes);
  const Eigen::VectorXd scatter = scatter_about(truth, batches) / (samples - 1.0);
  const Eigen::VectorXd sound = correlation_times(scatter, single, trusted, count);
  single[0] = 0.0;
  single[1] = 1e-30;
  trusted[1] = 0.0;
  const Eigen::VectorXd times = correlation_times(scatter, single, trusted, count);
  EXPECT_EQ(times[0], 1.0);
  EXPECT_EQ(times[1], 1.0);
  EXPECT_LT((times.tail(modes - 2) - sound.tail(modes - 2)).cwiseAbs().maxCoeff(), 0.2);
}

}  // namespace
}  // namespace quenchmark::solvers
