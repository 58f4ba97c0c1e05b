#pragma once
// Counter-based random numbers: a number is a function of what it is for, not of who asks, or when.

#include <cstdint>

#include "base/keyed_random.hpp"

namespace quenchmark::solvers {

/// What a stream is for; distinct purposes never share numbers.
enum class Purpose : std::uint32_t { first_spins = 1, site = 2, acceptance = 3 };

/// Where in a run samples are drawn.
struct DrawKey {
  std::uint64_t seed = 0;   ///< of the case and replica
  std::uint32_t step = 0;   ///< integration step
  std::uint32_t stage = 0;  ///< redraws within the step
};

/// The seed of one replica: distinct replicas have unrelated streams.
inline std::uint64_t replica_seed(std::uint64_t seed, int replica) {
  return KeyedRandom(seed, 0x53414D504C455221).bits(static_cast<std::uint64_t>(replica));
}

/// Numbers of one stream: Philox keyed by the seed, its counter holding everything else.
class RandomStream {
 public:
  /// `owner`: the chain, or the group of chains.
  RandomStream(const DrawKey& key, Purpose purpose, std::uint32_t owner)
      : seed_(key.seed),
        step_(key.step),
        stage_and_purpose_((key.stage << 3) | static_cast<std::uint32_t>(purpose)),
        owner_(owner) {}

  /// The k-th number of 32 random bits.
  std::uint32_t bits(std::uint32_t k) {
    if (k / 4 != block_ || !filled_) {
      block_ = k / 4;
      filled_ = true;
      values_ = philox_4x32({{block_, owner_, step_, stage_and_purpose_}}, static_cast<std::uint32_t>(seed_),
                            static_cast<std::uint32_t>(seed_ >> 32));
    }
    return values_.word[k % 4];
  }

  /// Uniform in (0, 1).
  double uniform(std::uint32_t k) { return uniform_from(bits(k)); }

  /// Uniform in [0, count).
  std::uint32_t below(std::uint32_t k, std::uint32_t count) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(bits(k)) * count) >> 32);
  }

 private:
  std::uint64_t seed_;
  std::uint32_t step_;
  std::uint32_t stage_and_purpose_;
  std::uint32_t owner_;
  std::uint32_t block_ = 0;
  bool filled_ = false;
  Words4x32 values_{};
};

}  // namespace quenchmark::solvers
