#include "validation/statistics/simulated_suites.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace quenchmark::validation {
namespace {

/// The rate asked for is larger than that of a suite of the product, so that fewer suites tell: with ten
/// claims each run is held against sqrt(1e-3/10), the level of a suspicion. A rate that is twice what it
/// should be is seen.
TEST(SimulatedSuites, OneLookReachesTheFamilyRateThatIsAskedFor) {
  SimulatedSuites what;
  what.suites = 20000;
  what.claims = 10;
  what.family_rate = 1e-3;
  const SimulatedRates rates = simulate_suites(what);
  EXPECT_NEAR(static_cast<double>(rates.false_alarms), 20.0, 4.0 * std::sqrt(20.0));
  const double first = static_cast<double>(rates.suspicions) / 2e5;
  EXPECT_NEAR(first, 0.01, 4.0 * std::sqrt(0.01 / 2e5));
}

TEST(SimulatedSuites, SeveralLooksAndRootMeanSquaresStayBelowIt) {
  for (const cases::ErrorNorm norm : {cases::ErrorNorm::max, cases::ErrorNorm::rms}) {
    SimulatedSuites what;
    what.suites = 3000;
    what.claims = 10;
    what.times = 5;
    what.family_rate = 1e-3;
    what.norm = norm;
    EXPECT_LE(static_cast<double>(simulate_suites(what).false_alarms), 3.0 + 4.0 * std::sqrt(3.0));
  }
}

}  // namespace
}  // namespace quenchmark::validation
