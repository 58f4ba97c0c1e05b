#include "solvers/predictor/torch_module.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "solvers/predictor/load_predictor.hpp"
#include "solvers/predictor/prediction.hpp"
#include "solvers/predictor/testing/random_numbers_for_tests.hpp"

namespace quenchmark::solvers::predictor {
namespace {

using testing::normal_numbers;
using testing::normal_parameters;
using testing::relative_difference;

/// Single precision, sums of some thousand terms in different orders.
constexpr double rounding = 2e-5;

struct LayerGradients {
  std::vector<float> outputs, products, inputs, recurrent, biases, start;

  LayerGradients(const PredictorModule& module, bool fused, const SruSizes& s)
      : outputs(s.steps * s.rows * s.width),
        products(3 * outputs.size()),
        inputs(outputs.size()),
        recurrent(2 * s.width),
        biases(2 * s.width),
        start(s.rows * s.width) {
    const auto u = normal_numbers(products.size(), 1), x = normal_numbers(inputs.size(), 2),
               v = normal_numbers(recurrent.size(), 3), b = normal_numbers(biases.size(), 4),
               c = normal_numbers(start.size(), 5), by = normal_numbers(outputs.size(), 6);
    module.sru_layer(fused, s, {u.data(), x.data(), v.data(), b.data(), c.data()}, by.data(), outputs.data(),
                     {products.data(), inputs.data(), recurrent.data(), biases.data(), start.data()});
  }
};

TEST(PredictorModule, FusedRecurrenceIsAutogradsToRounding) {
  const auto module = make_torch_predictor({}, "cpu");
  for (const SruSizes& sizes :
       {SruSizes{1, 1, 1, 1.0F}, SruSizes{9, 70, 16, 1.7F}, SruSizes{20, 33, 13, 0.5F}}) {
    const LayerGradients fused(*module, true, sizes), plain(*module, false, sizes);
    EXPECT_LE(relative_difference(fused.outputs, plain.outputs), rounding);
    EXPECT_LE(relative_difference(fused.products, plain.products), rounding);
    EXPECT_LE(relative_difference(fused.inputs, plain.inputs), rounding);
    EXPECT_LE(relative_difference(fused.recurrent, plain.recurrent), rounding);
    EXPECT_LE(relative_difference(fused.biases, plain.biases), rounding);
    EXPECT_LE(relative_difference(fused.start, plain.start), rounding);
  }
}

class PredictorLoss : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(TeacherForcing, PredictorLoss, ::testing::Bool());

TEST_P(PredictorLoss, FusedLoopsAgreeWithAutogradAndDifferences) {
  const NetworkShape shape{.width = 6, .hidden = 5, .layers = 2};
  const auto module = make_torch_predictor(shape, "cpu");
  std::vector<float> parameters = normal_parameters(shape, 11);
  const std::vector<float> amplitudes = normal_numbers(5 * 3 * 16, 12, 0.3);
  const SequenceBatch batch{.spins = 3, .states = 3, .steps = 4, .amplitudes = amplitudes.data()};
  LossSettings settings{.increment_scale = 0.2F, .teacher_forcing = GetParam()};
  std::vector<float> fused(parameters.size()), plain(parameters.size());
  const double loss = module->loss(parameters.data(), batch, settings, fused.data());
  settings.fused = false;
  EXPECT_NEAR(module->loss(parameters.data(), batch, settings, plain.data()), loss, rounding * loss);
  EXPECT_LE(relative_difference(fused, plain), 10.0 * rounding);
  // Differences of a single-precision loss are coarse; the step is large on purpose.
  const float largest = *std::max_element(plain.begin(), plain.end());
  for (std::size_t k = 0; k < parameters.size(); k += 29) {
    constexpr float step = 1e-2F;
    const float before = parameters[k];
    parameters[k] = before + step;
    const double above = module->loss(parameters.data(), batch, settings, nullptr);
    parameters[k] = before - step;
    const double below = module->loss(parameters.data(), batch, settings, nullptr);
    parameters[k] = before;
    EXPECT_NEAR((above - below) / 2e-2, static_cast<double>(fused[k]), 2e-3 * static_cast<double>(largest))
        << k;
  }
}

TEST(PredictorModule, DropoutFollowsItsSeed) {
  const NetworkShape shape{.width = 8, .hidden = 8, .layers = 2};
  const auto module = make_torch_predictor(shape, "cpu");
  const std::vector<float> parameters = normal_parameters(shape, 13);
  const std::vector<float> amplitudes = normal_numbers(3 * 2 * 8, 14, 0.3);
  const SequenceBatch batch{.spins = 2, .states = 2, .steps = 2, .amplitudes = amplitudes.data()};
  LossSettings settings{.increment_scale = 0.2F, .dropout = 0.5, .dropout_seed = 3};
  const double once = module->loss(parameters.data(), batch, settings, nullptr);
  EXPECT_EQ(module->loss(parameters.data(), batch, settings, nullptr), once);
  settings.dropout_seed = 4;
  EXPECT_NE(module->loss(parameters.data(), batch, settings, nullptr), once);
}

class LanePrediction : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(Shapes, LanePrediction,
                         ::testing::Values(NetworkShape{16, 16, 2}, NetworkShape{5, 11, 1},
                                           NetworkShape{12, 3, 3}),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(LanePrediction, IsTheTorchNetworkRunningFreely) {
  const NetworkShape shape = GetParam();
  const auto module = make_torch_predictor(shape, "cpu");
  PredictorWeights weights{shape, 0.05F, {4}, normal_parameters(shape, 15)};
  constexpr std::size_t states = 19, steps = 6, size = 32;  // more than one group of lanes, the last not full
  std::vector<float> amplitudes = normal_numbers((steps + 1) * states * size, 16, 0.2);
  const SequenceBatch batch{.spins = 4, .states = states, .steps = steps, .amplitudes = amplitudes.data()};
  LossSettings settings{.increment_scale = weights.increment_scale, .teacher_forcing = false, .fused = false};
  std::vector<float> expected(steps * states * size), actual(expected.size()), threaded(expected.size());
  module->predict(weights.parameters.data(), batch, settings, expected.data());
  const std::span<const float> start(amplitudes.data(), states * size);
  predict(weights, 4, states, start, steps, {.threads = 1}, actual);
  predict(weights, 4, states, start, steps, {.threads = 2}, threaded);
  EXPECT_LE(relative_difference(actual, expected), rounding);
  EXPECT_EQ(actual, threaded);
}

TEST(PredictorModule, AnUnknownDeviceIsAnError) {
  EXPECT_THROW(make_torch_predictor({}, "abacus"), std::runtime_error);
}

}  // namespace
}  // namespace quenchmark::solvers::predictor
