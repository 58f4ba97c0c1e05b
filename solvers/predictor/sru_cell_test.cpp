#include "solvers/predictor/sru_cell.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "solvers/predictor/smooth_functions.hpp"
#include "solvers/predictor/testing/random_numbers_for_tests.hpp"

namespace quenchmark::solvers::predictor {
namespace {

using testing::normal_numbers;

TEST(SmoothFunctions, AreRightToSinglePrecision) {
  for (double x = -30.0; x <= 30.0; x += 0.0173) {
    const auto f = static_cast<float>(x);
    const double exact = 1.0 / (1.0 + std::exp(-static_cast<double>(f)));
    EXPECT_NEAR(static_cast<double>(fast_exp(f)) / std::exp(static_cast<double>(f)), 1.0, 3e-7) << x;
    EXPECT_NEAR(static_cast<double>(logistic(f)), exact, 2e-7) << x;
    const double u = std::sqrt(2.0 / M_PI) * (x + 0.044715 * x * x * x);
    EXPECT_NEAR(static_cast<double>(gelu(f)), 0.5 * x * (1.0 + std::tanh(u)),
                2e-6 * std::max(1.0, std::abs(x)))
        << x;
  }
  EXPECT_EQ(logistic(-1e6F), logistic(-88.0F)) << "no overflow";
  EXPECT_EQ(logistic(1e6F), 1.0F);
}

/// One layer in double precision, straight from the formulas; returns sum(by_outputs h).
struct PlainLayer {
  SruSizes sizes;
  std::vector<double> products, inputs, recurrent, biases, start;
  std::vector<double> outputs;

  double run(const std::vector<float>& by_outputs) {
    const std::size_t d = sizes.width;
    const auto s = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
    std::vector<double> c = start;
    outputs.assign(sizes.steps * sizes.rows * d, 0.0);
    double sum = 0.0;
    for (std::size_t t = 0; t < sizes.steps; ++t) {
      for (std::size_t row = 0; row < sizes.rows; ++row) {
        for (std::size_t k = 0; k < d; ++k) {
          const std::size_t at = (t * sizes.rows + row) * d + k, u = (t * sizes.rows + row) * 3 * d + k;
          double& cell = c[row * d + k];
          const double f = s(products[u + d] + recurrent[k] * cell + biases[k]);
          const double r = s(products[u + 2 * d] + recurrent[d + k] * cell + biases[d + k]);
          cell = f * cell + (1.0 - f) * products[u];
          outputs[at] = r * cell + (1.0 - r) * static_cast<double>(sizes.alpha) * inputs[at];
          sum += static_cast<double>(by_outputs[at]) * outputs[at];
        }
      }
    }
    return sum;
  }
};

struct Layer {
  SruSizes sizes;
  std::vector<float> products, inputs, recurrent, biases, start, by_outputs;

  explicit Layer(const SruSizes& s)
      : sizes(s),
        products(normal_numbers(3 * s.steps * s.rows * s.width, 1)),
        inputs(normal_numbers(s.steps * s.rows * s.width, 2)),
        recurrent(normal_numbers(2 * s.width, 3)),
        biases(normal_numbers(2 * s.width, 4)),
        start(normal_numbers(s.rows * s.width, 5)),
        by_outputs(normal_numbers(s.steps * s.rows * s.width, 6)) {}

  SruInputs pointers() const {
    return {products.data(), inputs.data(), recurrent.data(), biases.data(), start.data()};
  }
  PlainLayer plain() const {
    const auto wide = [](const std::vector<float>& v) { return std::vector<double>(v.begin(), v.end()); };
    return {sizes, wide(products), wide(inputs), wide(recurrent), wide(biases), wide(start), {}};
  }
};

const SruSizes sizes_of_tests{.steps = 7, .rows = 37, .width = 5, .alpha = 1.3F};  // no multiple of a vector

TEST(SruCell, ForwardFollowsTheFormulas) {
  const Layer layer(sizes_of_tests);
  std::vector<float> outputs(layer.inputs.size()), cells(outputs.size());
  sru_forward(layer.sizes, layer.pointers(), outputs.data(), cells.data());
  PlainLayer plain = layer.plain();
  plain.run(layer.by_outputs);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    EXPECT_NEAR(static_cast<double>(outputs[k]), plain.outputs[k], 3e-6) << k;
  }
}

TEST(SruCell, BackwardIsTheDerivativeOfTheFormulas) {
  const Layer layer(sizes_of_tests);
  std::vector<float> outputs(layer.inputs.size()), cells(outputs.size());
  sru_forward(layer.sizes, layer.pointers(), outputs.data(), cells.data());
  std::vector<float> products(layer.products.size()), inputs(layer.inputs.size()),
      recurrent(layer.recurrent.size()), biases(layer.biases.size()), start(layer.start.size());
  sru_backward(layer.sizes, layer.pointers(), cells.data(), layer.by_outputs.data(), nullptr,
               {products.data(), inputs.data(), recurrent.data(), biases.data(), start.data()});
  PlainLayer plain = layer.plain();
  const auto expect_differences = [&](std::vector<double>& values, const std::vector<float>& gradient,
                                      const char* what) {
    for (std::size_t k = 0; k < values.size(); k += std::max<std::size_t>(1, values.size() / 40)) {
      constexpr double step = 1e-5;
      const double before = values[k];
      values[k] = before + step;
      const double above = plain.run(layer.by_outputs);
      values[k] = before - step;
      const double below = plain.run(layer.by_outputs);
      values[k] = before;
      const double difference = (above - below) / (2.0 * step);
      EXPECT_NEAR(static_cast<double>(gradient[k]), difference, 2e-5 * std::max(1.0, std::abs(difference)))
          << what << " " << k;
    }
  };
  expect_differences(plain.products, products, "products");
  expect_differences(plain.inputs, inputs, "inputs");
  expect_differences(plain.recurrent, recurrent, "recurrent");
  expect_differences(plain.biases, biases, "biases");
  expect_differences(plain.start, start, "start");
}

}  // namespace
}  // namespace quenchmark::solvers::predictor
