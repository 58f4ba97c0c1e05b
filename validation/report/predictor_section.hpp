#pragma once
// What the report says of a predictor beyond its verdicts: accuracy against its rivals, and table 1 of the
// paper with honest baselines.

#include <string>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// HTML; empty for a case without a predictor or without a result.
std::string predictor_section(const Evidence& evidence);

}  // namespace quenchmark::validation
