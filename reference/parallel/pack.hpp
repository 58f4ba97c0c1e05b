#pragma once
// Eight doubles that are worked on at once; compilers map them to whatever vector registers the machine has.

#include <cstdint>

namespace quenchmark::reference {

using Pack [[gnu::vector_size(64)]] = double;
constexpr int kPackBits = 3;
constexpr std::int64_t kPackSize = 1 << kPackBits;

/// The address is aligned to 64 bytes.
inline const Pack& pack_at(const double* address) {
  return *reinterpret_cast<const Pack*>(address);
}
inline Pack& pack_at(double* address) {
  return *reinterpret_cast<Pack*>(address);
}

/// Lane k of the result is lane k ^ 2^Bit of v.
template <int Bit>
Pack flip_lanes(const Pack& v) {
  if constexpr (Bit == 0) {
    return __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6);
  } else if constexpr (Bit == 1) {
    return __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5);
  } else {
    return __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3);
  }
}

}  // namespace quenchmark::reference
