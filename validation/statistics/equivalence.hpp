#pragma once
// Equivalence tests for claims whose runs carry noise. The noise is known from independent replicas only
// (Student's t with R - 1 degrees of freedom), never from within a correlated run.
//
// PASS: |d| + q s <= limit with q = t(0.01, R-1), at every time (norm max) or for the norm and the rms of s
//       (norm rms). A wrong claim passes with probability 1e-2 at most, and more noise can make none pass.
// FAIL: |d| - q' s > limit in the first run and again in a confirmation run with fresh seeds. One such event
//       has probability a under the claim, both a^2; Holm's step-down over the claims of a suite keeps the
//       probability that any true claim fails below 1e-4. For the norm max the first run is corrected for the
//       number of times it looks at (Bonferroni) and the confirmation is tested only where the first run was
//       worst; for the norm rms |d - delta|^2 / rms(s)^2 has no heavier tail than t^2 (fully correlated
//       noise), so that one two-sided t test holds.

#include <cstddef>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

/// Probability that a suite without a false claim reports a FAIL.
inline constexpr double family_error_rate = 1e-4;
/// Its share of one run, when both the first and the confirmation run have to speak against a claim.
inline constexpr double single_run_error_rate = 1e-2;
/// Probability that a claim that does not hold passes.
inline constexpr double pass_error_rate = 1e-2;

/// Budgets quote the noise of one number two-sided at 99 %.
inline constexpr double sampling_tail = 0.005;

/// t with P(T > t) = p; the normal quantile when `degrees` is 0 (a stated error of unknown origin).
double student_quantile(double p, int degrees);
/// P(T > t).
double student_tail(double t, int degrees);

/// The norm of a noisy deviation and what it says about a limit.
struct NoisyNorm {
  double value = 0.0;           ///< |d| where |d| + q s + reference error is largest (max), or rms d
  double standard_error = 0.0;  ///< s there, or rms s
  double reference_error = 0.0;
  std::size_t worst = 0;    ///< index of the time
  double q = 0.0;           ///< t(0.01, R-1)
  bool within = false;      ///< |d| + q s + reference error <= limit everywhere
  double p_exceeds = 1.0;   ///< p value of "the claim holds"
  std::size_t suspect = 0;  ///< the time that speaks most against the claim
  double suspect_value = 0.0;
  double suspect_standard_error = 0.0;
  int degrees = 0;        ///< R - 1, or 0 for a stated error
  std::size_t looks = 1;  ///< number of times the test looks at
};

/// `s` comes from the replicas, or from the stated standard errors when there are none.
NoisyNorm test_against_limit(const Deviation& deviation, cases::ErrorNorm norm, double limit);

/// p value of the confirmation run, tested at the time that `first` suspects. 1 when the runs have different
/// times.
double confirm_exceeds(const Deviation& deviation, cases::ErrorNorm norm, double limit,
                       const NoisyNorm& first);

/// Standard error of the mean over replicas, [T].
std::vector<double> standard_error_of(const Deviation& deviation);

/// A hypothesis is rejected when its p value and all smaller ones are at most their levels.
struct HolmDecision {
  bool rejected = false;
  double level = 0.0;  ///< the level its p value was held against
};

/// Holm's step-down procedure at family-wise `level`.
std::vector<HolmDecision> holm(const std::vector<double>& p_values, double level);

/// q' that FAIL needs when its joint level is `level`.
double fail_quantile(const NoisyNorm& test, cases::ErrorNorm norm, double level);

}  // namespace quenchmark::validation
