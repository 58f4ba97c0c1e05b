// Chains whose memory, spread and kinship are known.
#include "solvers/sampler/chain_diagnostics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace quenchmark::solvers {
namespace {

/// x_{n+1} = a x_n + sqrt(1 - a^2) noise, stationary from the first draw on: unit variance, integrated
/// autocorrelation time (1 + a)/(1 - a).
ChainTable autoregressive(double a, int chains, int draws, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  ChainTable table;
  for (int c = 0; c < chains; ++c) {
    std::vector<double>& chain = table.emplace_back();
    double x = normal(random);
    for (int d = 0; d < draws; ++d) {
      chain.push_back(x);
      x = a * x + std::sqrt(1.0 - a * a) * normal(random);
    }
  }
  return table;
}

double known_time(double a) {
  return (1.0 + a) / (1.0 - a);
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double x : values) {
    squares += (x - mean) * (x - mean);
  }
  return squares / static_cast<double>(values.size() - 1);
}

/// Blocking (Flyvbjerg & Petersen 1989): blocks much longer than the memory scatter like independent numbers.
double time_by_blocking(const ChainTable& chains, std::size_t block) {
  std::vector<double> all, blocks;
  for (const std::vector<double>& chain : chains) {
    all.insert(all.end(), chain.begin(), chain.end());
    for (std::size_t begin = 0; begin + block <= chain.size(); begin += block) {
      blocks.push_back(mean_of({chain.begin() + static_cast<std::ptrdiff_t>(begin),
                                chain.begin() + static_cast<std::ptrdiff_t>(begin + block)}));
    }
  }
  return static_cast<double>(block) * variance_of(blocks) / variance_of(all);
}

/// 160 000 draws know the time to sqrt(2 (2 window + 1)/draws), window some 5 times (Madras & Sokal 1988, eq.
/// E12): 1 % at time 1, 5 % at time 19.
TEST(ChainDiagnostics, AutocorrelationTimesAreThoseOfAutoregressiveChainsAndOfBlocking) {
  std::mt19937_64 random(1);
  for (const double a : {0.0, 0.5, 0.8, 0.9}) {
    const ChainTable chains = autoregressive(a, 40, 4000, random);
    const double found = diagnose_chains(chains).autocorrelation_time;
    EXPECT_NEAR(found, known_time(a), 0.15 * known_time(a)) << a;
    EXPECT_NEAR(found, time_by_blocking(chains, 400), 0.25 * known_time(a)) << a;  // 400 blocks: 7 %
  }
}

TEST(ChainDiagnostics, AntitheticDrawsAreWorthNoMoreThanWereDrawn) {
  std::mt19937_64 random(2);
  const ChainDiagnostics found = diagnose_chains(autoregressive(-0.5, 32, 2000, random));
  EXPECT_NEAR(found.autocorrelation_time, 1.0 / 3.0, 0.05);
  EXPECT_DOUBLE_EQ(found.effective_sample_size, 64000.0);
}

TEST(ChainDiagnostics, TwoDrawsOfManyChainsShowTheirCorrelation) {
  // 1 + 2 rho(1), which 5000 pairs know to 2 %.
  std::mt19937_64 random(3);
  const ChainDiagnostics short_chains = diagnose_chains(autoregressive(0.5, 5000, 2, random));
  EXPECT_NEAR(short_chains.autocorrelation_time, 2.0, 0.15);
  EXPECT_NEAR(short_chains.effective_sample_size, 5000.0, 400.0);
  EXPECT_EQ(diagnose_chains(autoregressive(0.5, 100, 1, random)).autocorrelation_time, 1.0);
}

/// The mean of 16 chains of 100 draws, 300 times over: its variance is known to 8 %.
TEST(ChainDiagnostics, TheMeanScattersAsTheEffectiveSampleSizeSays) {
  std::mt19937_64 random(4);
  for (const double a : {0.0, 0.6, 0.8}) {
    std::vector<double> means, sizes;
    for (int repetition = 0; repetition < 300; ++repetition) {
      const ChainTable chains = autoregressive(a, 16, 100, random);
      sizes.push_back(diagnose_chains(chains).effective_sample_size);
      double mean = 0.0;
      for (const std::vector<double>& chain : chains) {
        mean += mean_of(chain) / 16.0;
      }
      means.push_back(mean);
    }
    EXPECT_NEAR(variance_of(means) * mean_of(sizes), 1.0, 0.25) << a;
  }
}

TEST(ChainDiagnostics, RHatIsThatWorkedOutElsewhere) {
  // Halves of three chains as normal scores (rank - 3/8)/(18 + 1/4), ties sharing their rank; python, by
  // hand.
  const ChainTable chains{
      {0.1, 1.9, 0.7, 1.2, 0.7, 2.5}, {3.1, 0.4, 2.2, 1.2, 4.0, 3.3}, {-0.5, 0.9, 1.5, 0.2, 0.3, 1.1}};
  EXPECT_NEAR(diagnose_chains(chains).split_r_hat, 1.139293627607657, 1e-12);
}

TEST(ChainDiagnostics, RHatOfShortIndependentChainsFollowsTheirMemory) {
  // Halves of n draws whose means have the variance tau_n/n: R-hat^2 = (1 - 1/n + tau_n/n) of mixed chains
  // (tau_4 of a = 1/2 is 2.06), whatever their number; 3000 halves know it to 1 %.
  std::mt19937_64 random(5);
  EXPECT_NEAR(diagnose_chains(autoregressive(0.0, 1500, 8, random)).split_r_hat, 1.0, 0.01);
  const double between = 2.0625 / 4.0, within = (1.0 - between) * 4.0 / 3.0;
  EXPECT_NEAR(diagnose_chains(autoregressive(0.5, 1500, 8, random)).split_r_hat,
              std::sqrt(0.75 + between / within), 0.02);
}

TEST(ChainDiagnostics, RHatTellsAStrayChainAndAWanderingOneFromSoundOnes) {
  std::mt19937_64 random(6);
  const ChainTable sound = autoregressive(0.3, 8, 500, random);
  EXPECT_LT(diagnose_chains(sound).split_r_hat, 1.01);
  ChainTable stray = sound;
  for (double& x : stray.back()) {
    x += 5.0;
  }
  EXPECT_GT(diagnose_chains(stray).split_r_hat, 1.1);
  ChainTable wandering = sound;  // all of them, together: only halves can tell
  for (std::vector<double>& chain : wandering) {
    for (std::size_t d = 0; d < chain.size(); ++d) {
      chain[d] += 3.0 * static_cast<double>(d) / 500.0;
    }
  }
  EXPECT_GT(diagnose_chains(wandering).split_r_hat, 1.1);
}

TEST(ChainDiagnostics, AConstantQuantityIsNoTrouble) {
  const ChainDiagnostics constant = diagnose_chains(ChainTable(4, std::vector<double>(50, 2.5)));
  EXPECT_EQ(constant.autocorrelation_time, 1.0);
  EXPECT_EQ(constant.split_r_hat, 1.0);
  EXPECT_EQ(constant.chain_inflation, 1.0);
}

double mean_inflation(double a, int draws, std::mt19937_64& random) {
  std::vector<double> found;
  for (int repetition = 0; repetition < 400; ++repetition) {
    found.push_back(diagnose_chains(autoregressive(a, 32, draws, random)).chain_inflation);
  }
  return mean_of(found);
}

/// Means of 400 are known to sqrt(3/7/400) = 3 % at worst.
TEST(ChainInflation, IsOneForIndependentChainsHoweverLongTheirMemoryAndShortTheirLife) {
  std::mt19937_64 random(7);
  EXPECT_NEAR(mean_inflation(0.0, 8, random), 1.0, 0.1);
  EXPECT_NEAR(mean_inflation(0.5, 8, random), 1.0, 0.1);
  EXPECT_NEAR(mean_inflation(0.98, 8, random), 1.0, 0.1);
  EXPECT_NEAR(mean_inflation(0.5, 2, random), 1.0, 0.25);
}

TEST(ChainInflation, CountsCopies) {
  std::mt19937_64 random(8);
  const ChainTable one = autoregressive(0.5, 1, 20, random);
  EXPECT_NEAR(diagnose_chains(ChainTable(40, one.front())).chain_inflation, 40.0, 1e-9);
  const ChainTable singles = autoregressive(0.5, 50, 500, random);
  ChainTable pairs = singles;
  pairs.insert(pairs.end(), singles.begin(), singles.end());
  EXPECT_NEAR(diagnose_chains(pairs).chain_inflation, 2.0, 0.4);  // 500 draws: 7 %
}

/// With a part rho of the variance in common, the mean of K scatters by 1 + (K - 1) rho.
TEST(ChainInflation, MeasuresWhatChainsHaveInCommon) {
  std::mt19937_64 random(9);
  const ChainTable common = autoregressive(0.5, 1, 2000, random);
  ChainTable chains = autoregressive(0.5, 20, 2000, random);
  for (std::vector<double>& chain : chains) {
    for (std::size_t d = 0; d < chain.size(); ++d) {
      chain[d] = std::sqrt(0.9) * chain[d] + std::sqrt(0.1) * common.front()[d];
    }
  }
  EXPECT_NEAR(diagnose_chains(chains).chain_inflation, 1.0 + 19.0 * 0.1, 0.5);  // 2000 draws: 4 %
}

}  // namespace
}  // namespace quenchmark::solvers
