#pragma once
// Which shapes the parts of a record must have.

#include <string>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// The first contradiction found, e.g. "/observables/mx/mean has shape [3, 4], expected [5]"; empty when all
/// is well.
std::string find_misshapen(const Record& record);

}  // namespace quenchmark::validation
