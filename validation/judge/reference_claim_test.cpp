#include "validation/judge/reference_claim.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

/// A reference-only case whose two propagators differ by `error`.
Evidence reference_only(double error) {
  Evidence evidence;
  evidence.asked.id = "alone";
  evidence.asked.reference.method = cases::ReferenceMethod::exact_sector;
  evidence.asked.reference.tolerance = 1e-10;
  Record reference;
  reference.schema = "quenchmark.reference/1";
  reference.truth = "exact";
  reference.times = testing::grid(1.0, 4);
  reference.observables["mx"] = testing::observable(
      reference.times, [](double t) { return 1 - t; }, error);
  evidence.reference = reference;
  return evidence;
}

TEST(ReferenceClaim, PassesWhenThePropagatorsAgreeAndFailsWhenTheyDoNot) {
  EXPECT_EQ(judge_reference(reference_only(1e-12))->verdict, Outcome::pass);
  const Verdict apart = *judge_reference(reference_only(1e-9));
  EXPECT_EQ(apart.verdict, Outcome::fail);
  EXPECT_EQ(apart.observable, "mx");
  EXPECT_DOUBLE_EQ(apart.value, 1e-9);
}

TEST(ReferenceClaim, EnergiesAreHeldAgainstTheUnitOfTheCase) {
  for (const double unit : {1e-6, 1.0, 1e4}) {
    Evidence evidence = reference_only(1e-12);
    evidence.asked.model.h = unit;
    evidence.asked.model.J = 0.1 * unit;
    std::map<std::string, ObservableRecord>& observables = evidence.reference->observables;
    const auto add = [&](const char* name, double value, double error) {
      observables[name] = testing::observable(
          evidence.reference->times, [=](double) { return value; }, error);
    };
    add("energy", 0.5 * unit, 5e-11 * unit);
    add("energy_variance", 6.0 * unit * unit, 5e-10 * unit * unit);
    const Verdict close = *judge_reference(evidence);
    EXPECT_EQ(close.verdict, Outcome::pass) << unit << ": " << close.reason;
    EXPECT_NEAR(close.value, 5e-10 / 6.0, 1e-15) << unit;
    EXPECT_EQ(close.observable, "energy_variance");
    add("energy", 0.5 * unit, 2e-10 * unit);
    EXPECT_EQ(judge_reference(evidence)->verdict, Outcome::fail) << unit;
  }
}

TEST(ReferenceClaim, ADisagreementThatIsNotANumberIsNoAgreement) {
  EXPECT_EQ(judge_reference(reference_only(std::numeric_limits<double>::quiet_NaN()))->verdict,
            Outcome::fail);
}

TEST(ReferenceClaim, AMissingReferenceIsAnErrorOfACaseThatHasNoOtherClaim) {
  Evidence evidence = reference_only(0.0);
  evidence.reference.reset();
  evidence.reference_failure = "out of memory";
  EXPECT_EQ(judge_reference(evidence)->verdict, Outcome::error);
  EXPECT_EQ(judge_reference(evidence)->reason, "out of memory");
  evidence.asked.claims.resize(1);
  EXPECT_FALSE(judge_reference(evidence).has_value());
}

TEST(ReferenceClaim, CasesWithoutAComputedReferenceHaveNone) {
  Evidence evidence = reference_only(0.0);
  evidence.asked.reference.method = cases::ReferenceMethod::none;
  EXPECT_FALSE(judge_reference(evidence).has_value());
}

}  // namespace
}  // namespace quenchmark::validation
