#include "base/keyed_random.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <set>

namespace quenchmark {
namespace {

// The known answers that are published with the generator.
TEST(Philox, KnownAnswers) {
  const Words4x32 zero = philox_4x32({{0, 0, 0, 0}}, 0, 0);
  EXPECT_EQ(zero.word[0], 0x6627e8d5U);
  EXPECT_EQ(zero.word[1], 0xe169c58dU);
  EXPECT_EQ(zero.word[2], 0xbc57ac4cU);
  EXPECT_EQ(zero.word[3], 0x9b00dbd8U);
  const Words4x32 pi =
      philox_4x32({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0);
  EXPECT_EQ(pi.word[0], 0xd16cfe09U);
  EXPECT_EQ(pi.word[3], 0x24126ea1U);
  const Words2x64 wide = philox_2x64({{0, 0}}, 0);
  EXPECT_EQ(wide.word[0], 0xca00a0459843d731U);
  EXPECT_EQ(wide.word[1], 0x66c24222c9a845b5U);
}

TEST(Philox, AgreesWithTheLibrary) {
  for (std::uint64_t k = 0; k < 1000; ++k) {
    const std::uint64_t a = k * 0x9E3779B97F4A7C15U, b = a ^ (a >> 29), seed = b * 0xD1B54A32D192ED03U;
    const auto wide = r123::Philox2x64()({{a, b}}, {{seed}});
    const Words2x64 own_wide = philox_2x64({{a, b}}, seed);
    EXPECT_EQ(own_wide.word[0], wide[0]);
    EXPECT_EQ(own_wide.word[1], wide[1]);
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    const auto narrow = r123::Philox4x32()({{low(a), high(a), low(b), high(b)}}, {{low(seed), high(seed)}});
    const Words4x32 own_narrow = philox_4x32({{low(a), high(a), low(b), high(b)}}, low(seed), high(seed));
    for (int w = 0; w < 4; ++w) {
      EXPECT_EQ(own_narrow.word[w], narrow[w]);
    }
  }
}

TEST(KeyedRandom, StaysInsideItsRange) {
  EXPECT_GT(uniform_from(std::uint32_t{0}), 0.0);
  EXPECT_LT(uniform_from(~std::uint32_t{0}), 1.0);
  EXPECT_GT(uniform_from(std::uint64_t{0}), 0.0);
  EXPECT_LT(uniform_from(~std::uint64_t{0}), 1.0);
  const KeyedRandom numbers(7, 1);
  std::set<std::uint64_t> seen;
  for (std::uint64_t k = 0; k < 1000; ++k) {
    seen.insert(numbers.below(k, 10));
  }
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(KeyedRandom, DistinctPurposesAndSeedsShareNothing) {
  EXPECT_NE(KeyedRandom(7, 1).bits(0), KeyedRandom(7, 2).bits(0));
  EXPECT_NE(KeyedRandom(7, 1).bits(0), KeyedRandom(8, 1).bits(0));
  static_assert(KeyedRandom(7, 1).bits(3) == KeyedRandom(7, 1).bits(3), "usable at compile time");
}

}  // namespace
}  // namespace quenchmark
