#include "solvers/kernels/plain/residual_cnn.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "solvers/kernels/plain/make_plain_network.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using std::numbers::sqrt2;
using std::numbers::sqrt3;
using testing::residual_cnn;

std::unique_ptr<Network> network_with(const NetworkShape& shape, const std::vector<Complex>& parameters) {
  std::unique_ptr<Network> network = make_plain_network(shape);
  network->set_parameters(parameters);
  return network;
}

void expect_close(Complex actual, Complex expected, double tolerance = 2e-15) {
  EXPECT_NEAR(actual.real(), expected.real(), tolerance);
  EXPECT_NEAR(actual.imag(), expected.imag(), tolerance);
}

double gelu(double y) {
  return 0.5 * y * (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (y + 0.044715 * y * y * y)));
}

NetworkShape one_site(int blocks) {
  NetworkShape shape = residual_cnn({1}, 2, blocks, false);
  shape.filter = {1};
  return shape;
}

// ------------------------------------------------------------------------------------------- numbers worked
// by hand

TEST(PlainResidualCnn, WithoutWeightsOnlyTheInputPassesThrough) {
  // x = s on both channels, a_j = s_j (1 + i)/sqrt2 for one block: ln mean e^a = ln cosh((1 + i)/sqrt2) for s
  // = (+,-). A chain of 3 with one spin down: ln((2 e^a + e^-a)/3).
  NetworkShape shape = residual_cnn({2}, 2, 1, false);
  shape.filter = {1};
  const Complex a = Complex(1.0, 1.0) / sqrt2;
  expect_close(testing::log_psi(*network_with(shape, std::vector<Complex>(8)), {1, -1}),
               std::log(std::cosh(a)));
  shape = residual_cnn({3}, 2, 1, false);
  expect_close(
      testing::log_psi(*network_with(shape, std::vector<Complex>(parameter_count(shape))), {1, -1, 1}),
      std::log((2.0 * std::exp(a) + std::exp(-a)) / 3.0));
}

TEST(PlainResidualCnn, OneBlockOnOneSite) {
  // conv1 (sqrt2, 0), bias (0, 0.5), conv2 ((2, 3), (-1, 4)); s = + : y = 1/sqrt2, hidden (1, 0.5),
  // g = gelu(1), k = gelu(0.5): x = 1 + (2g + 3k, -g + 4k), a = (x_0 + i x_1)/sqrt2, ln psi = a up to 2 pi i.
  const auto network = network_with(one_site(1), {sqrt2, 0.0, 0.0, 0.5, 2.0, 3.0, -1.0, 4.0});
  const double g = gelu(1.0), k = gelu(0.5);
  EXPECT_NEAR(g, 0.841192, 5e-7);  // u = 0.797885 x 1.044715 = 0.833562, tanh u = 0.682384, (1 + 0.682384)/2
  expect_close(testing::log_psi(*network, {1}), Complex(1 + 2 * g + 3 * k, 1 - g + 4 * k) / sqrt2);
  // s = -: hidden (-1, 0.5), gelu(-1) = gelu(1) - 1.
  expect_close(testing::log_psi(*network, {-1}),
               Complex(-1 + 2 * (g - 1) + 3 * k, -1 - (g - 1) + 4 * k) / sqrt2);
}

TEST(PlainResidualCnn, TwoBlocksOnOneSite) {
  // Block 0: conv1 and its bias zero, conv2 zero with bias (0.5, -2): x = s + (0.5, -2) = (1.5, -1) for s =
  // +. Block 1: y = gelu(x/sqrt2); conv1 = identity, bias (0, 0.25); gelu; conv2 ((1, 0), (2, 1)), no bias; a
  // = x/sqrt3.
  const auto network =
      network_with(one_site(2), {0.0, 0.0, 0.0, 0.0, 0.0, 0.0,  0.0, 0.0, 0.5, -2.0,  // block 0
                                 1.0, 0.0, 0.0, 1.0, 0.0, 0.25, 1.0, 0.0, 2.0, 1.0});
  const double p = gelu(gelu(1.5 / sqrt2)), q = gelu(gelu(-1.0 / sqrt2) + 0.25);
  expect_close(testing::log_psi(*network, {1}), Complex(1.5 + p, -1.0 + 2 * p + q) / sqrt3);
}

TEST(PlainResidualCnn, KernelsAreCentredAndCircular) {
  // Chain of 3, conv1 = (1, 2, 4) sqrt2 on channel 0 reads (left, centre, right); conv2 reads channel 0 at
  // the right neighbour: out_j = gelu(h_{j+1}). s = (+,+,-): h = (s_{j-1} + 2 s_j + 4 s_{j+1}) = (-1+2+4,
  // 1+2-4, 1-2+4) = (5, -1, 3).
  NetworkShape shape = residual_cnn({3}, 2, 1, false);
  std::vector<Complex> parameters(6 + 2 + 12);
  parameters[0] = sqrt2, parameters[1] = 2 * sqrt2, parameters[2] = 4 * sqrt2;
  parameters[8 + 2] = 1.0;  // conv2 [out 0][in 0][right]
  const auto a = [](double real, double imag) { return std::exp(Complex(real, imag) / sqrt2); };
  expect_close(testing::log_psi(*network_with(shape, parameters), {1, 1, -1}),
               std::log((a(1 + gelu(-1), 1) + a(1 + gelu(3), 1) + a(-1 + gelu(5), -1)) / 3.0));
}

TEST(PlainResidualCnn, LargeExponentsNeitherOverflowNorVanish) {
  const auto network = network_with(one_site(1), {0.0, 0.0, 900.0, -900.0, 2.0, 3.0, 0.0, 0.0});
  // hidden (900, -900), gelu (900, 0): x = (1 + 1800, 1).
  expect_close(testing::log_psi(*network, {1}), Complex(1801.0, 1.0) / sqrt2, 1e-12);
  const std::vector<std::int8_t> spins = {1};
  std::vector<Complex> value(1), derivatives(8);
  network->log_psi_and_derivatives({spins.data(), 1, 1}, value, derivatives);
  expect_close(derivatives[4], 900.0 / sqrt2, 1e-12);  // d/d conv2 [0][0] = gelu(900)/sqrt2
  expect_close(derivatives[5], 0.0);
}

// --------------------------------------------------------------------------- the formula once more, nested
// loops only

using Field = std::vector<std::vector<double>>;  // [channel][site]

struct Direct {
  const NetworkShape& shape;
  const std::vector<Complex>& parameters;
  std::size_t next = 0;

  double read() { return parameters[next++].real(); }

  int neighbour(int site, std::vector<int> offset) const {
    int result = 0, stride = 1;
    for (std::size_t axis = 0; axis < shape.size.size(); ++axis) {
      const int length = shape.size[axis];
      result += (site % length + offset[axis] + length) % length * stride;
      stride *= length;
      site /= length;
    }
    return result;
  }

  Field convolve(const Field& input, bool bias) {
    const std::vector<int> classes = kernel_classes(shape);
    const int entries = *std::max_element(classes.begin(), classes.end()) + 1;
    Field output(shape.channels[0], std::vector<double>(shape.sites()));
    for (std::vector<double>& channel : output) {
      for (const std::vector<double>& source : input) {
        for (std::size_t tap = 0; tap < classes.size(); ++tap) {
          std::vector<int> offset;
          int rest = static_cast<int>(tap);
          for (const int length : shape.filter) {
            offset.push_back(rest % length - length / 2);
            rest /= length;
          }
          for (int site = 0; site < shape.sites(); ++site) {
            channel[site] += parameters[next + classes[tap]].real() * source[neighbour(site, offset)];
          }
        }
        next += entries;
      }
    }
    if (bias) {
      for (std::vector<double>& channel : output) {
        const double shift = read();
        for (double& value : channel) {
          value += shift;
        }
      }
    }
    return output;
  }

  static Field mapped(Field field, auto function) {
    for (std::vector<double>& channel : field) {
      for (double& value : channel) {
        value = function(value);
      }
    }
    return field;
  }

  Complex log_psi(const std::vector<std::int8_t>& spins) {
    Field x(1, std::vector<double>(spins.begin(), spins.end()));
    for (int b = 0; b < shape.blocks; ++b) {
      const Field y = mapped(x, [&](double v) { return b == 0 ? v / sqrt2 : gelu(v / std::sqrt(b + 1.0)); });
      const Field hidden = mapped(convolve(y, true), gelu);
      Field out = convolve(hidden, b + 1 < shape.blocks);
      for (std::size_t channel = 0; channel < out.size(); ++channel) {
        for (std::size_t site = 0; site < spins.size(); ++site) {
          out[channel][site] += x[b == 0 ? 0 : channel][site];
        }
      }
      x = out;
    }
    const std::size_t half = x.size() / 2;
    Complex mean;
    for (std::size_t channel = 0; channel < half; ++channel) {
      for (std::size_t site = 0; site < spins.size(); ++site) {
        mean += std::exp(Complex(x[channel][site], x[half + channel][site]) / std::sqrt(shape.blocks + 1.0));
      }
    }
    return std::log(mean / static_cast<double>(half * spins.size()));
  }
};

std::vector<NetworkShape> sample_shapes() {
  return {residual_cnn({8}, 4, 1, false),       residual_cnn({4}, 2, 3, true),
          residual_cnn({3, 4}, 4, 2, false),    residual_cnn({3, 3}, 4, 2, true),
          residual_cnn({3, 4, 3}, 2, 2, false), residual_cnn({3, 3, 3}, 4, 1, true)};
}

class EveryResidualCnn : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(PlainResidualCnn, EveryResidualCnn, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(EveryResidualCnn, AgreesWithNestedLoops) {
  const std::vector<Complex> parameters = testing::random_parameters(GetParam(), 0.3, 1);
  const auto network = network_with(GetParam(), parameters);
  const int sites = GetParam().sites();
  const std::vector<std::int8_t> spins = testing::random_spins(4, sites, 2);
  for (int b = 0; b < 4; ++b) {
    const std::vector<std::int8_t> one(spins.begin() + b * sites, spins.begin() + (b + 1) * sites);
    expect_close(testing::log_psi(*network, one), Direct{GetParam(), parameters}.log_psi(one), 1e-14);
  }
}

TEST_P(EveryResidualCnn, DerivativesMatchDifferences) {
  const auto network = make_plain_network(GetParam());
  testing::expect_derivatives_match_differences(*network, testing::random_parameters(GetParam(), 0.3, 3));
}

TEST_P(EveryResidualCnn, RatiosBatchesAndArguments) {
  const auto network = network_with(GetParam(), testing::random_parameters(GetParam(), 0.3, 4));
  testing::expect_ratios_match_log_psi(*network);
  testing::expect_batch_independence(*network);
  testing::expect_concurrent_evaluation(*network);
  testing::expect_wrong_arguments_refused(*network);
}

TEST_P(EveryResidualCnn, SymmetriesOfTheLattice) {
  const auto network = network_with(GetParam(), testing::random_parameters(GetParam(), 0.3, 5));
  testing::expect_invariant(*network, testing::translations(GetParam().size));
  const auto group = testing::point_group(GetParam().size);
  if (GetParam().tied) {
    testing::expect_invariant(*network, group);
    return;
  }
  const std::size_t sites = GetParam().sites();
  const std::vector<std::int8_t> spins = testing::random_spins(8, GetParam().sites(), 14);
  double largest = 0.0;
  for (auto one = spins.begin(); one != spins.end(); one += sites) {
    const Complex value = testing::log_psi(*network, {one, one + sites});
    for (const std::vector<int>& element : group) {
      largest =
          std::max(largest, std::abs(testing::log_psi(*network, testing::carried(&*one, element)) - value));
    }
  }
  EXPECT_GE(largest, 1e-4) << "untied kernels should not be symmetric";
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
