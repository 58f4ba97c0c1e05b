#pragma once
// Verdicts for people at a terminal.

#include <string>

#include "validation/judge/verdict.hpp"

namespace quenchmark::validation {

/// Aligned columns, the verdicts that need attention last, the summary as the closing line. `colour`: ANSI
/// colours.
std::string verdict_table(const Suite& suite, bool colour);

/// "12 PASS, 1 FAIL": only what occurs.
std::string summary_line(const Suite& suite);

}  // namespace quenchmark::validation
