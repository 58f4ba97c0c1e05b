#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"
#include "solvers/kernels/testing/ulps.hpp"
#include "solvers/kernels/testing/walker_checks.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::complex_cnn;
using testing::ulps;

/// Sums of up to some thousand terms of order one, added in different orders and in Fourier space; 78 units
/// is the largest seen, in derivatives of ln cosh close to its singularities.
constexpr double ulps_allowed = 200.0;

std::vector<NetworkShape> sample_shapes() {
  std::vector<NetworkShape> shapes;
  for (const FirstActivation activation :
       {FirstActivation::even, FirstActivation::both, FirstActivation::ln_cosh}) {
    shapes.push_back(complex_cnn({6}, {6}, {3}, activation));
    shapes.push_back(complex_cnn({7}, {3}, {5}, activation));
    shapes.push_back(complex_cnn({5}, {3}, {2, 3}, activation));
    shapes.push_back(complex_cnn({4, 3}, {2, 3}, {3, 2, 2}, activation));
    shapes.push_back(complex_cnn({2, 3, 4}, {2, 1, 3}, {9, 2}, activation));
    for (const std::vector<int>& channels : {std::vector{3}, std::vector{2, 2}}) {
      NetworkShape averaged = complex_cnn({4, 4}, {4, 4}, channels, activation);
      averaged.images = testing::point_group({4, 4});
      shapes.push_back(averaged);
      averaged.filter = {3, 2};
      shapes.push_back(averaged);
    }
  }
  return shapes;
}

FlipSet all_sites_and_neighbours(int sites) {
  FlipSet flips;
  for (int i = 0; i < sites; ++i) {
    flips.push_back({i, -1});
    flips.push_back({i, (i + 1) % sites});
  }
  return flips;
}

std::unique_ptr<Network> network_with(Backend backend, const NetworkShape& shape,
                                      const std::vector<Complex>& parameters) {
  std::unique_ptr<Network> network = make_network(backend, shape);
  network->set_parameters(parameters);
  return network;
}

void expect_agrees_with_plain(const NetworkShape& shape, double width, std::size_t count) {
  const std::vector<Complex> parameters = testing::random_parameters(shape, width, 51);
  const auto plain = network_with(Backend::plain, shape, parameters);
  const auto cpu = network_with(Backend::cpu, shape, parameters);
  const int sites = shape.sites();
  const std::vector<std::int8_t> spins = testing::random_spins(count, sites, 52);
  const SpinBatch batch{spins.data(), count, sites};

  std::vector<Complex> expected(count), actual(count);
  plain->log_psi(batch, expected);
  cpu->log_psi(batch, actual);
  EXPECT_LE(ulps(actual, expected), ulps_allowed);

  const FlipSet flips = all_sites_and_neighbours(sites);
  const SpinBatch some{spins.data(), std::min<std::size_t>(count, 11), sites};
  std::vector<Complex> expected_ratios(some.batch * flips.size()), actual_ratios(expected_ratios.size());
  plain->log_ratios(some, flips, expected_ratios);
  cpu->log_ratios(some, flips, actual_ratios);
  EXPECT_LE(ulps(actual_ratios, expected_ratios), ulps_allowed);

  std::vector<Complex> expected_rows(count * plain->parameter_count()), actual_rows(expected_rows.size());
  plain->log_psi_and_derivatives(batch, expected, expected_rows);
  cpu->log_psi_and_derivatives(batch, actual, actual_rows);
  EXPECT_LE(ulps(actual, expected), ulps_allowed);
  EXPECT_LE(ulps(actual_rows, expected_rows), ulps_allowed);
}

class CpuComplexCnn : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(Cpu, CpuComplexCnn, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(CpuComplexCnn, AgreesWithPlain) {
  expect_agrees_with_plain(GetParam(), 0.3, 21);
}

TEST_P(CpuComplexCnn, BatchesThreadsAndArguments) {
  const auto network =
      network_with(Backend::cpu, GetParam(), testing::random_parameters(GetParam(), 0.2, 53));
  testing::expect_ratios_match_log_psi(*network);
  testing::expect_batch_independence(*network);
  testing::expect_concurrent_evaluation(*network);
  testing::expect_wrong_arguments_refused(*network);
}

TEST_P(CpuComplexCnn, RatiosDoNotDependOnTheBatch) {
  const auto network =
      network_with(Backend::cpu, GetParam(), testing::random_parameters(GetParam(), 0.2, 54));
  const int sites = GetParam().sites();
  const std::size_t count = 150;  // more than one group of blocks
  const std::vector<std::int8_t> spins = testing::random_spins(count, sites, 55);
  const FlipSet flips = all_sites_and_neighbours(sites);
  std::vector<Complex> together(count * flips.size()), alone(flips.size());
  network->log_ratios({spins.data(), count, sites}, flips, together);
  for (const std::size_t b : {std::size_t{0}, std::size_t{9}, count - 1}) {
    network->log_ratios({spins.data() + b * sites, 1, sites}, flips, alone);
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin() + b * flips.size()));
  }
}

TEST_P(CpuComplexCnn, Walkers) {
  const auto network =
      network_with(Backend::cpu, GetParam(), testing::random_parameters(GetParam(), 0.2, 56));
  // Each accepted flip leaves a rounding error in the pre-activations.
  testing::expect_walkers_follow_log_psi(*network, 13, 300, 2 * ulps_allowed);
  testing::expect_walkers_independent(*network, 11, 40);
  testing::expect_walkers_forget(*network, 9);
  testing::expect_wrong_walker_arguments_refused(*network);
}

TEST(CpuComplexCnn, TheNetworksOfThePapers) {
  expect_agrees_with_plain(complex_cnn({10, 10}, {10, 10}, {8}), 0.05, 9);
  expect_agrees_with_plain(complex_cnn({10, 10}, {6, 6}, {4, 3, 2}), 0.1, 9);
}

/// Where plain is finite so is cpu, and the other way round: ln psi, ratios, derivatives, walkers.
void expect_same_finiteness(const NetworkShape& shape, const std::vector<Complex>& parameters) {
  const auto plain = network_with(Backend::plain, shape, parameters);
  const auto cpu = network_with(Backend::cpu, shape, parameters);
  const int sites = shape.sites();
  const std::size_t count = 20;
  const std::vector<std::int8_t> spins = testing::random_spins(count, sites, 57);
  const FlipSet flips = all_sites_and_neighbours(sites);
  const auto expect_same = [](std::span<const Complex> actual, std::span<const Complex> expected) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      const auto finite = [](Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); };
      EXPECT_EQ(finite(actual[k]), finite(expected[k])) << actual[k] << " where plain has " << expected[k];
    }
  };
  const auto results = [&](const Network& network) {
    std::vector<Complex> all(count * (1 + flips.size() + 1 + network.parameter_count()));
    const SpinBatch batch{spins.data(), count, sites};
    std::span<Complex> rest = all;
    network.log_psi(batch, rest.first(count));
    rest = rest.subspan(count);
    network.log_ratios(batch, flips, rest.first(count * flips.size()));
    rest = rest.subspan(count * flips.size());
    network.log_psi_and_derivatives(batch, rest.first(count), rest.subspan(count));
    return all;
  };
  expect_same(results(*cpu), results(*plain));
  const auto plain_walkers = plain->make_walkers(count), cpu_walkers = cpu->make_walkers(count);
  std::vector<Complex> plain_history, cpu_history;
  testing::walk(*plain_walkers, sites, 60, 58, [&](const auto& ratios) {
    plain_history.insert(plain_history.end(), ratios.begin(), ratios.end());
  });
  testing::walk(*cpu_walkers, sites, 60, 58, [&](const auto& ratios) {
    cpu_history.insert(cpu_history.end(), ratios.begin(), ratios.end());
  });
  expect_same(cpu_history, plain_history);
}

TEST(CpuComplexCnn, IsNotFiniteWherePlainIsNot) {
  for (const std::vector<int>& channels : {std::vector{2}, std::vector{2, 1}}) {
    const NetworkShape shape = complex_cnn({6}, {2}, channels);
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      std::vector<Complex> parameters = testing::random_parameters(shape, 0.2, 59);
      parameters[1] = value;
      expect_same_finiteness(shape, parameters);
    }
    // Equal neighbours overflow, opposite ones cancel: some columns of some configurations are not finite.
    std::vector<Complex> parameters = testing::random_parameters(shape, 0.2, 60);
    parameters[0] = parameters[1] = {1e70, 1e69};
    expect_same_finiteness(shape, parameters);
  }
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
