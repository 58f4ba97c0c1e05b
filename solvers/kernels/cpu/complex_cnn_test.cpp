#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "solvers/kernels/testing/cpu_checks.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"
#include "solvers/kernels/testing/walker_checks.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::all_sites_and_neighbours;
using testing::complex_cnn;
using testing::expect_agrees_with_plain;
using testing::expect_same_finiteness;
using testing::network_with;

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

class CpuComplexCnn : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(Cpu, CpuComplexCnn, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(CpuComplexCnn, AgreesWithPlain) {
  expect_agrees_with_plain(GetParam(), 0.3, 21, ulps_allowed);
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
  expect_agrees_with_plain(complex_cnn({10, 10}, {10, 10}, {8}), 0.05, 9, ulps_allowed);
  expect_agrees_with_plain(complex_cnn({10, 10}, {6, 6}, {4, 3, 2}), 0.1, 9, ulps_allowed);
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
