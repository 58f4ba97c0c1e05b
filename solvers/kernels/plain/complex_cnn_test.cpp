#include "solvers/kernels/plain/complex_cnn.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "solvers/kernels/plain/make_plain_network.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::complex_cnn;

std::unique_ptr<Network> network_with(const NetworkShape& shape, const std::vector<Complex>& parameters) {
  std::unique_ptr<Network> network = make_plain_network(shape);
  network->set_parameters(parameters);
  return network;
}

void expect_close(Complex actual, Complex expected, double tolerance = 1e-15) {
  EXPECT_NEAR(actual.real(), expected.real(), tolerance);
  EXPECT_NEAR(actual.imag(), expected.imag(), tolerance);
}

// ------------------------------------------------------------------------------------------- numbers worked
// by hand

TEST(PlainComplexCnn, TwoSitesOneChannelEven) {
  // s = (+,-), F = (0.1, 0.2i): z_0 = F_0 s_0 + F_1 s_1 = 0.1 - 0.2i and z_1 = -z_0.
  // z^2 = -0.03 - 0.04i, z^4 = -0.0007 + 0.0024i, z^6 = 0.000117 - 0.000044i, the same on both sites.
  const auto network = network_with(complex_cnn({2}, {2}, {1}), {{0.1, 0.0}, {0.0, 0.2}});
  const Complex act(-0.03 / 2 + 0.0007 / 12 + 0.000117 / 45, -0.04 / 2 - 0.0024 / 12 - 0.000044 / 45);
  expect_close(testing::log_psi(*network, {1, -1}), 2.0 * act / std::sqrt(2.0));

  // d/dF_k = sum_j act'(z_j) s_{j+k} / sqrt2, act'(z) = z - z^3/3 + 2z^5/15, odd: both sites add.
  // z^3 = z^2 z = -0.011 + 0.002i, z^5 = z^4 z = 0.00041 + 0.00038i.
  const Complex slope(0.1 + 0.011 / 3 + 2 * 0.00041 / 15, -0.2 - 0.002 / 3 + 2 * 0.00038 / 15);
  const std::vector<std::int8_t> spins = {1, -1};
  std::vector<Complex> value(1), derivatives(2);
  network->log_psi_and_derivatives({spins.data(), 1, 2}, value, derivatives);
  expect_close(derivatives[0], 2.0 * slope / std::sqrt(2.0));
  expect_close(derivatives[1], -2.0 * slope / std::sqrt(2.0));
}

TEST(PlainComplexCnn, FilterReachesForwardAndBothParitiesCount) {
  // s = ++-+--, F = (1, 2, 3, 4)/10: z_j = sum_k F_k s_{j+k} = 0.4, -0.2, -0.6, 0, 0.4, 0 (a filter that
  // reached backward would give the negatives, which the odd part tells apart). Power sums of z: 0, 0.72,
  // -0.096, 0.1824, -0.0576, 0.054912.
  const auto network = network_with(complex_cnn({6}, {4}, {1}, FirstActivation::both),
                                    {{0.1, 0}, {0.2, 0}, {0.3, 0}, {0.4, 0}});
  const double even = 0.72 / 2 - 0.1824 / 12 + 0.054912 / 45;
  const double odd = 0.0 + 0.096 / 3 - 2 * 0.0576 / 15;
  expect_close(testing::log_psi(*network, {1, 1, -1, 1, -1, -1}), (even + odd) / std::sqrt(6.0));
}

TEST(PlainComplexCnn, SecondLayerIsOdd) {
  // s = (+,-), below F = (0.3, 0): v_0 = both(0.3) = e + o, v_1 = both(-0.3) = e - o with the even and odd
  // parts e, o. Above F = (0.5, i): z_0 = 0.5 v_0 + i v_1, z_1 = 0.5 v_1 + i v_0.
  const auto network = network_with(complex_cnn({2}, {2}, {1, 1}, FirstActivation::both),
                                    {{0.3, 0.0}, {0.0, 0.0}, {0.5, 0.0}, {0.0, 1.0}});
  const double e = 0.09 / 2 - 0.0081 / 12 + 0.000729 / 45;
  const double o = 0.3 - 0.027 / 3 + 2 * 0.00243 / 15;
  const Complex z0(0.5 * (e + o), e - o), z1(0.5 * (e - o), e + o);
  const auto act = [](Complex z) { return z - z * z * z / 3.0 + 2.0 * z * z * z * z * z / 15.0; };
  expect_close(testing::log_psi(*network, {1, -1}), (act(z0) + act(z1)) / std::sqrt(2.0));
}

TEST(PlainComplexCnn, LnCosh) {
  // One site, F = ln 2 + i pi/4: cosh z = (2 e^{i pi/4} + e^{-i pi/4}/2)/2 = (2.5 + 1.5i)/(2 sqrt2), |cosh
  // z|^2 = 17/16.
  const Complex z(std::log(2.0), std::acos(-1.0) / 4);
  const auto network = network_with(complex_cnn({1}, {1}, {1}, FirstActivation::ln_cosh), {z});
  const Complex expected(0.5 * std::log(17.0 / 16.0), std::atan2(1.5, 2.5));
  expect_close(testing::log_psi(*network, {1}), expected);
  expect_close(testing::log_psi(*network, {-1}), expected);
}

TEST(LnCosh, KeepsItsDigitsForSmallAndItsHeadForLargeArguments) {
  // Small: z^2/2 - z^4/12; large: |z| - ln 2.
  const Complex small(1e-4, 2e-4);
  const Complex series = small * small / 2.0 - small * small * small * small / 12.0;
  EXPECT_LE(std::abs(ln_cosh(small) - series), 4e-16 * std::abs(series));
  expect_close(ln_cosh({-1000.0, 0.5}), {1000.0 - std::log(2.0), -0.5}, 1e-12);
  // The two formulas meet at |z| = 1/2.
  const Complex inside = std::polar(0.5 - 1e-9, 0.7), outside = std::polar(0.5 + 1e-9, 0.7);
  EXPECT_LE(std::abs(ln_cosh(outside) - ln_cosh(inside) - std::tanh(inside) * (outside - inside)), 1e-15);
}

TEST(PlainComplexCnn, AxesOfTheFilterFollowTheAxesOfTheLattice) {
  // 3x2 lattice, site = x + 3y; filter 2x1 with F = (1, 2)/10 couples x-neighbours, filter 1x2 y-neighbours.
  // Rows ++-, ++-: along x z = 0.3, -0.1, 0.1 in both rows; along y every pair is equal: z = +-0.3.
  const std::vector<std::int8_t> spins = {1, 1, -1, 1, 1, -1};
  const auto even = [](double z) { return z * z / 2 - std::pow(z, 4) / 12 + std::pow(z, 6) / 45; };
  const std::vector<Complex> weights = {{0.1, 0.0}, {0.2, 0.0}};
  expect_close(testing::log_psi(*network_with(complex_cnn({3, 2}, {2, 1}, {1}), weights), spins),
               2 * (even(0.3) + 2 * even(0.1)) / std::sqrt(6.0));
  expect_close(testing::log_psi(*network_with(complex_cnn({3, 2}, {1, 2}, {1}), weights), spins),
               6 * even(0.3) / std::sqrt(6.0));
}

// --------------------------------------------------------------------------- the formula once more, nested
// loops only

struct Direct {
  const NetworkShape& shape;

  int shifted(int site, int tap) const {
    int result = 0, stride = 1;
    for (std::size_t axis = 0; axis < shape.size.size(); ++axis) {
      result += (site + tap % shape.filter[axis]) % shape.size[axis] * stride;
      stride *= shape.size[axis];
      site /= shape.size[axis];
      tap /= shape.filter[axis];
    }
    return result;
  }

  Complex act(std::size_t layer, Complex z) const {
    const Complex even = z * z / 2.0 - std::pow(z, 4) / 12.0 + std::pow(z, 6) / 45.0;
    const Complex odd = z - std::pow(z, 3) / 3.0 + 2.0 * std::pow(z, 5) / 15.0;
    if (layer > 0) {
      return odd;
    }
    switch (shape.activation) {
      case FirstActivation::even:
        return even;
      case FirstActivation::both:
        return even + odd;
      default:
        return std::log(std::cosh(z));
    }
  }

  Complex log_psi(const std::vector<std::int8_t>& spins, const std::vector<Complex>& parameters) const {
    const int sites = shape.sites();
    int taps = 1;
    for (const int length : shape.filter) {
      taps *= length;
    }
    std::vector<std::vector<Complex>> values(1, std::vector<Complex>(spins.begin(), spins.end()));
    const Complex* weight = parameters.data();
    for (std::size_t layer = 0; layer < shape.channels.size(); ++layer) {
      std::vector<std::vector<Complex>> next(shape.channels[layer], std::vector<Complex>(sites));
      for (std::vector<Complex>& channel : next) {
        for (const std::vector<Complex>& input : values) {
          for (int tap = 0; tap < taps; ++tap, ++weight) {
            for (int site = 0; site < sites; ++site) {
              channel[site] += *weight * input[shifted(site, tap)];
            }
          }
        }
        for (Complex& z : channel) {
          z = act(layer, z);
        }
      }
      values = std::move(next);
    }
    Complex total;
    for (const std::vector<Complex>& channel : values) {
      for (const Complex v : channel) {
        total += v;
      }
    }
    return total / std::sqrt(double(shape.channels.back()) * sites);
  }
};

std::vector<NetworkShape> sample_shapes() {
  std::vector<NetworkShape> shapes;
  for (const FirstActivation activation :
       {FirstActivation::even, FirstActivation::both, FirstActivation::ln_cosh}) {
    shapes.push_back(complex_cnn({5}, {3}, {3}, activation));
    shapes.push_back(complex_cnn({3, 4}, {2, 3}, {2, 3}, activation));
    shapes.push_back(complex_cnn({2, 3, 2}, {2, 2, 1}, {2, 1, 2}, activation));
  }
  return shapes;
}

class EveryComplexCnn : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(PlainComplexCnn, EveryComplexCnn, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(EveryComplexCnn, AgreesWithNestedLoops) {
  const std::vector<Complex> parameters = testing::random_parameters(GetParam(), 0.2, 1);
  const auto network = network_with(GetParam(), parameters);
  const int sites = GetParam().sites();
  const std::vector<std::int8_t> spins = testing::random_spins(4, sites, 2);
  for (int b = 0; b < 4; ++b) {
    const std::vector<std::int8_t> one(spins.begin() + b * sites, spins.begin() + (b + 1) * sites);
    expect_close(testing::log_psi(*network, one), Direct{GetParam()}.log_psi(one, parameters), 1e-14);
  }
}

TEST_P(EveryComplexCnn, DerivativesAreAnalytic) {
  const auto network = make_plain_network(GetParam());
  testing::expect_derivatives_match_differences(*network, testing::random_parameters(GetParam(), 0.2, 3));
}

TEST_P(EveryComplexCnn, RatiosBatchesAndArguments) {
  const auto network = network_with(GetParam(), testing::random_parameters(GetParam(), 0.2, 4));
  testing::expect_ratios_match_log_psi(*network);
  testing::expect_batch_independence(*network);
  testing::expect_concurrent_evaluation(*network);
  testing::expect_wrong_arguments_refused(*network);
}

TEST_P(EveryComplexCnn, TranslationsDoNotChangeIt) {
  const auto network = network_with(GetParam(), testing::random_parameters(GetParam(), 0.2, 5));
  testing::expect_invariant(*network, testing::translations(GetParam().size));
}

// ---------------------------------------------------------------------------------------------------------
// symmetry

TEST(PlainComplexCnn, SpinInversionIsExactForEvenFirstLayersOnly) {
  for (const auto& [activation, symmetric] :
       {std::pair(FirstActivation::even, true), std::pair(FirstActivation::ln_cosh, true),
        std::pair(FirstActivation::both, false)}) {
    const NetworkShape shape = complex_cnn({4, 3}, {2, 2}, {2, 2}, activation);
    const auto network = network_with(shape, testing::random_parameters(shape, 0.3, 6));
    std::vector<std::int8_t> spins = testing::random_spins(1, 12, 7);
    const Complex before = testing::log_psi(*network, spins);
    for (std::int8_t& spin : spins) {
      spin = static_cast<std::int8_t>(-spin);
    }
    const double difference = std::abs(testing::log_psi(*network, spins) - before);
    if (symmetric) {
      EXPECT_LE(difference, 1e-14);
    } else {
      EXPECT_GE(difference, 1e-3);
    }
  }
}

TEST(PlainComplexCnn, ImagesAverageOverThePointGroup) {
  const auto group = testing::point_group({4, 4});
  ASSERT_EQ(group.size(), 8u);
  NetworkShape shape = complex_cnn({4, 4}, {3, 2}, {2, 2}, FirstActivation::both);
  const std::vector<Complex> parameters = testing::random_parameters(shape, 0.3, 8);
  const auto alone = network_with(shape, parameters);
  shape.images = group;
  const auto averaged = network_with(shape, parameters);

  // (|P| alpha N)^(-1/2): the sum over images of the plain network, over sqrt|P|.
  const std::vector<std::int8_t> spins = testing::random_spins(1, 16, 9);
  Complex sum;
  for (const std::vector<int>& image : group) {
    sum += testing::log_psi(*alone, testing::carried(spins.data(), image));
  }
  expect_close(testing::log_psi(*averaged, spins), sum / std::sqrt(8.0), 1e-14);
  testing::expect_invariant(*averaged, group);
  testing::expect_derivatives_match_differences(*averaged, parameters);
  testing::expect_ratios_match_log_psi(*averaged);

  // The check has teeth: without images the same weights are not symmetric.
  double largest = 0.0;
  for (const std::vector<int>& image : group) {
    const Complex carried = testing::log_psi(*alone, testing::carried(spins.data(), image));
    largest = std::max(largest, std::abs(carried - testing::log_psi(*alone, spins)));
  }
  EXPECT_GE(largest, 1e-3);
}

TEST(PlainComplexCnn, AnImageListThatIsNoGroupFollowsItsConvention) {
  // The image under p has the spin s_i at site p[i]; a rotation of a chain's first three sites, on its own.
  NetworkShape shape = complex_cnn({5}, {3}, {1}, FirstActivation::both);
  const std::vector<Complex> parameters = testing::random_parameters(shape, 0.3, 10);
  const auto alone = network_with(shape, parameters);
  shape.images = {{1, 2, 0, 3, 4}};
  const std::vector<std::int8_t> spins = {1, -1, -1, 1, -1};
  expect_close(testing::log_psi(*network_with(shape, parameters), spins),
               testing::log_psi(*alone, {-1, 1, -1, 1, -1}));
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
