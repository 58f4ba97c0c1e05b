#include "validation/judge/run_claim.hpp"

#include <gtest/gtest.h>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

/// A run of a case that claims nothing.
Evidence without_claims(const std::string& status, StopCause cause) {
  Evidence evidence;
  evidence.asked = testing::chain_case({});
  evidence.asked.reference.method = cases::ReferenceMethod::none;
  const std::vector<double> times = testing::grid(0.5, 4);
  evidence.result =
      testing::result_with("mx", testing::observable(times, [](double t) { return 1 - t; }), times);
  evidence.result->status = status;
  evidence.result->cause = cause;
  evidence.result->reason = "max_steps = 3 reached";
  return evidence;
}

TEST(RunClaim, AnEarlyEndFailsWhereNothingElseIsClaimed) {
  const Evidence evidence = without_claims("stopped", StopCause::step_count);
  const Suite suite = judge_suite({}, {evidence});
  ASSERT_EQ(suite.verdicts.size(), 1u);
  EXPECT_EQ(suite.verdicts[0].claim, "run");
  EXPECT_EQ(suite.verdicts[0].verdict, Outcome::fail);
  EXPECT_EQ(suite.verdicts[0].reason, "ended at t = 0.5 instead of 1: max_steps = 3 reached");
  EXPECT_EQ(suite.exit_code(), 1);
}

TEST(RunClaim, NothingSoundIsAnError) {
  EXPECT_EQ(judge_run(without_claims("stopped", StopCause::non_finite))->verdict, Outcome::error);
  EXPECT_EQ(judge_run(without_claims("interrupted", StopCause::signal))->verdict, Outcome::error);
  Evidence missing = without_claims("complete", StopCause::none);
  missing.result.reset();
  missing.result_failure = "there is none";
  EXPECT_EQ(judge_run(missing)->reason, "there is none");
}

TEST(RunClaim, ARunOfWhichNothingIsClaimedIsNotCertified) {
  const Suite suite = judge_suite({}, {without_claims("complete", StopCause::none)});
  ASSERT_EQ(suite.verdicts.size(), 1u);
  EXPECT_EQ(suite.verdicts[0].verdict, Outcome::error);
  EXPECT_EQ(suite.exit_code(), 4);
  EXPECT_EQ(Suite{}.exit_code(), 4);  // nor is a suite without verdicts
}

TEST(RunClaim, SaysNothingWhereAllIsWellOrClaimsTellIt) {
  EXPECT_FALSE(judge_run(without_claims("complete", StopCause::none)));
  Evidence claimed = without_claims("stopped", StopCause::step_count);
  claimed.asked.claims = {testing::claim_on(cases::ObservableKind::mx, 1e-2)};
  EXPECT_FALSE(judge_run(claimed));
  Evidence reference_only = without_claims("complete", StopCause::none);
  reference_only.asked.solver.reset();
  reference_only.result.reset();
  EXPECT_FALSE(judge_run(reference_only));
}

}  // namespace
}  // namespace quenchmark::validation
