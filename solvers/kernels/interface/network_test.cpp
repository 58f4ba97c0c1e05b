#include "solvers/kernels/interface/network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "solvers/kernels/testing/random_inputs.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::residual_cnn;

NetworkShape complex_cnn(std::vector<int> channels, int filter, int length) {
  return testing::complex_cnn({length, length}, {filter, filter}, std::move(channels));
}

TEST(ParameterCount, ComplexCnnOfThePapersTables) {
  EXPECT_EQ(parameter_count(complex_cnn({1}, 10, 10)), 100u);
  EXPECT_EQ(parameter_count(complex_cnn({8}, 10, 10)), 800u);
  EXPECT_EQ(parameter_count(complex_cnn({4, 3, 2}, 4, 10)), 352u);
  EXPECT_EQ(parameter_count(complex_cnn({4, 3, 2}, 6, 10)), 792u);
  EXPECT_EQ(parameter_count(complex_cnn({5, 4, 3}, 6, 10)), 1332u);
  EXPECT_EQ(parameter_count(complex_cnn({5}, 8, 8)), 320u);
}

TEST(ParameterCount, ResidualCnnOfThePapersTable) {
  EXPECT_EQ(parameter_count(residual_cnn({5, 5, 5}, 8, 2, false)), 5424u);
  EXPECT_EQ(parameter_count(residual_cnn({5, 5, 5}, 8, 3, false)), 8896u);
  EXPECT_EQ(parameter_count(residual_cnn({5, 5, 5}, 8, 4, false)), 12368u);
}

TEST(KernelClasses, CountTheDistancesFromTheCentre) {
  // 3x3: centre, edge, corner; 3x3x3: centre, face, edge, corner. Numbered by first appearance: the corner
  // comes first.
  EXPECT_EQ(kernel_classes(residual_cnn({4, 4}, 2, 1, true)), (std::vector<int>{0, 1, 0, 1, 2, 1, 0, 1, 0}));
  const std::vector<int> cubic = kernel_classes(residual_cnn({3, 3, 3}, 2, 1, true));
  EXPECT_EQ(*std::max_element(cubic.begin(), cubic.end()), 3);
  EXPECT_EQ(cubic[13], 3);
  // Per block 1 without last bias: 2*1*4 + 2 + 2*2*4.
  EXPECT_EQ(parameter_count(residual_cnn({3, 3, 3}, 2, 1, true)), 26u);
}

TEST(KernelClasses, AxesOfDifferentLengthAreNotExchanged) {
  EXPECT_EQ(kernel_classes(residual_cnn({4, 5}, 2, 1, true)), (std::vector<int>{0, 1, 0, 2, 3, 2, 0, 1, 0}));
}

TEST(KernelClasses, UntiedEntriesAreTheirOwn) {
  std::vector<int> expected(9);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(kernel_classes(residual_cnn({4, 4}, 2, 1, false)), expected);
}

void expect_refused(const NetworkShape& shape, const std::string& about) {
  try {
    validate(shape);
    ADD_FAILURE() << "accepted; expected a message about: " << about;
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find(about), std::string::npos) << error.what();
  }
}

TEST(Validation, RefusesImpossibleShapesByName) {
  const NetworkShape good = complex_cnn({2}, 2, 4);
  EXPECT_NO_THROW(validate(good));

  NetworkShape shape = good;
  shape.size = {2, 2, 2, 2};
  expect_refused(shape, "4 dimensions");
  shape = good;
  shape.filter = {2};
  expect_refused(shape, "one length per dimension");
  shape = good;
  shape.filter = {2, 5};
  expect_refused(shape, "filter [2, 5]");
  shape = good;
  shape.channels = {};
  expect_refused(shape, "channels are empty");
  shape = good;
  shape.channels = {2, 0};
  expect_refused(shape, "channels [2, 0]");
  shape = good;
  shape.images = {std::vector<int>(16, 0)};
  expect_refused(shape, "image 0 is not a permutation");
  shape = good;
  shape.tied = true;
  expect_refused(shape, "tied");
  shape = good;
  shape.size = {0, 4};
  expect_refused(shape, "below 1");
  shape = good;
  shape.size = {4000, 4000};
  expect_refused(shape, "2^20");
}

TEST(Validation, RefusesImpossibleResidualShapes) {
  const NetworkShape good = residual_cnn({3, 3}, 4, 2, true);
  EXPECT_NO_THROW(validate(good));

  NetworkShape shape = good;
  shape.channels = {3};
  expect_refused(shape, "even number");
  shape = good;
  shape.blocks = 0;
  expect_refused(shape, "0 blocks");
  shape = good;
  shape.size = {4, 4};
  shape.filter = {2, 2};
  expect_refused(shape, "odd lengths");
  shape = good;
  shape.filter = {1, 3};
  expect_refused(shape, "cannot be tied");
  shape = good;
  shape.images = {{0, 1, 2, 3, 4, 5, 6, 7, 8}};
  expect_refused(shape, "images");
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
