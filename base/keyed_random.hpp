#pragma once
// Keyed random numbers: a number is a function of what it is for, not of who asks, or when. The standard
// library alone, for host and device.
//
// Source: Philox with ten rounds, J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.

#include <cstdint>

#if defined(__CUDACC__)
#define QUENCHMARK_HOST_DEVICE __host__ __device__
#else
#define QUENCHMARK_HOST_DEVICE
#endif

namespace quenchmark {

struct Words4x32 {
  std::uint32_t word[4];
};

struct Words2x64 {
  std::uint64_t word[2];
};

/// Philox4x32-10: 128 random bits for each counter under a key of 64 bits.
QUENCHMARK_HOST_DEVICE constexpr Words4x32 philox_4x32(Words4x32 counter, std::uint32_t key0,
                                                       std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53} * counter.word[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(second >> 32) ^ counter.word[1] ^ key0,
                static_cast<std::uint32_t>(second),
                static_cast<std::uint32_t>(first >> 32) ^ counter.word[3] ^ key1,
                static_cast<std::uint32_t>(first)}};
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return counter;
}

/// Philox2x64-10: the same with words of 64 bits and a key of one word.
QUENCHMARK_HOST_DEVICE constexpr Words2x64 philox_2x64(Words2x64 counter, std::uint64_t key) {
  __extension__ using Wide = unsigned __int128;
  for (int round = 0; round < 10; ++round) {
    const Wide product = Wide{0xD2B74407B1CE6E93} * counter.word[0];
    counter = {{static_cast<std::uint64_t>(product >> 64) ^ key ^ counter.word[1],
                static_cast<std::uint64_t>(product)}};
    key += 0x9E3779B97F4A7C15;
  }
  return counter;
}

/// Uniform in (0, 1), from 32 and from 64 random bits.
QUENCHMARK_HOST_DEVICE constexpr double uniform_from(std::uint32_t bits) {
  return (static_cast<double>(bits) + 0.5) * 0x1p-32;
}
QUENCHMARK_HOST_DEVICE constexpr double uniform_from(std::uint64_t bits) {
  const double uniform = (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
  return uniform < 1.0 ? uniform : 1.0 - 0x1p-53;  // the largest of them rounds to 1
}

/// Numbers of one purpose under a seed; the k-th is a function of (seed, purpose, k).
class KeyedRandom {
 public:
  QUENCHMARK_HOST_DEVICE constexpr KeyedRandom(std::uint64_t seed, std::uint64_t purpose)
      : seed_(seed), purpose_(purpose) {}

  /// 128 random bits.
  QUENCHMARK_HOST_DEVICE constexpr Words2x64 words(std::uint64_t k) const {
    return philox_2x64({{k, purpose_}}, seed_);
  }
  /// 64 random bits.
  QUENCHMARK_HOST_DEVICE constexpr std::uint64_t bits(std::uint64_t k) const { return words(k).word[0]; }
  /// Uniform in (0, 1).
  QUENCHMARK_HOST_DEVICE constexpr double uniform(std::uint64_t k) const { return uniform_from(bits(k)); }
  /// Uniform in [0, count), count < 2^32.
  QUENCHMARK_HOST_DEVICE constexpr std::uint64_t below(std::uint64_t k, std::uint64_t count) const {
    return ((bits(k) >> 32) * count) >> 32;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t purpose_;
};

}  // namespace quenchmark
