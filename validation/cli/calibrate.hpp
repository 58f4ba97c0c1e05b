#pragma once
// `validate --calibrate N`: how often verdicts come out as they do.

#include <functional>

#include "validation/cli/verb.hpp"
#include "validation/run/validate_suite.hpp"

namespace quenchmark::validation {

/// Calls `repeat` N times, each with a seed of its own (from --seed, or fresh) and OUT/calibration as its
/// folder, counts what becomes of every claim, and keeps OUT/calibration.json up to date after each; prints a
/// table, or the document with
/// --json. Exit status: 4 (or 2) with an ERROR, 1 with a FAIL or XPASS, else 0: what cannot be decided is
/// counted, not blamed. A signal ends it between two repetitions, with what is there.
int calibrate_suite(int repetitions, const CommonOptions& common,
                    const std::function<SuiteOutcome(const CommonOptions&)>& repeat);

}  // namespace quenchmark::validation
