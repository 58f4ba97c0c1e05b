#pragma once
// What the report says of a predictor beyond its verdicts: accuracy against its rivals, and table 1 of the
// paper with honest baselines.

#include <string>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// HTML; empty when the result recorded neither.
std::string predictor_section(const Record& result);

}  // namespace quenchmark::validation
