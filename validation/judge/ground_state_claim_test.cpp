// What the claim about E_0 catches: energies that are nonsense, a little off, or above a state seen.
#include "validation/judge/ground_state_claim.hpp"

#include <gtest/gtest.h>

#include "validation/judge/ground_state_bounds.hpp"
#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

/// A quench of a 4-site chain whose run and reference stay a little above a ground state of -5.226... .
class GroundStateClaim : public ::testing::Test {
 protected:
  GroundStateClaim() {
    evidence.asked = chain_case({});
    evidence.asked.observables.push_back({cases::ObservableKind::excess_energy, {}});
    const cases::Problem problem = cases::make_problem(evidence.asked);
    truth = GroundStateBounds(problem).at(problem.schedule.at(0.0)).upper;
    store(truth);
  }
  /// Run and reference share E_0, as they do.
  void store(double energy) {
    const double visited = -4.0;
    const auto excess = [&](double) { return (visited - energy) / 4.0; };
    evidence.reference = reference_with("excess_energy", observable(times, excess), times);
    evidence.reference->ground_state = {"lanczos", series(times, [&](double) { return energy; }),
                                        series(times, [](double) { return 1e-12; })};
    evidence.result = result_with("excess_energy", observable(times, excess), times);
    evidence.result->diagnostics["energy"] = series(times, [&](double) { return visited; });
  }
  Verdict verdict() const { return judge_ground_state(evidence).value(); }

  const std::vector<double> times = grid(1.0, 4);
  Evidence evidence;
  double truth = 0.0;
};

TEST_F(GroundStateClaim, PassesForTheTruthAndSaysHowSharpItIs) {
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::pass);
  EXPECT_NE(found.reason.find("per site apart"), std::string::npos) << found.reason;
}

TEST_F(GroundStateClaim, FailsForWhatIsNotTheGroundState) {
  for (const double wrong : {-1e122, -3.3e129, truth - 1e-6, truth + 1e-6, -4.9, -20.0, 0.0}) {
    store(wrong);
    EXPECT_EQ(verdict().verdict, Outcome::fail) << wrong;
    EXPECT_NE(verdict().reason.find("is not between"), std::string::npos) << verdict().reason;
  }
}

TEST_F(GroundStateClaim, SampledEnergiesAreJudgedByTheirErrorsAndByWhatWasAskedOfThem) {
  evidence.asked.reference.ground_state = cases::GroundStateMethod::monte_carlo;
  evidence.asked.reference.ground_state_error = 1e-4;  // 4 sites: 4e-4 in units of the field
  const double unit = cases::make_problem(evidence.asked).schedule.energy_unit();
  const auto judged = [&](double off, double error) {
    store(truth + off * unit);
    evidence.reference->ground_state.error = series(times, [&](double) { return error * unit; });
    return verdict().verdict;
  };
  EXPECT_EQ(judged(8e-4, 4e-4), Outcome::pass) << "two errors off";
  EXPECT_EQ(judged(3e-3, 4e-4), Outcome::fail) << "seven errors off";
  EXPECT_EQ(judged(-3e-3, 4e-4), Outcome::fail);
  EXPECT_EQ(judged(5e-3, 1.0), Outcome::fail) << "an error far beyond what was asked for";
}

TEST_F(GroundStateClaim, AnErrorThatSaysNothingBuysNoPass) {
  store(truth - 0.1);
  evidence.reference->ground_state.error = series(times, [](double) { return 1.0; });
  EXPECT_EQ(verdict().verdict, Outcome::fail);
}

TEST_F(GroundStateClaim, WithoutCouplingsAllEnergiesVanish) {
  evidence.asked.model.J = evidence.asked.model.h = 0.0;
  const auto nothing = [](double) { return 0.0; };
  evidence.reference = reference_with("excess_energy", observable(times, nothing), times);
  evidence.reference->ground_state = {"lanczos", series(times, nothing), series(times, nothing)};
  evidence.result = result_with("excess_energy", observable(times, nothing), times);
  evidence.result->diagnostics["energy"] = series(times, nothing);
  EXPECT_EQ(verdict().verdict, Outcome::pass) << verdict().reason;
}

TEST_F(GroundStateClaim, OneWrongTimeIsFound) {
  evidence.reference->ground_state.energy.values[2] = -20.0;
  const Verdict found = verdict();
  EXPECT_EQ(found.verdict, Outcome::fail);
  EXPECT_DOUBLE_EQ(found.worst_time, times[2]);
  EXPECT_NE(found.reason.find("the reference"), std::string::npos) << found.reason;
}

TEST_F(GroundStateClaim, SeesWhatTheRunAloneHasTakenOff) {
  evidence.result->observables["excess_energy"].mean.values[3] += 0.1;
  EXPECT_EQ(verdict().verdict, Outcome::fail);
  EXPECT_NE(verdict().reason.find("the run"), std::string::npos) << verdict().reason;
  evidence.reference.reset();
  EXPECT_EQ(verdict().verdict, Outcome::fail);
}

TEST_F(GroundStateClaim, NoStateLiesBelowTheGroundState) {
  // On 5 x 5 sites the bounds alone leave room of a tenth.
  evidence.asked.model.lattice = cases::LatticeKind::square;
  evidence.asked.model.size = {5, 5};
  evidence.asked.model.h = 3.0;
  evidence.result.reset();
  for (const double excess : {0.1, -1e-4}) {
    evidence.reference = reference_with("excess_energy",
                                        observable(
                                            times, [&](double) { return excess; }, 1e-10),
                                        times);
    evidence.reference->ground_state = {"lanczos", series(times, [](double) { return -80.0; }),
                                        series(times, [](double) { return 1e-10; })};
    EXPECT_EQ(verdict().verdict, excess > 0.0 ? Outcome::pass : Outcome::fail) << verdict().reason;
  }
}

TEST_F(GroundStateClaim, NoiseOfASampledRunIsNoViolation) {
  evidence.asked.solver->sampler.kind = cases::SamplerKind::metropolis;
  std::mt19937_64 random(1);
  // At the ground state, with noise of 1e-3 in eight replicas: half of the times lie below.
  const auto at = [&](double) { return 0.0; };
  evidence.result->observables["excess_energy"] = noisy_observable(times, at, 1e-3, 8, random);
  ObservableRecord& excess = evidence.result->observables["excess_energy"];
  for (std::size_t t = 0; t < times.size(); ++t) {
    double squares = 0.0;
    for (std::size_t r = 0; r < 8; ++r) {
      squares += std::pow(excess.replica_mean.values[r * times.size() + t] - excess.mean.values[t], 2);
    }
    excess.standard_error.values[t] = std::sqrt(squares / 56.0);
    evidence.result->diagnostics["energy"].values[t] = truth + 4.0 * excess.mean.values[t];
  }
  EXPECT_EQ(verdict().verdict, Outcome::pass) << verdict().reason;
}

TEST_F(GroundStateClaim, AReferenceWithoutItsEnergiesIsAnError) {
  evidence.reference->ground_state = {};
  EXPECT_EQ(verdict().verdict, Outcome::error);
}

TEST_F(GroundStateClaim, IsMadeWhereExcessEnergyIsMeasuredAlone) {
  EXPECT_EQ(judge_suite({}, {evidence}).verdicts.back().claim, "ground-state");
  evidence.result->observables.clear();
  evidence.reference->observables.clear();
  EXPECT_FALSE(judge_ground_state(evidence));
}

}  // namespace
}  // namespace quenchmark::validation
