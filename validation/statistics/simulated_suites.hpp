#pragma once
// The tests of equivalence alone, on made-up suites whose claims are all true, by nothing: how often do they
// cry wolf.

#include <cstdint>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

struct SimulatedSuites {
  std::int64_t suites = 1000;
  int claims = 20;  ///< of a suite, independent
  int times = 1;    ///< that each looks at, with independent noise and the truth at the limit at all of them
  int replicas = 8;
  double noise = 1.0;  ///< of one replica, in units of the limit
  cases::ErrorNorm norm = cases::ErrorNorm::max;
  double family_rate = 1e-4;
  std::uint64_t seed = 1;
};

struct SimulatedRates {
  std::int64_t false_alarms = 0;  ///< suites in which any claim is a FAIL, confirmed by a second run
  std::int64_t suspicions = 0;    ///< claims whose first run has a p value of single_run_error_rate at most
  std::int64_t passes = 0;        ///< claims that pass: they are false by next to nothing too
};

SimulatedRates simulate_suites(const SimulatedSuites& what);

}  // namespace quenchmark::validation
