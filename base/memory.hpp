#pragma once
// How much memory there is, asked before any is taken.

#include <cstdint>
#include <string>

namespace quenchmark {

/// Bytes that can be had now without swapping, within the limits of the control group; a huge number where
/// the system does not tell.
std::int64_t available_memory();

/// What a computation may take: its limit, or nine tenths of what is available when that is 0.
std::int64_t memory_budget(std::int64_t limit);

/// Throws Error(memory) when `needed` exceeds `available`; `hint` says what to do.
void require_memory(const std::string& what, std::int64_t needed, std::int64_t available,
                    const std::string& hint);

/// a + b and a * b, or the largest number instead of an overflow. Neither is negative.
std::int64_t saturating_sum(std::int64_t a, std::int64_t b);
std::int64_t saturating_product(std::int64_t a, std::int64_t b);

}  // namespace quenchmark
