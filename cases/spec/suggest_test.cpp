#include "cases/spec/suggest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace quenchmark {
namespace {

TEST(Suggest, EditDistanceCountsSwapsOnce) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("sqaure", "square"), 1U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Suggest, OffersTheClosestWordOrAllOfThem) {
  const std::vector<std::string> words = {"chain", "square", "cubic"};
  EXPECT_EQ(suggestion("sqare", words), "did you mean \"square\"?");
  EXPECT_EQ(suggestion("triangular", words), "one of: chain, square, cubic");
  EXPECT_EQ(closest(std::string(100000, 'x'), words), "");
}

}  // namespace
}  // namespace quenchmark
