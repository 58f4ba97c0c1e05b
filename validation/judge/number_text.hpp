#pragma once
// Numbers as people read them.

#include <string>

namespace quenchmark::validation {

/// "0.314" or "3.1e-4", or an en dash when there is no number.
std::string short_number(double value);

}  // namespace quenchmark::validation
