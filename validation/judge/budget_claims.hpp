#pragma once
// Claims about the error budget itself: a measured error above its bound means that a diagnostic lies.

#include <vector>

#include "cases/spec/case.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// What rounding alone may do to an observable (relative to 1 + |value|) and to the angle between states.
/// Sums of up to 2^20 amplitudes in fp64, and their squares, keep this many digits with room to spare; fp32
/// amplitudes set the other.
double rounding_floor(cases::Precision precision);

/// One "budget-<observable>" for each observable that has a bound and a reference value, and "certificate"
/// when both sides have stored their wave functions. Empty for sampled runs, whose bounds hold with a stated
/// probability only.
std::vector<Verdict> judge_budget(const Evidence& evidence);

/// `value` = max over times (and displacements) of |error| / (budget + reference error + rounding).
Verdict judge_budget_of(const Evidence& evidence, const cases::Claim& claim);

}  // namespace quenchmark::validation
