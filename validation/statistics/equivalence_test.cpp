// The tests of the tests: error rates and power on simulated replicas.
#include "validation/statistics/equivalence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace quenchmark::validation {
namespace {

constexpr double limit = 1.0;

/// Replicas of a deviation `bias` [T] with noise that is either common to all times or fresh at each.
Deviation simulate(const std::vector<double>& bias, double noise, int replicas, bool correlated,
                   std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Deviation deviation;
  const std::size_t count = bias.size();
  for (std::size_t t = 0; t < count; ++t) {
    deviation.times.push_back(static_cast<double>(t));
  }
  deviation.difference.assign(count, 0.0);
  deviation.reference_error.assign(count, 0.0);
  for (int r = 0; r < replicas; ++r) {
    std::vector<double> replica;
    const double common = normal(random);
    for (std::size_t t = 0; t < count; ++t) {
      replica.push_back(bias[t] + noise * (correlated ? common : normal(random)));
      deviation.difference[t] += replica.back() / replicas;
    }
    deviation.replicas.push_back(std::move(replica));
  }
  return deviation;
}

struct Rates {
  double pass = 0.0;
  double suspicion = 0.0;  ///< first run at 1e-2
};

Rates measure(const std::vector<double>& bias, double noise, cases::ErrorNorm norm, bool correlated) {
  constexpr int trials = 4000;
  std::mt19937_64 random(11);
  Rates rates;
  for (int trial = 0; trial < trials; ++trial) {
    const NoisyNorm test = test_against_limit(simulate(bias, noise, 8, correlated, random), norm, limit);
    rates.pass += test.within ? 1.0 / trials : 0.0;
    rates.suspicion += test.p_exceeds <= single_run_error_rate ? 1.0 / trials : 0.0;
  }
  return rates;
}

/// 1e-2 within four standard deviations of what 4000 trials can tell.
constexpr double one_percent = 1e-2 + 4.0 * 1.6e-3;

class ErrorRates : public ::testing::TestWithParam<std::tuple<cases::ErrorNorm, bool>> {};

TEST_P(ErrorRates, StayBelowTheirBoundsAtTheLimit) {
  const auto [norm, correlated] = GetParam();
  for (double noise : {0.1, 3.0}) {
    // Exactly at the limit everywhere: the hardest true claim, and (just beyond) the hardest false one.
    const Rates flat = measure(std::vector<double>(20, limit), noise, norm, correlated);
    EXPECT_LE(flat.pass, one_percent) << noise;
    EXPECT_LE(flat.suspicion, one_percent) << noise;
    // At the limit at a single time only.
    std::vector<double> peaked(20, 0.0);
    peaked[13] = norm == cases::ErrorNorm::max ? limit : limit * std::sqrt(19.0);
    const Rates peak = measure(peaked, noise, norm, correlated);
    EXPECT_LE(peak.pass, one_percent) << noise;
    EXPECT_LE(peak.suspicion, one_percent) << noise;
  }
}

TEST_P(ErrorRates, HavePower) {
  const auto [norm, correlated] = GetParam();
  EXPECT_GT(measure(std::vector<double>(20, 0.3), 0.3, norm, correlated).pass, 0.9);
  EXPECT_GT(measure(std::vector<double>(20, 2.0), 0.3, norm, correlated).suspicion, 0.9);
}

INSTANTIATE_TEST_SUITE_P(NormsAndNoise, ErrorRates,
                         ::testing::Combine(::testing::Values(cases::ErrorNorm::max, cases::ErrorNorm::rms),
                                            ::testing::Bool()));

TEST(Equivalence, NominalRateIsReachedByASingleNumber) {
  const Rates rates = measure({limit}, 0.1, cases::ErrorNorm::max, true);
  EXPECT_NEAR(rates.pass, 1e-2, 4.0 * 1.6e-3);
  EXPECT_NEAR(rates.suspicion, 1e-2, 4.0 * 1.6e-3);
}

TEST(Equivalence, OfErrorsBeyondAllDoubtTheLargestIsTold) {
  std::mt19937_64 random(3);
  const NoisyNorm test =
      test_against_limit(simulate({0.5, 2.0, 5.0, 3.0}, 0.0, 8, true, random), cases::ErrorNorm::max, limit);
  EXPECT_EQ(test.suspect, 2U);
  EXPECT_NEAR(test.suspect_value, 5.0, 1e-12);
}

TEST(Equivalence, StudentQuantiles) {  // tables
  EXPECT_NEAR(student_quantile(0.01, 7), 2.998, 5e-4);
  EXPECT_NEAR(student_quantile(0.01, 15), 2.602, 5e-4);
  EXPECT_NEAR(student_quantile(0.01, 0), 2.3263, 5e-5);
  EXPECT_NEAR(student_tail(2.998, 7), 0.01, 1e-5);
}

TEST(Equivalence, ReferenceErrorCountsAgainstBothVerdicts) {
  std::mt19937_64 random(3);
  Deviation deviation = simulate({0.9}, 1e-3, 8, true, random);
  EXPECT_TRUE(test_against_limit(deviation, cases::ErrorNorm::max, limit).within);
  deviation.reference_error = {0.2};
  EXPECT_FALSE(test_against_limit(deviation, cases::ErrorNorm::max, limit).within);
  deviation = simulate({1.1}, 1e-3, 8, true, random);
  EXPECT_LT(test_against_limit(deviation, cases::ErrorNorm::max, limit).p_exceeds, 1e-6);
  deviation.reference_error = {0.2};
  EXPECT_GT(test_against_limit(deviation, cases::ErrorNorm::max, limit).p_exceeds, 0.5);
}

TEST(Equivalence, NoiseFreeReplicasNeedNoQuantile) {
  std::mt19937_64 random(3);
  EXPECT_TRUE(
      test_against_limit(simulate({0.0, 0.99}, 0.0, 8, true, random), cases::ErrorNorm::max, limit).within);
  EXPECT_EQ(
      test_against_limit(simulate({0.0, 1.01}, 0.0, 8, true, random), cases::ErrorNorm::max, limit).p_exceeds,
      0.0);
}

TEST(Holm, StepsDownAndStopsAtTheFirstThatStands) {
  const std::vector<HolmDecision> decisions =
      holm({0.011, 0.02, 0.04, 0.005}, 0.05);  // textbook example, shuffled
  EXPECT_TRUE(decisions[3].rejected);          // 0.005 <= 0.05/4
  EXPECT_TRUE(decisions[0].rejected);          // 0.011 <= 0.05/3
  EXPECT_TRUE(decisions[1].rejected);          // 0.02  <= 0.05/2
  EXPECT_TRUE(decisions[2].rejected);          // 0.04  <= 0.05/1
  const std::vector<HolmDecision> stopped = holm({0.04, 0.03, 0.01}, 0.05);
  EXPECT_TRUE(stopped[2].rejected);   // 0.01 <= 0.05/3
  EXPECT_FALSE(stopped[1].rejected);  // 0.03 >  0.05/2
  EXPECT_FALSE(stopped[0].rejected);  // 0.04 <= 0.05/1, but comes after one that stands
  EXPECT_DOUBLE_EQ(stopped[2].level, 0.05 / 3);
}

}  // namespace
}  // namespace quenchmark::validation
