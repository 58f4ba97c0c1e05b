// The one place where both sides meet: the network and the exact engine on one tiny problem.
#include "validation/run/run_case.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

constexpr const char* ramp = R"(schema = "quenchmark.case/1"
id = "ramp"
title = "Six spins through a linear ramp"
[model]
kind = "tfim"
lattice = "chain"
size = [6]
[protocol]
start = "paramagnet"
kind = "linear_ramp"
tau_q = 0.2
x_start = -1.0
output_dt = 0.05
[[observable]]
name = "zz"
[[observable]]
name = "energy"
[[observable]]
name = "excess_energy"
[reference]
method = "exact"
[solver]
basis = "z"
replicas = 2
[solver.ansatz]
kind = "complex_cnn"
channels = [2]
filter = [6]
[solver.sampler]
kind = "exact_sum"
)";

class RunCase : public ::testing::Test {
 protected:
  RunCase() { options_.out = directory_.path(); }

  testing::TemporaryDirectory directory_;
  cases::Case case_ = cases::read_case_text(ramp, "ramp.toml").at(cases::Tier::smoke);
  RunOptions options_;
};

/// What `check` says of the case.
std::string refusal(const cases::Case& asked) {
  try {
    require_runnable(asked);
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::bad_case);
    return error.what();
  }
  return "";
}

TEST_F(RunCase, WhatCannotRunIsRefusedBeforeItDoes) {
  EXPECT_EQ(refusal(case_), "");
  cases::Case other = case_;
  other.solver->precision = cases::Precision::fp32;
  EXPECT_NE(refusal(other).find("double precision only"), std::string::npos);
  other = case_;
  other.solver->sampler.kind = cases::SamplerKind::metropolis;
  other.solver->sampler.samples = 10;
  other.solver->tdvp.filter = cases::Filter::snr;
  other.solver->tdvp.noise = cases::ModeNoise::residual;
  other.solver->tdvp.lambda_snr = 2.0;
  EXPECT_NE(refusal(other).find("samples for the 12 parameters"), std::string::npos) << refusal(other);
  other = case_;
  other.reference.method = cases::ReferenceMethod::series;
  EXPECT_NE(refusal(other).find("\"series\" is not computed"), std::string::npos);
  other.reference.method = cases::ReferenceMethod::published;
  other.reference.file = "nowhere.csv";
  EXPECT_NE(refusal(other).find("nowhere.csv"), std::string::npos);
}

TEST_F(RunCase, BothSidesAgreeOnEveryObservable) {
  const Record result = load_record(run_case(case_, options_).file);
  const Record reference = load_record(reference_case(case_, options_).file);
  ASSERT_EQ(result.status, "complete");
  ASSERT_EQ(reference.truth, "exact");
  ASSERT_EQ(result.times.size(), reference.times.size());
  for (const char* name : {"zz", "energy", "excess_energy"}) {
    const ObservableRecord& solved = result.observables.at(name);
    const ObservableRecord& exact = reference.observables.at(name);
    ASSERT_EQ(solved.mean.shape, exact.mean.shape) << name;
    EXPECT_EQ(solved.components, exact.components);
    for (std::size_t k = 0; k < exact.mean.values.size(); ++k) {
      EXPECT_NEAR(solved.mean.values[k], exact.mean.values[k], 2e-3) << name << " " << k;
    }
  }
  // A ramp this fast leaves the ground state behind: the agreement above is not one of zeros.
  EXPECT_GT(reference.observables.at("excess_energy").mean.values.back(), 0.1);
  EXPECT_EQ(result.observables.at("energy").replica_mean.shape,
            (std::vector<std::size_t>{2, result.times.size()}));
  EXPECT_FALSE(result.budget.at("state_angle").at("total").values.empty());
  EXPECT_TRUE(result.budget.contains("zz"));
}

TEST_F(RunCase, OneReplicaAloneIsThatReplica) {
  const Record both = load_record(run_case(case_, options_).file);
  options_.name = "second";
  options_.replica = 1;
  const Record second = load_record(run_case(case_, options_).file);
  const std::vector<double>& of_both = both.observables.at("energy").replica_mean.values;
  const std::vector<double> expected(of_both.begin() + static_cast<std::ptrdiff_t>(both.times.size()),
                                     of_both.end());
  EXPECT_EQ(second.observables.at("energy").mean.values, expected);
  EXPECT_NE(second.provenance.at("identity"), both.provenance.at("identity"));
}

TEST_F(RunCase, AnotherCaseCanBeTheTruth) {
  cases::Case dependent = case_;
  dependent.id = "dependent";
  dependent.reference.method = cases::ReferenceMethod::other_case;
  dependent.reference.case_id = "ramp";
  EXPECT_THROW(reference_case(dependent, options_), Error) << "the other result is missing";
  const Record result = load_record(run_case(case_, options_).file);
  const Record cross = load_record(reference_case(dependent, options_).file);
  EXPECT_EQ(cross.truth, "cross");
  EXPECT_EQ(cross.case_id, "dependent");
  EXPECT_EQ(cross.observables.at("energy").mean.values, result.observables.at("energy").mean.values);
}

TEST_F(RunCase, AStopRequestKeepsTheReplicasThatWalked) {
  std::atomic<bool> stop{false};
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) {
    stop = stop ||
           (where.phase.starts_with("replica 1, ") && where.phase.ends_with("evolve") && where.t > -0.15);
  };
  const Record record = load_record(run_case(case_, options_).file);
  EXPECT_EQ(record.status, "interrupted");
  EXPECT_TRUE(record.reason.starts_with("replica 1: ")) << record.reason;
  EXPECT_GE(record.times.size(), 2u);
  EXPECT_EQ(record.times.size() + record.beyond.at("0").at("time").values.size(), 5u);
}

TEST_F(RunCase, WantsASolverAndAReference) {
  case_.reference.method = cases::ReferenceMethod::none;
  EXPECT_THROW(reference_case(case_, options_), Error);
  case_.solver.reset();
  EXPECT_THROW(run_case(case_, options_), Error);
}

}  // namespace
}  // namespace quenchmark::validation
