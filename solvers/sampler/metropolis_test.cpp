#include "solvers/sampler/metropolis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

#include "solvers/kernels/make_network.hpp"

namespace quenchmark::solvers {
namespace {

using kernels::Complex;

/// A network on a chain of six sites whose |psi|^2 differs by more than a factor of 40 between
/// configurations.
std::unique_ptr<kernels::Network> peaked_network() {
  kernels::NetworkShape shape;
  shape.size = {6};
  shape.filter = {6};
  shape.channels = {2};
  shape.activation = kernels::FirstActivation::both;
  auto network = kernels::make_network(kernels::Backend::plain, shape);
  std::vector<Complex> parameters(network->parameter_count());
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    parameters[k] =
        Complex(0.35 * std::cos(1.7 * static_cast<double>(k)), 0.2 * std::sin(2.3 * static_cast<double>(k)));
  }
  network->set_parameters(parameters);
  return network;
}

std::vector<double> exact_probabilities(const kernels::Network& network) {
  const int sites = network.shape().sites();
  const std::size_t count = std::size_t{1} << sites;
  std::vector<std::int8_t> spins(count * sites);
  for (std::size_t c = 0; c < count; ++c) {
    for (int i = 0; i < sites; ++i) {
      spins[c * sites + i] = ((c >> i) & 1U) != 0 ? -1 : 1;
    }
  }
  std::vector<Complex> log_psi(count);
  network.log_psi({spins.data(), count, sites}, log_psi);
  std::vector<double> probability(count);
  double total = 0.0;
  for (std::size_t c = 0; c < count; ++c) {
    total += probability[c] = std::exp(2.0 * log_psi[c].real());
  }
  for (double& p : probability) {
    p /= total;
  }
  return probability;
}

std::size_t configuration(const std::int8_t* spins, int sites) {
  std::size_t c = 0;
  for (int i = 0; i < sites; ++i) {
    c |= spins[i] < 0 ? std::size_t{1} << i : 0;
  }
  return c;
}

/// How often each configuration was drawn by `groups` groups of chains.
std::vector<double> histogram(const kernels::Network& network, const MetropolisMoves& moves, int groups,
                              int draws) {
  std::vector<double> counts(std::size_t{1} << moves.sites, 0.0);
  const std::size_t row = chains_in_group * static_cast<std::size_t>(moves.sites);
  for (int group = 0; group < groups; ++group) {
    const DrawKey key{7, 0, 0};
    std::vector<std::int8_t> spins(row);
    for (int chain = 0; chain < chains_in_group; ++chain) {
      randomise_spins(key, group * chains_in_group + chain,
                      {spins.data() + chain * moves.sites, static_cast<std::size_t>(moves.sites)});
    }
    draw_samples(network, moves, {7, 0, 1}, group * chains_in_group, spins, 1, 50, nullptr, 0);
    std::vector<std::int8_t> samples(row * draws);
    // 20 sweeps between draws: correlations, whose time is below one sweep here, are gone.
    draw_samples(network, moves, key, group * chains_in_group, spins, draws, 20, samples.data(), row);
    for (std::size_t k = 0; k < samples.size(); k += moves.sites) {
      counts[configuration(samples.data() + k, moves.sites)] += 1.0;
    }
  }
  return counts;
}

/// p-value of Pearson's chi-square for the counts.
double chi_square_p(const std::vector<double>& counts, const std::vector<double>& probability) {
  double total = 0.0;
  for (double c : counts) {
    total += c;
  }
  double chi2 = 0.0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double expected = total * probability[k];
    chi2 += (counts[k] - expected) * (counts[k] - expected) / expected;
  }
  const boost::math::chi_squared distribution(static_cast<double>(counts.size() - 1));
  return boost::math::cdf(boost::math::complement(distribution, chi2));
}

// With 19200 draws over 64 configurations a distortion of 3 % of every second probability is found with power
// above 0.99: chi-square then grows by 19200 * 0.03^2 = 17 at 63 degrees of freedom, whose spread is 11; the
// tests below use p > 1e-4, and the planted defect shows that they can fail.
constexpr int groups = 24;
constexpr int draws = 100;
constexpr double least_p = 1e-4;

MetropolisMoves single_flips() {
  MetropolisMoves moves;
  moves.sites = 6;
  return moves;
}

TEST(Metropolis, TargetIsPeakedEnoughToTellSamplersApart) {
  const std::vector<double> p = exact_probabilities(*peaked_network());
  EXPECT_GT(*std::max_element(p.begin(), p.end()) / *std::min_element(p.begin(), p.end()), 40.0);
}

TEST(Metropolis, SingleFlipsDrawFromTheSquaredAmplitudes) {
  const auto network = peaked_network();
  EXPECT_GT(chi_square_p(histogram(*network, single_flips(), groups, draws), exact_probabilities(*network)),
            least_p);
}

TEST(Metropolis, PairFlipsAndGlobalFlipsDrawFromTheSquaredAmplitudesToo) {
  const auto network = peaked_network();
  MetropolisMoves moves = single_flips();
  moves.pairs = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}};
  moves.global_flip_every = 7;
  EXPECT_GT(chi_square_p(histogram(*network, moves, groups, draws), exact_probabilities(*network)), least_p);
}

TEST(Metropolis, TheChiSquareTestSeesAWrongTarget) {
  const auto network = peaked_network();
  std::vector<double> wrong = exact_probabilities(*network);
  double total = 0.0;
  for (double& p : wrong) {
    total += p = std::sqrt(p);  // |psi| instead of |psi|^2: a classic
  }
  for (double& p : wrong) {
    p /= total;
  }
  EXPECT_LT(chi_square_p(histogram(*network, single_flips(), groups, draws), wrong), 1e-12);
}

TEST(Metropolis, AChainDoesNotDependOnItsCompany) {
  const auto network = peaked_network();
  const MetropolisMoves moves = single_flips();
  std::vector<std::int8_t> together(8 * 6, 1);
  std::vector<std::int8_t> alone(6, 1);
  draw_samples(*network, moves, {3, 1, 0}, 0, together, 4, 2, nullptr, 0);
  draw_samples(*network, moves, {3, 1, 0}, 0, alone, 4, 2, nullptr, 0);
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), together.begin()));
}

TEST(Metropolis, StepsAndStagesHaveStreamsOfTheirOwn) {
  RandomStream a({1, 2, 3}, Purpose::site, 4), b({1, 3, 3}, Purpose::site, 4), c({1, 2, 4}, Purpose::site, 4),
      d({1, 2, 3}, Purpose::acceptance, 4), e({1, 2, 3}, Purpose::site, 5);
  const std::uint32_t first = a.bits(0);
  EXPECT_EQ(first, RandomStream({1, 2, 3}, Purpose::site, 4).bits(0));
  for (RandomStream* other : {&b, &c, &d, &e}) {
    EXPECT_NE(first, other->bits(0));
  }
}

}  // namespace
}  // namespace quenchmark::solvers
