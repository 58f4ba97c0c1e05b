#pragma once
// Claims about the error budget itself: a measured error above its bound means that a diagnostic lies.

#include <vector>

#include "cases/spec/case.hpp"
#include "validation/judge/claim.hpp"

namespace quenchmark::validation {

/// What rounding alone may do to an observable (relative to 1 + |value|) and to the angle between states.
/// Sums of up to 2^20 amplitudes in fp64, and their squares, keep this many digits with room to spare; fp32
/// amplitudes set the other.
double rounding_floor(cases::Precision precision);

/// One "budget-<observable>" for each observable that has a bound and a reference value, and "certificate"
/// when both sides have stored their wave functions.
///
/// Sampled runs, with replicas enough, are held against the sum of two parts: the noise of the mean, covered
/// with 99 % at all times and components of the claim at once (Student's t over the replicas, Bonferroni),
/// and what the largest angle that any replica's held-out samples tell allows. The second is an estimate
/// without a level of its own: where a replica's is as often too large as too small, all of R lie below the
/// truth with probability 2^-R, 0.4 % for the fewest allowed. A PASS says that no violation was seen within
/// the noise; a FAIL needs one beyond it, in two runs. No such claim is made about a single wave function.
std::vector<JudgedClaim> judge_budget(const Evidence& evidence);

/// `value` = max over times (and displacements) of |error| / (budget + reference error + rounding).
JudgedClaim judge_budget_of(const Evidence& evidence, const cases::Claim& claim);

}  // namespace quenchmark::validation
