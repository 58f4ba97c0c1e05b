// Which times of two curves count as one.
#include "validation/statistics/deviation.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

/// A line of slope one per `unit` of time through the given times.
Curve line(const std::vector<double>& times, double unit) {
  Curve curve;
  curve.times = times;
  for (const double t : times) {
    curve.mean.push_back(t / unit);
  }
  return curve;
}

TEST(Deviation, TimesArePairedByTheScaleOfTheCurveNotByANumber) {
  // In seconds with J = 1e8 per second; in units of J; and with J = 1e-12.
  for (const double unit : {1e-8, 1.0, 1e12}) {
    const Curve truth = line({0.0, 0.05 * unit, 0.1 * unit, 0.15 * unit, 0.2 * unit}, unit);
    const Curve run = line({0.0, 0.1 * unit * (1 + 1e-12), 0.2 * unit}, unit);
    const Deviation found = deviation_from(run, truth, false, 0.2 * unit);
    ASSERT_EQ(found.times.size(), 3U) << unit;
    for (const double difference : found.difference) {
      EXPECT_NEAR(difference, 0.0, 1e-12) << unit;
    }
    EXPECT_EQ(deviation_from(run, truth, false, 0.1 * unit).times.size(), 2U) << "the claim's end is in it";
    const Curve elsewhere = line({0.0, 0.0999 * unit}, unit);
    EXPECT_THROW(deviation_from(elsewhere, truth, false, 0.2 * unit), Error) << unit;
    EXPECT_THROW(deviation_from(line({0.0, 0.201 * unit}, unit), truth, true, unit), Error)
        << "nothing is extrapolated";
  }
}

TEST(Deviation, OfTwoTimesThatBothCountAsOneTheNearerIsTaken) {
  const std::vector<double> times{0.0, 1.0, 1.0 + 4e-10, 2.0};
  EXPECT_EQ(index_of_time(times, 1.0).value(), 1U);
  EXPECT_EQ(index_of_time(times, 1.0 + 1e-10).value(), 1U);
  EXPECT_EQ(index_of_time(times, 1.0 + 3e-10).value(), 2U);
  EXPECT_EQ(index_of_time(times, 1.0 + 9e-10).value(), 2U);
  EXPECT_EQ(index_of_time(times, 2.0 + 1e-9).value(), 3U);
  EXPECT_FALSE(index_of_time(times, 1.5).has_value());
  EXPECT_FALSE(index_of_time({}, 0.0).has_value());
}

}  // namespace
}  // namespace quenchmark::validation
