#pragma once
// What a run promises when its case claims nothing about it: to reach the end of the protocol.

#include <optional>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// "run": FAIL when the run ended early, ERROR when there is none, or nothing sound in it. Absent when it
/// reached its end, and when the case makes claims, which tell it all.
std::optional<Verdict> judge_run(const Evidence& evidence);

/// "run" as ERROR for a run that ended well and of which nothing is claimed, by the case or without it: a
/// suite must not take it for certified. Absent for a case without a run.
std::optional<Verdict> judge_unclaimed(const Evidence& evidence);

}  // namespace quenchmark::validation
