#pragma once
// Curves that somebody else published, as CSV.

#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Reads a curve (see NumberTable): columns t, <observable>, <observable>_error. A component of zz or
/// zz_connected is named by its displacement, zz_1_0; other columns do not count. Throws Error(io) when the
/// file is missing and Error(format) with line and column for anything else.
Record read_curve_csv(const cases::Case& asked, const std::string& file);

/// The published reference of a case; its file stands relative to the case file.
Record published_reference(const cases::Case& asked);

}  // namespace quenchmark::validation
