#include "validation/statistics/uniformity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace quenchmark::validation {
namespace {

/// `count` means of eight normal numbers, and what their scatter says of their error, times `understated`.
KolmogorovSmirnov measure(int count, double understated) {
  constexpr int replicas = 8;
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(3.0, 0.7);
  std::vector<double> x, s;
  for (int k = 0; k < count; ++k) {
    double sum = 0.0, squares = 0.0;
    for (int r = 0; r < replicas; ++r) {
      const double value = normal(random);
      sum += value;
      squares += value * value;
    }
    x.push_back(sum / replicas);
    s.push_back(understated * std::sqrt((squares - sum * sum / replicas) / (replicas * (replicas - 1))));
  }
  return test_uniform(leave_one_out_p_values(x, s, replicas - 1));
}

TEST(LeaveOneOut, PValuesOfHonestErrorsAreUniformAndOthersAreNot) {
  EXPECT_GT(measure(200, 1.0).p_value, 0.01);
  EXPECT_LT(measure(200, 0.7).p_value, 1e-3) << "errors that are 30 % too small are seen in 200 measurements";
  EXPECT_LT(measure(200, 1.5).p_value, 1e-3) << "and those that are 50 % too large";
}

TEST(LeaveOneOut, MeasurementsWithoutErrorsAgreeOrDoNot) {
  EXPECT_EQ(leave_one_out_p_values({1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}, 7),
            (std::vector<double>{1.0, 1.0, 1.0}));
  EXPECT_EQ(leave_one_out_p_values({1.0, 2.0}, {0.0, 0.0}, 7), (std::vector<double>{0.0, 0.0}));
}

TEST(KolmogorovSmirnov, IsThatOfTheTables) {
  // Critical distances of 20 values (Massey 1951): 0.294 at 5 %, 0.356 at 1 %.
  const auto shifted = [](double distance) {
    std::vector<double> values;  // share below u is too large by `distance` in the middle
    for (int k = 0; k < 20; ++k) {
      values.push_back(std::clamp((k + 1) / 20.0 - distance, 0.0, 1.0));
    }
    return test_uniform(values);
  };
  EXPECT_NEAR(shifted(0.294).distance, 0.294, 1e-12);
  EXPECT_NEAR(shifted(0.294).p_value, 0.05, 0.004);
  EXPECT_NEAR(shifted(0.356).p_value, 0.01, 0.002);
  EXPECT_NEAR(test_uniform({0.125, 0.375, 0.625, 0.875}).p_value, 1.0, 1e-5);
}

TEST(Rates, AreThoseOfClopperAndPearson) {  // tables of the exact interval
  EXPECT_NEAR(largest_rate(0, 100), 0.0362, 1e-4);
  EXPECT_NEAR(largest_rate(5, 100), 0.1128, 1e-4);
  EXPECT_NEAR(smallest_rate(5, 100), 0.0164, 1e-4);
  EXPECT_EQ(smallest_rate(0, 100), 0.0);
  EXPECT_EQ(largest_rate(7, 7), 1.0);
}

}  // namespace
}  // namespace quenchmark::validation
