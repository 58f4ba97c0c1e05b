// Every verdict, from made-up curves whose deviation is known.
#include "validation/judge/judge.hpp"

#include <gtest/gtest.h>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using cases::ObservableKind;
using namespace testing;

double exact(double t) {
  return std::cos(t);
}

class DeterministicClaim : public ::testing::Test {
 protected:
  DeterministicClaim() {
    evidence.asked = chain_case({claim_on(ObservableKind::mx, 1e-2)});
    evidence.reference = reference_with("mx", observable(times, exact, 1e-12), times);
    solve([](double t) { return exact(t) + 5e-3 * t; });
  }
  void solve(const Function& curve) { evidence.result = result_with("mx", observable(times, curve), times); }
  cases::Claim& claim() { return evidence.asked.claims.front(); }
  Verdict verdict() const { return judge_suite({}, {evidence}).verdicts.front(); }
  /// The first `count` output times only.
  void cut_result(std::size_t count, StopCause cause, const std::string& reason) {
    Record& record = *evidence.result;
    record.status = "stopped";
    record.reason = reason;
    record.cause = cause;
    record.times.resize(count);
    for (Dataset* data : {&record.observables["mx"].mean, &record.observables["mx"].standard_error}) {
      data->shape = {count};
      data->values.resize(count);
    }
  }

  const std::vector<double> times = grid(1.0, 10);
  Evidence evidence;
};

TEST_F(DeterministicClaim, PassesWithinItsLimit) {
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::pass);
  EXPECT_NEAR(found.value, 5e-3, 1e-15);
  EXPECT_NEAR(found.margin, 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(found.worst_time, 1.0);
  EXPECT_DOUBLE_EQ(found.t_max, 1.0);
  ASSERT_TRUE(found.certified_until);
  EXPECT_DOUBLE_EQ(*found.certified_until, 1.0);
  EXPECT_EQ(found.truth, "exact");
  EXPECT_EQ(found.reproduce, "quenchmark validate chain-4 --tier smoke");
}

TEST_F(DeterministicClaim, FailsBeyondItsLimitAndSaysHowLongItHeld) {
  claim().limit = 2.2e-3;
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::fail);
  EXPECT_NEAR(found.margin, 5.0 / 2.2, 1e-9);
  EXPECT_DOUBLE_EQ(found.certified_until.value(), 0.4);
}

TEST_F(DeterministicClaim, LooksOnlyAtItsOwnWindow) {
  claim().limit = 2.2e-3;
  claim().t_max = 0.4;
  EXPECT_EQ(verdict().verdict, Outcome::pass);
}

TEST_F(DeterministicClaim, RmsIsWeightedByTime) {
  claim().norm = cases::ErrorNorm::rms;
  const std::vector<double> uneven{0.0, 0.1, 1.0};
  evidence.reference = reference_with("mx", observable(uneven, exact), uneven);
  evidence.result = result_with(
      "mx", observable(uneven, [](double t) { return exact(t) + (t == 0.1 ? 3e-3 : 0.0); }), uneven);
  // The middle point stands for half of [0, 0.1] and half of [0.1, 1].
  EXPECT_NEAR(verdict().value, 3e-3 * std::sqrt(0.5), 1e-12);
}

TEST_F(DeterministicClaim, CoarseReferenceDecidesNothing) {
  evidence.reference = reference_with("mx", observable(times, exact, 6e-3), times);
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
  claim().limit = 2e-3;  // 5e-3 - 6e-3 is still not beyond it
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
  evidence.reference = reference_with("mx", observable(times, exact, 1e-3), times);
  EXPECT_EQ(verdict().verdict, Outcome::fail);
}

TEST_F(DeterministicClaim, ASeriesIsTrueAsFarAsItGoesAndNoFurther) {
  evidence.reference = reference_with("mx", observable({0.0, 0.1, 0.2}, exact, 1e-5), {0.0, 0.1, 0.2});
  evidence.reference->truth = "series";
  claim().against = cases::Against::series;
  const Verdict beyond = verdict();
  EXPECT_EQ(beyond.verdict, Outcome::error);
  EXPECT_NE(
      beyond.reason.find("the series reaches t = 0.2 within the tolerance of the reference, the claim t = 1"),
      std::string::npos)
      << beyond.reason;
  claim().t_max = 0.2;
  const Verdict within = verdict();
  EXPECT_EQ(within.verdict, Outcome::pass);
  EXPECT_EQ(within.truth, "series");
  EXPECT_DOUBLE_EQ(within.reference_error, 1e-5);
}

TEST_F(DeterministicClaim, ExpectedFailuresAndSurprises) {
  claim().expect = cases::Expect::xfail;
  claim().reason = "a degree-6 activation";
  const Verdict surprise = verdict();
  EXPECT_EQ(surprise.verdict, Outcome::xpass);
  claim().limit = 1e-3;
  const Verdict expected = verdict();
  EXPECT_EQ(expected.verdict, Outcome::xfail);
  EXPECT_NE(expected.reason.find("a degree-6 activation"), std::string::npos);
}

TEST_F(DeterministicClaim, EarlyEndIsAFailure) {
  cut_result(6, StopCause::step_floor, "the step fell below dt_min at t = 0.53: non-finite amplitude");
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::fail);
  EXPECT_NE(found.reason.find("ended at t = 0.5 instead of 1"), std::string::npos) << found.reason;
  claim().t_max = 0.5;  // what was promised had been done by then
  EXPECT_EQ(verdict().verdict, Outcome::pass);
}

TEST_F(DeterministicClaim, WhatStoppedForNoFindingIsAnError) {
  cut_result(6, StopCause::non_finite, "the energy is lost at t = 0.53");
  claim().t_max = 0.5;
  EXPECT_EQ(verdict().verdict, Outcome::error);
  cut_result(6, StopCause::unknown, "");  // another program's file
  EXPECT_EQ(verdict().verdict, Outcome::error);
  cut_result(6, StopCause::step_count, "max_steps reached before anything was not finite");
  EXPECT_EQ(verdict().verdict, Outcome::pass);
}

TEST_F(DeterministicClaim, NothingSoundToJudgeIsAnError) {
  const Evidence sound = evidence;
  evidence.result->status = "interrupted";
  EXPECT_EQ(verdict().verdict, Outcome::error);
  evidence = sound;
  evidence.result.reset();
  evidence.result_failure = "no space left on device";
  EXPECT_NE(verdict().reason.find("no space left"), std::string::npos);
  evidence = sound;
  evidence.reference.reset();
  EXPECT_EQ(verdict().verdict, Outcome::error);
  EXPECT_NE(verdict().reason.find("make it: quenchmark validate chain-4 --tier smoke"), std::string::npos);
  evidence = sound;
  evidence.result->observables.clear();
  EXPECT_EQ(verdict().verdict, Outcome::error);
  evidence = sound;
  evidence.asked.claims[0].t_max = 2.0;  // beyond what a complete run covers
  EXPECT_EQ(verdict().verdict, Outcome::error);
  evidence = sound;
  claim().against = cases::Against::series;  // the reference is exact, not a series
  EXPECT_EQ(verdict().verdict, Outcome::error);
}

TEST_F(DeterministicClaim, NeverInterpolatesAReference) {
  const std::vector<double> shifted = grid(1.0, 9);
  evidence.reference = reference_with("mx", observable(shifted, exact), shifted);
  EXPECT_EQ(verdict().verdict, Outcome::error);
  const std::vector<double> finer = grid(1.0, 30);  // contains every time of the run
  evidence.reference = reference_with("mx", observable(finer, exact), finer);
  EXPECT_EQ(verdict().verdict, Outcome::pass);
}

TEST_F(DeterministicClaim, InterpolatesPublishedCurvesWithAStatedError) {
  const std::vector<double> printed = grid(1.1, 12);
  evidence.reference = reference_with("mx", observable(printed, exact, 1e-4), printed);
  evidence.reference->truth = "published";
  claim().against = cases::Against::published;
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::pass);
  EXPECT_EQ(found.truth, "published");
  EXPECT_NEAR(found.value, 5e-3, 1e-4);
  EXPECT_GT(found.reference_error, 1e-4);
  EXPECT_LT(found.reference_error, 1e-3);
  const std::vector<double> short_curve = grid(0.8, 12);
  evidence.reference = reference_with("mx", observable(short_curve, exact), short_curve);
  evidence.reference->truth = "published";
  EXPECT_EQ(verdict().verdict, Outcome::error);
}

TEST_F(DeterministicClaim, DisplacementsAreFoundByValue) {
  const auto two_components = [&](double first, double second, std::vector<std::vector<int>> displacements) {
    ObservableRecord record;
    record.components = {"displacement", std::move(displacements)};
    record.mean.shape = {times.size(), 2};
    for (std::size_t t = 0; t < times.size(); ++t) {
      record.mean.values.insert(record.mean.values.end(), {first, second});
    }
    record.standard_error = {{times.size(), 2}, std::vector<double>(2 * times.size(), 0.0)};
    return record;
  };
  evidence.result = result_with("zz", two_components(0.5, 0.25, {{1}, {2}}), times);
  evidence.reference = reference_with("zz", two_components(0.25, 0.501, {{2}, {1}}), times);
  claim().observable = ObservableKind::zz;
  claim().displacement = {1};
  EXPECT_NEAR(verdict().value, 1e-3, 1e-12);
  EXPECT_EQ(verdict().observable, "zz[1]");
  claim().displacement = {2};
  EXPECT_EQ(verdict().value, 0.0);
  claim().displacement = {3};
  EXPECT_EQ(verdict().verdict, Outcome::error);
}

TEST_F(DeterministicClaim, InvariantsAreDriftsAndRampsKnowTheirWork) {
  claim() = claim_on(ObservableKind::energy, 1e-3);
  claim().against = cases::Against::invariant;
  evidence.reference.reset();
  evidence.result = result_with("energy", observable(times, [](double t) { return -4.0 + 2e-4 * t; }), times);
  Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::pass);
  EXPECT_NEAR(found.value, 2e-4, 1e-12);
  EXPECT_EQ(found.truth, "invariants");

  evidence.asked.protocol.kind = cases::ProtocolKind::linear_ramp;
  evidence.asked.protocol.tau_q = 1.0;
  evidence.asked.protocol.x_start = 0.0;
  evidence.asked.protocol.x_end = 1.0;
  EXPECT_EQ(verdict().verdict, Outcome::error);  // the work is not known
  const auto ramp = [](double t) { return -4.0 + 3.0 * t + 2e-4 * t * t; };
  evidence.result = result_with("energy", observable(times, ramp), times);
  evidence.result->diagnostics["energy"] = series(times, ramp);
  evidence.result->diagnostics["energy_drift"] = series(times, [](double t) { return 2e-4 * t * t; });
  found = verdict();
  EXPECT_EQ(found.verdict, Outcome::pass);
  EXPECT_NEAR(found.value, 2e-4, 1e-12);
}

TEST_F(DeterministicClaim, ExitCodesOfASuite) {
  const auto suite_of = [](std::vector<Outcome> outcomes) {
    Suite suite;
    for (Outcome outcome : outcomes) {
      suite.verdicts.emplace_back().verdict = outcome;
    }
    return suite.exit_code();
  };
  EXPECT_EQ(suite_of({}), 4);
  EXPECT_EQ(suite_of({Outcome::pass, Outcome::xfail}), 0);
  EXPECT_EQ(suite_of({Outcome::pass, Outcome::inconclusive}), 3);
  EXPECT_EQ(suite_of({Outcome::inconclusive, Outcome::fail}), 1);
  EXPECT_EQ(suite_of({Outcome::inconclusive, Outcome::xpass}), 1);
  EXPECT_EQ(suite_of({Outcome::fail, Outcome::error}), 4);
}

// ---------------------------------------------------------------- statistical claims

class StatisticalClaim : public DeterministicClaim {
 protected:
  StatisticalClaim() { claim().kind = cases::ClaimKind::statistical; }
  std::optional<Record> run(double bias, double noise, int replicas) {
    return result_with("mx",
                       noisy_observable(
                           times, [=](double t) { return exact(t) + bias * t; }, noise, replicas, random),
                       times);
  }
  std::mt19937_64 random{7};
};

TEST_F(StatisticalClaim, PassesAndFails) {
  evidence.result = run(0.0, 1e-3, 8);
  const Verdict good = verdict();
  EXPECT_EQ(good.verdict, Outcome::pass);
  EXPECT_EQ(good.replicas, 8);
  EXPECT_GT(good.standard_error, 0.0);
  EXPECT_NEAR(good.q, 2.998, 1e-3);
  EXPECT_NEAR(good.margin, (1e-2 - good.value - good.q * good.standard_error) / 1e-2, 1e-12);

  evidence.result = run(0.1, 1e-3, 8);
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
  EXPECT_TRUE(needs_confirmation(evidence));
  evidence.confirmation = run(0.1, 1e-3, 8);
  const Verdict bad = verdict();
  EXPECT_EQ(bad.verdict, Outcome::fail);
  EXPECT_TRUE(bad.confirmed);
  EXPECT_GT(bad.margin, 1.0);
  EXPECT_FALSE(needs_confirmation(evidence));
  evidence.confirmation = run(0.0, 1e-3, 8);
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
}

TEST_F(StatisticalClaim, NeedsIndependentReplicas) {
  evidence.result = run(0.0, 1e-5, 7);
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
  evidence.asked.tier = cases::Tier::ci;
  evidence.result = run(0.0, 1e-5, 15);
  EXPECT_EQ(verdict().verdict, Outcome::inconclusive);
  EXPECT_NE(verdict().reason.find("undecidable: 15 replicas, and a statistical claim of this tier needs 16"),
            std::string::npos)
      << verdict().reason;
  evidence.result = run(0.0, 1e-5, 16);
  EXPECT_EQ(verdict().verdict, Outcome::pass);
  solve(exact);  // a single run whose error bar would judge itself
  EXPECT_EQ(verdict().verdict, Outcome::error);
  evidence.foreign = true;
  EXPECT_EQ(verdict().verdict, Outcome::pass);
}

TEST_F(StatisticalClaim, MoreNoiseNeverPasses) {
  int passes = 0;
  for (double noise : {1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1}) {
    std::vector<bool> passed;
    for (int trial = 0; trial < 20; ++trial) {
      random.seed(static_cast<unsigned>(trial));
      evidence.result = run(0.02, noise, 8);  // twice the limit at t = 1
      passes += verdict().verdict == Outcome::pass ? 1 : 0;
    }
  }
  EXPECT_EQ(passes, 0);
}

}  // namespace
}  // namespace quenchmark::validation
