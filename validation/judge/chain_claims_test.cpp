#include "validation/judge/chain_claims.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using testing::grid;
using testing::result_with;

constexpr int replicas = 8;

/// Each replica at each time: `value` with a scatter of `noise`.
Dataset table(double value, double noise, std::size_t times, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Dataset data{{replicas, times}, {}};
  for (std::size_t k = 0; k < replicas * times; ++k) {
    data.values.push_back(value + noise * normal(random));
  }
  return data;
}

/// A sampled run of 8 replicas, each with 64 chains of 8 draws at every time.
struct Sampled {
  Evidence evidence;
  std::mt19937_64 random{3};

  Sampled() {
    evidence.asked = testing::chain_case({testing::claim_on(cases::ObservableKind::mx, 1.0)});
    evidence.asked.tier = cases::Tier::smoke;
    evidence.asked.solver->replicas = replicas;
    evidence.asked.solver->sampler.kind = cases::SamplerKind::metropolis;
    evidence.asked.solver->sampler.samples = 512;
    evidence.asked.solver->sampler.chains = 64;
    evidence.result = run(1.03, 1.4, 1.0);
  }

  Record run(double rhat, double tau, double inflation) {
    const std::vector<double> times = grid(1.0, 10);
    Record record = result_with("mx",
                                testing::noisy_observable(
                                    times, [](double) { return 0.5; }, 1e-3, replicas, random),
                                times);
    record.tables["rhat"] = table(rhat, 0.02, times.size(), random);
    record.tables["tau_int"] = table(tau, 0.3, times.size(), random);
    record.tables["chain_inflation"] = table(inflation, 0.3 * inflation, times.size(), random);
    return record;
  }

  Verdict verdict(const std::string& claim) const {
    const std::vector<Verdict> verdicts = judge_suite({}, {evidence}).verdicts;
    const auto found = std::find_if(verdicts.begin(), verdicts.end(),
                                    [&](const Verdict& one) { return one.claim == claim; });
    return found == verdicts.end() ? Verdict{} : *found;
  }
};

TEST(ChainClaims, HoldForChainsThatMixAndDoNotKnowEachOther) {
  const Sampled sampled;
  EXPECT_EQ(sampled.verdict("mixing").verdict, Outcome::pass) << sampled.verdict("mixing").reason;
  const Verdict independent = sampled.verdict("independent-chains");
  EXPECT_EQ(independent.verdict, Outcome::pass) << independent.reason;
  EXPECT_EQ(independent.replicas, replicas);
  EXPECT_EQ(independent.truth, "invariants");
}

TEST(ChainClaims, FailInTwoRunsWhereTheyAreBroken) {
  struct Broken {
    const char* claim;
    double rhat, tau, inflation;
  };
  for (const Broken& broken : {Broken{"mixing", 1.4, 1.4, 1.0}, Broken{"mixing", 1.03, 5.0, 1.0},
                               Broken{"independent-chains", 1.03, 1.4, 8.0}}) {
    Sampled sampled;
    sampled.evidence.result = sampled.run(broken.rhat, broken.tau, broken.inflation);
    EXPECT_EQ(sampled.verdict(broken.claim).verdict, Outcome::inconclusive) << "it is to be confirmed";
    EXPECT_TRUE(needs_confirmation(sampled.evidence));
    sampled.evidence.confirmation = sampled.run(broken.rhat, broken.tau, broken.inflation);
    const Verdict verdict = sampled.verdict(broken.claim);
    EXPECT_EQ(verdict.verdict, Outcome::fail) << verdict.reason;
    EXPECT_GT(verdict.margin, 1.0) << broken.claim;
  }
}

TEST(ChainClaims, AreErrorsWhereTheRunDoesNotTell) {
  Sampled sampled;
  sampled.evidence.result->tables.erase("tau_int");
  EXPECT_EQ(sampled.verdict("mixing").verdict, Outcome::error);
  EXPECT_NE(sampled.verdict("mixing").reason.find("tau_int"), std::string::npos);
  sampled.evidence.result->tables["chain_inflation"].values[5] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sampled.verdict("independent-chains").verdict, Outcome::error);
}

TEST(ChainClaims, AreMadeWhereChainsAndReplicasAreManyEnough) {
  Sampled few;
  few.evidence.asked.solver->replicas = replicas - 1;
  EXPECT_TRUE(judge_chains(few.evidence).empty());
  Sampled single_draws;
  single_draws.evidence.asked.solver->sampler.samples = 64;
  EXPECT_EQ(judge_chains(single_draws.evidence).size(), 1U) << "one draw tells nothing of what is in common";
  Sampled exact;
  exact.evidence.asked.solver->sampler.kind = cases::SamplerKind::orbit_sum;
  EXPECT_TRUE(judge_chains(exact.evidence).empty());
}

}  // namespace
}  // namespace quenchmark::validation
