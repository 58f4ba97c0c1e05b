#include "validation/judge/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation {
namespace {

using cases::ObservableKind;
using testing::grid;

/// A statistical claim about mx, off by `error`, that 8 replicas with a scatter of `noise` measure.
Evidence measured(double error, double noise, std::mt19937_64& random) {
  cases::Claim claim = testing::claim_on(ObservableKind::mx, 0.1);
  claim.kind = cases::ClaimKind::statistical;
  Evidence evidence;
  evidence.asked = testing::chain_case({claim});
  evidence.asked.tier = cases::Tier::smoke;
  evidence.asked.solver->replicas = 8;
  const std::vector<double> times = grid(1.0, 10);
  evidence.reference =
      testing::reference_with("mx", testing::observable(times, [](double) { return 0.5; }), times);
  ObservableRecord curve = testing::noisy_observable(
      times, [error](double) { return 0.5 + error; }, noise, 8, random);
  for (std::size_t t = 0; t < times.size(); ++t) {  // as a result has them, from the replicas
    double squares = 0.0;
    for (std::size_t r = 0; r < 8; ++r) {
      const double off = curve.replica_mean.values[r * times.size() + t] - curve.mean.values[t];
      squares += off * off;
    }
    curve.standard_error.values[t] = std::sqrt(squares / 56.0);
  }
  evidence.result = testing::result_with("mx", std::move(curve), times);
  return evidence;
}

Calibration calibrate(int repetitions, double error, double noise) {
  std::mt19937_64 random(2);
  Calibration calibration;
  for (int k = 0; k < repetitions; ++k) {
    std::vector<Evidence> evidence{measured(error, noise, random)};
    if (needs_confirmation(evidence.front())) {
      evidence.front().confirmation = measured(error, noise, random).result;
    }
    calibration.add(judge_suite({}, evidence), evidence);
  }
  return calibration;
}

const CalibratedClaim& of_mx(const Calibration& calibration) {
  return calibration.claims().front();
}

TEST(Calibration, CountsWhatBecomesOfAClaim) {
  const Calibration sound = calibrate(50, 0.0, 0.01);
  EXPECT_EQ(sound.repetitions(), 50);
  EXPECT_EQ(of_mx(sound).count(Outcome::pass), 50);
  EXPECT_EQ(of_mx(sound).power(), 1.0) << "an error of 0.2 is 50 standard errors";
  EXPECT_EQ(sound.alarmed(), 0);
  const Calibration noisy = calibrate(50, 0.0, 1.0);
  EXPECT_EQ(of_mx(noisy).count(Outcome::inconclusive), 50);
  EXPECT_EQ(of_mx(noisy).power(), 0.0);
  const Calibration wrong = calibrate(50, 0.2, 0.01);
  EXPECT_EQ(of_mx(wrong).count(Outcome::fail), 50);
  EXPECT_EQ(of_mx(wrong).confirmed, 50);
  EXPECT_EQ(wrong.alarmed(), 50);
}

TEST(Calibration, RunsWhoseErrorsAreTrueHaveUniformPValues) {
  const Calibration calibration = calibrate(200, 0.0, 0.01);
  ASSERT_TRUE(of_mx(calibration).has_uniformity());
  EXPECT_GT(of_mx(calibration).uniformity().p_value, 0.01);
  EXPECT_FALSE(of_mx(calibrate(5, 0.0, 0.01)).has_uniformity());
}

TEST(Calibration, TellsItAllToMachines) {
  const nlohmann::ordered_json json = calibrate(20, 0.0, 0.01).json({});
  EXPECT_EQ(json["schema"], "quenchmark.calibration/1");
  EXPECT_EQ(json["repetitions"], 20);
  EXPECT_EQ(json["claims"][0]["PASS"], 20);
  EXPECT_EQ(json["claims"][0]["values"].size(), 20U);
  EXPECT_TRUE(json["claims"][0]["uniformity"]["p_value"].is_number());
}

}  // namespace
}  // namespace quenchmark::validation
