#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/network_checks.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"
#include "solvers/kernels/testing/ulps.hpp"
#include "solvers/kernels/torch/load_torch.hpp"

namespace quenchmark::solvers::kernels {
namespace {

using testing::complex_cnn;
using testing::residual_cnn;
using testing::ulps;

std::vector<NetworkShape> sample_shapes() {
  std::vector<NetworkShape> shapes;
  for (const FirstActivation activation :
       {FirstActivation::even, FirstActivation::both, FirstActivation::ln_cosh}) {
    shapes.push_back(complex_cnn({6}, {6}, {3}, activation));
    shapes.push_back(complex_cnn({5}, {3}, {2, 3}, activation));
    shapes.push_back(complex_cnn({4, 3}, {2, 3}, {3, 2, 2}, activation));
    shapes.push_back(complex_cnn({2, 3, 4}, {2, 1, 3}, {2, 2}, activation));
    NetworkShape averaged = complex_cnn({4, 4}, {3, 2}, {2, 2}, activation);
    averaged.images = testing::point_group({4, 4});
    shapes.push_back(averaged);
  }
  for (const bool tied : {false, true}) {
    shapes.push_back(residual_cnn({6}, 4, 2, tied));
    shapes.push_back(residual_cnn({4, 4}, 2, 3, tied));
    shapes.push_back(residual_cnn({4, 3}, 4, 2, tied));
    shapes.push_back(residual_cnn({3, 3, 3}, 4, 2, tied));
    shapes.push_back(residual_cnn({3, 4, 3}, 2, 1, tied));
  }
  return shapes;
}

/// Sums of up to some thousand terms of order one, added in different orders; 8 units is the largest seen.
constexpr double ulps_allowed = 50.0;

/// ln psi, ratios of all sites and neighbouring pairs, and derivatives of the two backends on `count`
/// configurations.
void expect_torch_agrees_with_plain(const NetworkShape& shape, double width, std::size_t count) {
  const auto plain = make_network(Backend::plain, shape), torch = make_network(Backend::torch, shape);
  const std::vector<Complex> parameters = testing::random_parameters(shape, width, 21);
  plain->set_parameters(parameters);
  torch->set_parameters(parameters);
  const int sites = shape.sites();
  const std::vector<std::int8_t> spins = testing::random_spins(count, sites, 22);
  const SpinBatch batch{spins.data(), count, sites};

  std::vector<Complex> expected(count), actual(count);
  plain->log_psi(batch, expected);
  torch->log_psi(batch, actual);
  EXPECT_LE(ulps(actual, expected), ulps_allowed);

  FlipSet flips;
  for (int i = 0; i < sites; ++i) {
    flips.push_back({i, -1});
    flips.push_back({i, (i + 1) % sites});
  }
  const SpinBatch some{spins.data(), std::min<std::size_t>(count, 8), sites};
  std::vector<Complex> expected_ratios(some.batch * flips.size()), actual_ratios(some.batch * flips.size());
  plain->log_ratios(some, flips, expected_ratios);
  torch->log_ratios(some, flips, actual_ratios);
  EXPECT_LE(ulps(actual_ratios, expected_ratios), ulps_allowed);

  const std::size_t size = count * plain->parameter_count();
  std::vector<Complex> expected_derivatives(size), actual_derivatives(size), values(count);
  plain->log_psi_and_derivatives(batch, expected, expected_derivatives);
  torch->log_psi_and_derivatives(batch, values, actual_derivatives);
  EXPECT_LE(ulps(values, expected), ulps_allowed);
  EXPECT_LE(ulps(actual_derivatives, expected_derivatives), ulps_allowed);
}

class TorchAgainstPlain : public ::testing::TestWithParam<NetworkShape> {};
INSTANTIATE_TEST_SUITE_P(Torch, TorchAgainstPlain, ::testing::ValuesIn(sample_shapes()),
                         [](const auto& info) { return std::to_string(info.index); });

TEST_P(TorchAgainstPlain, AgreesToRounding) {
  expect_torch_agrees_with_plain(GetParam(), 0.3, 40);
}

TEST_P(TorchAgainstPlain, ThreadsAndArguments) {
  const auto network = make_network(Backend::torch, GetParam());
  network->set_parameters(testing::random_parameters(GetParam(), 0.3, 26));
  testing::expect_concurrent_evaluation(*network);
  testing::expect_wrong_arguments_refused(*network);
}

TEST(Torch, BatchesBeyondOneChunkOfMemory) {
  // 1.6 MB of patches a configuration and gradients as large: a chunk of 64 MB holds about ten.
  expect_torch_agrees_with_plain(complex_cnn({10, 10}, {10, 10}, {8}), 0.05, 30);
}

TEST(Torch, DerivativesMatchDifferencesWithoutPlain) {
  for (const NetworkShape& shape :
       {complex_cnn({5}, {3}, {2, 2}, FirstActivation::both), residual_cnn({3}, 2, 2, false)}) {
    const auto network = make_network(Backend::torch, shape);
    testing::expect_derivatives_match_differences(*network, testing::random_parameters(shape, 0.2, 23));
  }
}

TEST(Torch, TellsItsVersion) {
  EXPECT_GE(std::atoi(torch_version().c_str()), 1) << torch_version();
}

}  // namespace
}  // namespace quenchmark::solvers::kernels
