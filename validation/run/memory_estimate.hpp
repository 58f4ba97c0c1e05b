#pragma once
// How much memory a case needs, before anything is allocated.

#include <cstdint>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

/// Peak bytes of the case's reference or of one replica of its solver, whichever is more: they run one after
/// the other. `threads`: of a predictor, whose trials and timings each need their own arrays.
std::int64_t memory_bytes(const cases::Case& resolved, int threads = 1);

}  // namespace quenchmark::validation
