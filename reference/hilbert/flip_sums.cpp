#include "reference/hilbert/flip_sums.hpp"

#include "reference/parallel/pack.hpp"

namespace quenchmark::reference {

namespace {

constexpr int kGroupBits = 5;  // 4 packs are worked on together: bits 3 and 4 stay in registers

template <int First>
Pack lane_flips(const Pack& v) {
  Pack sum{};
  if constexpr (First <= 0) {
    sum += flip_lanes<0>(v);
  }
  if constexpr (First <= 1) {
    sum += flip_lanes<1>(v);
  }
  if constexpr (First <= 2) {
    sum += flip_lanes<2>(v);
  }
  return sum;
}

template <int First>
void sum_flips_from(const double* values, int bits, double* sums) {
  for (std::int64_t x = 0; x < (std::int64_t{1} << bits); x += 1 << kGroupBits) {
    Pack v[4];
    Pack sum[4];
    for (int p = 0; p < 4; ++p) {
      v[p] = pack_at(values + x + 8 * p);
    }
    for (int p = 0; p < 4; ++p) {
      sum[p] = lane_flips<First>(v[p]);
      if constexpr (First <= kPackBits) {
        sum[p] += v[p ^ 1];
      }
      if constexpr (First <= kPackBits + 1) {
        sum[p] += v[p ^ 2];
      }
    }
    for (int k = kGroupBits; k < bits; ++k) {
      const double* partner = values + (x ^ (std::int64_t{1} << k));
      for (int p = 0; p < 4; ++p) {
        sum[p] += pack_at(partner + 8 * p);
      }
    }
    for (int p = 0; p < 4; ++p) {
      pack_at(sums + x + 8 * p) = sum[p];
    }
  }
}

}  // namespace

void sum_flips(const double* values, int first, int bits, double* sums) {
  if (bits >= kGroupBits && first == 0) {
    sum_flips_from<0>(values, bits, sums);
  } else if (bits >= kGroupBits && first == 1) {
    sum_flips_from<1>(values, bits, sums);
  } else if (bits >= kGroupBits && first == 4) {
    sum_flips_from<4>(values, bits, sums);
  } else {
    for (std::int64_t x = 0; x < (std::int64_t{1} << bits); ++x) {
      double sum = 0.0;
      for (int k = first; k < bits; ++k) {
        sum += values[x ^ (std::int64_t{1} << k)];
      }
      sums[x] = sum;
    }
  }
}

}  // namespace quenchmark::reference
