#include "validation/judge/motion_claims.hpp"

#include <gtest/gtest.h>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

class MotionClaims : public ::testing::Test {
 protected:
  MotionClaims() {
    evidence.asked = chain_case({});
    evidence.result = result_with("mx", observable(times, [](double) { return 1.0; }), times);
  }
  void record(const char* name, const Function& value) {
    evidence.result->diagnostics[name] = series(times, value);
  }
  Verdict only() const {
    const std::vector<JudgedClaim> judged = judge_motion(evidence);
    EXPECT_EQ(judged.size(), 1u);
    return judged.at(0).verdict;
  }
  const std::vector<double> times = grid(1.0, 10);
  Evidence evidence;
};

TEST_F(MotionClaims, AreAboutWhatWasRecorded) {
  EXPECT_TRUE(judge_motion(evidence).empty());
}

TEST_F(MotionClaims, AVelocityThatFeelsConstantsFails) {
  record("response_to_constants", [](double t) { return 1e-8 * t; });
  EXPECT_EQ(only().verdict, Outcome::pass);
  EXPECT_EQ(only().claim, "centring");
  EXPECT_EQ(only().truth, "invariants");
  record("response_to_constants", [](double t) { return t == 0.5 ? 0.02 : 0.0; });
  EXPECT_EQ(only().verdict, Outcome::fail);
  EXPECT_DOUBLE_EQ(only().value, 0.02);
  EXPECT_DOUBLE_EQ(only().worst_time, 0.5);
}

TEST_F(MotionClaims, ANetworkWithoutItsSymmetryFails) {
  record("asymmetry", [](double) { return 1e-13; });
  EXPECT_EQ(only().verdict, Outcome::pass);
  record("asymmetry", [](double t) { return 1e-3 * t; });
  EXPECT_EQ(only().verdict, Outcome::fail);
}

TEST_F(MotionClaims, AHeldOutResidualBelowTheLeastSeenFails) {
  evidence.asked.solver->sampler.kind = cases::SamplerKind::metropolis;
  record("r2_optimal", [](double t) { return 1e-3 * t; });
  record("r2_holdout", [](double t) { return 2e-3 * t; });
  EXPECT_EQ(only().verdict, Outcome::pass);
  EXPECT_NEAR(only().value, 0.5, 1e-12);
  record("r2_holdout", [](double t) { return 2e-5 * t; });
  EXPECT_EQ(only().verdict, Outcome::fail);
  EXPECT_NEAR(only().margin, 50.0, 1e-9);
}

TEST_F(MotionClaims, ResidualsThatAddUpToNothingAreAnError) {
  evidence.asked.solver->sampler.kind = cases::SamplerKind::metropolis;
  record("r2_optimal", [](double) { return 1e-3; });
  record("r2_holdout", [](double) { return 0.0; });
  EXPECT_EQ(only().verdict, Outcome::error);
}

/// The angle of the states is claimed like an observable.
TEST_F(MotionClaims, TheMeasuredAngleIsHeldAgainstItsLimit) {
  evidence.asked = chain_case({claim_on(cases::ObservableKind::state_angle, 2e-3)});
  evidence.result->states = rotated_states(times, [](double t) { return 1e-3 * t; });
  evidence.reference = reference_with("mx", observable(times, [](double) { return 1.0; }), times);
  evidence.reference->states = rotated_states(times, [](double) { return 0.0; });
  const auto verdict = [&] { return judge_suite({}, {evidence}).verdicts.front(); };
  EXPECT_EQ(verdict().verdict, Outcome::pass) << verdict().reason;
  EXPECT_NEAR(verdict().value, 1e-3, 1e-8);
  EXPECT_EQ(verdict().truth, "exact");
  evidence.result->states = rotated_states(times, [](double t) { return 6e-3 * t; });
  EXPECT_EQ(verdict().verdict, Outcome::fail);
  EXPECT_NEAR(verdict().certified_until.value(), 0.3, 1e-9);
  evidence.result->states = {};
  EXPECT_EQ(verdict().verdict, Outcome::error);
}

}  // namespace
}  // namespace quenchmark::validation
