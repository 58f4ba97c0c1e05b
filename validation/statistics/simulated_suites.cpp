#include "validation/statistics/simulated_suites.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

constexpr double limit = 1.0;

class Runs {
 public:
  explicit Runs(const SimulatedSuites& what) : what_(what), random_(what.seed) {
    const auto times = static_cast<std::size_t>(what.times);
    for (std::size_t t = 0; t < times; ++t) {
      deviation_.times.push_back(static_cast<double>(t));
    }
    deviation_.difference.resize(times);
    deviation_.reference_error.assign(times, 0.0);
    deviation_.replicas.assign(static_cast<std::size_t>(what.replicas), std::vector<double>(times));
  }

  /// One run of one claim; the same storage each time.
  const Deviation& draw() {
    std::fill(deviation_.difference.begin(), deviation_.difference.end(), 0.0);
    for (std::vector<double>& replica : deviation_.replicas) {
      for (std::size_t t = 0; t < replica.size(); ++t) {
        replica[t] = limit + what_.noise * normal_(random_);
        deviation_.difference[t] += replica[t] / what_.replicas;
      }
    }
    return deviation_;
  }

 private:
  const SimulatedSuites& what_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  Deviation deviation_;
};

}  // namespace

SimulatedRates simulate_suites(const SimulatedSuites& what) {
  Runs runs(what);
  SimulatedRates rates;
  std::vector<double> p_values(static_cast<std::size_t>(what.claims));
  for (std::int64_t suite = 0; suite < what.suites; ++suite) {
    bool suspected = false;
    for (double& p_value : p_values) {
      const NoisyNorm first = test_against_limit(runs.draw(), what.norm, limit);
      rates.passes += first.within ? 1 : 0;
      double p_confirmation = 1.0;
      if (first.p_exceeds <= single_run_error_rate) {
        ++rates.suspicions;
        suspected = true;
        p_confirmation = confirm_exceeds(runs.draw(), what.norm, limit, first);
      }
      const double larger = std::max(first.p_exceeds, p_confirmation);
      p_value = larger * larger;
    }
    if (suspected) {
      const std::vector<HolmDecision> decisions = holm(p_values, what.family_rate);
      rates.false_alarms += std::any_of(decisions.begin(), decisions.end(),
                                        [](const HolmDecision& decision) { return decision.rejected; })
                                ? 1
                                : 0;
    }
  }
  return rates;
}

}  // namespace quenchmark::validation
