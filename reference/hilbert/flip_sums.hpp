#pragma once
// Sums over single-bit neighbours inside one block that fits the caches.

#include <algorithm>
#include <cstdint>

#include "reference/parallel/pack.hpp"

namespace quenchmark::reference {

/// Sums come in groups of this many packs: bits 3 and 4 of the index stay in registers.
constexpr int kFlipPacks = 4;
constexpr int kFlipGroupBits = kPackBits + 2;
constexpr std::int64_t kFlipGroup = std::int64_t{1} << kFlipGroupBits;

/// For every group of kFlipGroup indices x: use(first x of the group, sums), sums[p][lane] being the sum over
/// First <= k < bits of values[x ^ 2^k], x = first + 8 p + lane. bits >= kFlipGroupBits; `values` is aligned
/// to 64 bytes.
template <int First, class Use>
void for_flip_sums(const double* values, int bits, const Use& use) {
  for (std::int64_t x = 0; x < (std::int64_t{1} << bits); x += kFlipGroup) {
    Pack v[kFlipPacks];
    Pack sum[kFlipPacks];
#pragma GCC unroll 4
    for (int p = 0; p < kFlipPacks; ++p) {
      v[p] = pack_at(values + x + kPackSize * p);
      sum[p] = Pack{};
    }
#pragma GCC unroll 4
    for (int p = 0; p < kFlipPacks; ++p) {
      if constexpr (First <= 0) {
        sum[p] += flip_lanes<0>(v[p]);
      }
      if constexpr (First <= 1) {
        sum[p] += flip_lanes<1>(v[p]);
      }
      if constexpr (First <= 2) {
        sum[p] += flip_lanes<2>(v[p]);
      }
      if constexpr (First <= 3) {
        sum[p] += v[p ^ 1];
      }
      if constexpr (First <= 4) {
        sum[p] += v[p ^ 2];
      }
    }
    for (int k = std::max(First, kFlipGroupBits); k < bits; ++k) {
      const double* partner = values + (x ^ (std::int64_t{1} << k));
#pragma GCC unroll 4
      for (int p = 0; p < kFlipPacks; ++p) {
        sum[p] += pack_at(partner + kPackSize * p);
      }
    }
    use(x, sum);
  }
}

}  // namespace quenchmark::reference
