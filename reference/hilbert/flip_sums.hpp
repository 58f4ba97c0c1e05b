#pragma once
// Sums over single-bit neighbours inside one block that fits the first caches.

#include <cstdint>

namespace quenchmark::reference {

/// sums[x] = sum over first <= k < bits of values[x ^ 2^k], for 0 <= x < 2^bits. The arrays are aligned to 64
/// bytes.
void sum_flips(const double* values, int first, int bits, double* sums);

}  // namespace quenchmark::reference
