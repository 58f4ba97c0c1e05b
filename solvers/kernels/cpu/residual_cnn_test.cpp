#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "solvers/kernels/cpu/lane_functions.hpp"
#include "solvers/kernels/testing/cpu_checks.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::expect_agrees_with_plain;
using testing::expect_same_finiteness;
using testing::network_with;
using testing::residual_cnn;

/// Sums of up to some thousand terms of order one, added in different orders.
constexpr double ulps_allowed = 200.0;

// ---------------------------------------------------------------- functions in lanes

/// `function` in the first lane, with `company` in the others.
template <typename Function>
auto in_lanes(double x, double company, Function function) {
  cpu::Lanes lanes = cpu::Lanes{} + company;
  simd::set_element(lanes, 0, x);
  return function(lanes);
}

TEST(LaneFunctions, ExponentialIsThatOfTheLibrary) {
  for (double x = -707.9; x < 708.0; x += 0.37) {
    const double value = in_lanes(x, 3.0, [](const cpu::Lanes& lanes) { return cpu::exp(lanes); })[0];
    EXPECT_NEAR(value / std::exp(x), 1.0, 5e-16) << x;
  }
  const auto exponential = [](const cpu::Lanes& lanes) { return cpu::exp(lanes); };
  EXPECT_EQ(in_lanes(0.0, 1.0, exponential)[0], 1.0);
  EXPECT_GT(in_lanes(std::numeric_limits<double>::infinity(), 1.0, exponential)[0], 1e300);
  EXPECT_LT(in_lanes(-1e300, 1.0, exponential)[0], 1e-300);
  EXPECT_TRUE(std::isnan(in_lanes(std::nan("7"), 1.0, exponential)[0]));
}

TEST(LaneFunctions, SineAndCosineAreThoseOfTheLibraryAtAnyAngle) {
  const auto circle = [](const cpu::Lanes& lanes) { return cpu::unit_circle(lanes); };
  for (const double scale : {1.0, 1e3, 99e3, 1e7, 1e15}) {
    for (double x = -1.0; x <= 1.0; x += 0.0173) {
      const cpu::ComplexLanes value = in_lanes(scale * x, 0.3, circle);
      EXPECT_NEAR(value.real[0], std::cos(scale * x), 3e-16) << scale * x;
      EXPECT_NEAR(value.imag[0], std::sin(scale * x), 3e-16) << scale * x;
    }
  }
  EXPECT_TRUE(std::isnan(in_lanes(std::numeric_limits<double>::infinity(), 0.3, circle).real[0]));
}

TEST(LaneFunctions, DoNotDependOnTheirNeighbours) {
  const auto circle = [](const cpu::Lanes& lanes) { return cpu::unit_circle(lanes); };
  EXPECT_EQ(in_lanes(1.2, 1e9, circle).imag[0], in_lanes(1.2, 0.5, circle).imag[0]);
  EXPECT_EQ(in_lanes(1e9, 1.2, circle).imag[0], in_lanes(1e9, 1e9, circle).imag[0]);
}

TEST(LaneFunctions, SlopeOfGeluIsItsDerivative) {
  for (double y = -6.0; y < 6.0; y += 0.1) {
    const auto value = [](double at) {
      return in_lanes(at, 0.0, [](const cpu::Lanes& lanes) { return cpu::gelu(lanes); })[0];
    };
    const double u = std::sqrt(2.0 / std::numbers::pi) * (y + 0.044715 * y * y * y);
    EXPECT_NEAR(value(y), 0.5 * y * (1.0 + std::tanh(u)), 1e-15);
    const double slope =
        in_lanes(y, 0.0, [](const cpu::Lanes& lanes) { return cpu::gelu_with_slope(lanes).slope; })[0];
    EXPECT_NEAR(slope, (value(y + 1e-4) - value(y - 1e-4)) / 2e-4, 1e-8);
  }
}

// ---------------------------------------------------------------- networks

std::vector<NetworkShape> sample_shapes() {
  NetworkShape wide = residual_cnn({5, 6}, 6, 2, false);
  wide.filter = {5, 3};
  return {residual_cnn({7}, 2, 1, false),
          residual_cnn({6}, 4, 3, true),
          residual_cnn({4, 3}, 8, 2, false),
          residual_cnn({4, 4}, 8, 2, true),
          residual_cnn({3, 3, 3}, 8, 1, true),
          residual_cnn({3, 4, 5}, 4, 2, false),
          wide};
}

class CpuResidualCnn : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(Cpu, CpuResidualCnn, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(CpuResidualCnn, AgreesWithPlain) {
  expect_agrees_with_plain(GetParam(), 0.3, 21, ulps_allowed);
}

TEST_P(CpuResidualCnn, BatchesThreadsAndArguments) {
  const auto network =
      network_with(Backend::cpu, GetParam(), testing::random_parameters(GetParam(), 0.2, 53));
  testing::expect_ratios_match_log_psi(*network);
  testing::expect_batch_independence(*network);
  testing::expect_concurrent_evaluation(*network);
  testing::expect_wrong_arguments_refused(*network);
}

TEST_P(CpuResidualCnn, Walkers) {
  const auto network =
      network_with(Backend::cpu, GetParam(), testing::random_parameters(GetParam(), 0.2, 56));
  // Each accepted flip leaves a rounding error in what the first block holds.
  testing::expect_walkers_follow_log_psi(*network, 13, 300, 2 * ulps_allowed);
  testing::expect_walkers_independent(*network, 11, 40);
  testing::expect_walkers_forget(*network, 9);
  testing::expect_wrong_walker_arguments_refused(*network);
}

TEST(CpuResidualCnn, TheNetworksOfThePapers) {
  expect_agrees_with_plain(residual_cnn({5, 5, 5}, 8, 2, false), 0.1, 9, ulps_allowed);
  expect_agrees_with_plain(residual_cnn({3, 3, 3}, 8, 3, false), 0.1, 9, ulps_allowed);
}

TEST(CpuResidualCnn, IsNotFiniteWherePlainIsNot) {
  const NetworkShape shape = residual_cnn({5}, 4, 2, false);
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    std::vector<Complex> parameters = testing::random_parameters(shape, 0.2, 59);
    parameters[1] = value;
    expect_same_finiteness(shape, parameters);
  }
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
