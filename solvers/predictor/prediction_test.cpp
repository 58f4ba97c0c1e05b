#include "solvers/predictor/prediction.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "solvers/predictor/testing/random_numbers_for_tests.hpp"

namespace quenchmark::solvers::predictor {
namespace {

using testing::normal_numbers;

PredictorWeights example_weights() {
  const NetworkShape shape{.width = 6, .hidden = 4, .layers = 2};
  return {shape, 0.1F, {3}, testing::normal_parameters(shape, 1)};
}

double norm_of(const float* state, std::size_t size) {
  double square = 0.0;
  for (std::size_t k = 0; k < size; ++k) {
    square += static_cast<double>(state[k]) * static_cast<double>(state[k]);
  }
  return std::sqrt(square);
}

TEST(Prediction, RenormalisesWhenAsked) {
  constexpr std::size_t states = 3, steps = 5, size = 16;
  const std::vector<float> start = normal_numbers(states * size, 2, 0.25);
  std::vector<float> plain(steps * states * size), unit(plain.size());
  predict(example_weights(), 3, states, start, steps, {.renormalise = false}, plain);
  predict(example_weights(), 3, states, start, steps, {.renormalise = true}, unit);
  for (std::size_t k = 0; k < steps * states; ++k) {
    EXPECT_NEAR(norm_of(unit.data() + k * size, size), 1.0, 1e-6);
  }
  const double norm = norm_of(plain.data(), size);
  ASSERT_GT(std::abs(norm - 1.0), 1e-3) << "or this test says nothing";
  for (std::size_t k = 0; k < size; ++k) {
    EXPECT_NEAR(static_cast<double>(unit[k]), static_cast<double>(plain[k]) / norm, 1e-6) << "the first step";
  }
}

TEST(Prediction, EveryStateIsPredictedByItself) {
  constexpr std::size_t steps = 4, size = 16;
  const std::vector<float> start = normal_numbers(20 * size, 3, 0.25);
  std::vector<float> together(steps * start.size()), alone(steps * size);
  predict(example_weights(), 3, 20, start, steps, {}, together);
  predict(example_weights(), 3, 1, std::span(start).subspan(18 * size, size), steps, {}, alone);
  for (std::size_t k = 0; k < size; ++k) {
    EXPECT_EQ(together[(3 * 20 + 18) * size + k], alone[3 * size + k]);
  }
}

TEST(Prediction, ArraysThatDoNotFitAreRefused) {
  const std::vector<float> start(16, 0.25F);
  std::vector<float> predicted(31);
  EXPECT_THROW(predict(example_weights(), 3, 1, start, 2, {}, predicted), Error);
  PredictorWeights short_weights = example_weights();
  short_weights.parameters.pop_back();
  predicted.resize(32);
  EXPECT_THROW(predict(short_weights, 3, 1, start, 2, {}, predicted), Error);
}

}  // namespace
}  // namespace quenchmark::solvers::predictor
