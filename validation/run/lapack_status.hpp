#pragma once
// Whether the solver's linear algebra can be used here.

#include <string>

namespace quenchmark::validation {

/// Why not; empty when it can. Loads it, and takes the memory that it works in.
std::string lapack_trouble();

}  // namespace quenchmark::validation
