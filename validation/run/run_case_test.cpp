// The one place where both sides meet: the network and the exact engine on one tiny problem.
#include "validation/run/run_case.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <new>
#include <numbers>
#include <stdexcept>
#include <thread>

#include "base/error.hpp"
#include "cases/spec/read_case.hpp"
#include "solvers/kernels/testing/failing_network.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/keep_record.hpp"

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
  other.observables = {{cases::ObservableKind::mx, {}}};
  EXPECT_EQ(refusal(other), "");
  other.model.boundary = cases::Boundary::open;
  EXPECT_NE(refusal(other).find("\"series\" does not apply: the lattice is open"), std::string::npos);
  other.model.boundary = cases::Boundary::periodic;
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

TEST_F(RunCase, TheReferenceHasTheFieldOfTheCase) {
  // Free fermions: mx = (2/N) sum_k [1 - 2 sin^2(theta_k) sin^2(2 Lambda_k t)], k = (2m + 1) pi/N, m < N/2.
  // The field enters at t^4, where 10 % of it are 2e-4.
  case_.protocol = {};
  case_.protocol.t_max = 0.1;
  case_.protocol.output_dt = 0.1;
  case_.model.h = 2.0;
  case_.observables = {{cases::ObservableKind::mx, {}}};
  const Record reference = load_record(reference_case(case_, options_).file);
  double expected = 0.0;
  for (int m = 0; m < 3; ++m) {
    const double k = (2 * m + 1) * std::numbers::pi / 6;
    const double energy = std::sqrt(1.0 + 4.0 - 4.0 * std::cos(k));
    const double sine = std::sin(k) / energy * std::sin(2.0 * energy * 0.1);
    expected += (1.0 - 2.0 * sine * sine) / 3.0;
  }
  EXPECT_NEAR(reference.observables.at("mx").mean.values.back(), expected, 1e-9);
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
  EXPECT_FALSE(cross.timing.contains("evolution")) << "the other's time was not spent here";
  EXPECT_FALSE(cross.provenance.contains("backend"));
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

/// The case's networks, of which the `replica`-th fails from its `call`-th call on.
solvers::NetworkDecorator failing(int replica, std::int64_t call, std::function<void()> fail) {
  const auto made = std::make_shared<int>(0);
  return [=](std::unique_ptr<solvers::kernels::Network> network) {
    const bool this_one = (*made)++ == replica;
    return std::make_unique<solvers::kernels::testing::FailingNetwork>(
        std::move(network), this_one ? call : std::numeric_limits<std::int64_t>::max(), fail);
  };
}

TEST_F(RunCase, AFailureKeepsWhatWasComputedAndIsFinishedByAResume) {
  const Record whole = load_record(run_case(case_, options_).file);
  struct Failure {
    std::function<void()> fail;
    StopCause cause;
    int status;
  };
  const Failure failures[] = {{[] { throw std::runtime_error("the device is gone"); }, StopCause::device, 4},
                              {[] { throw std::bad_alloc(); }, StopCause::memory, 2}};
  for (const Failure& failure : failures) {
    for (const std::int64_t call : {1, 1000}) {  // of the second replica: at its start, and on its way
      options_.earlier = Earlier::replace;
      options_.decorate = failing(1, call, failure.fail);
      const RunOutcome outcome = run_case(case_, options_);
      EXPECT_EQ(outcome.status, "stopped");
      EXPECT_EQ(outcome.cause, failure.cause) << outcome.reason;
      EXPECT_EQ(exit_code_of(outcome), failure.status);
      const Record kept = load_record(outcome.file);
      EXPECT_EQ(kept.cause, failure.cause);
      EXPECT_GE(kept.times.size(), 1U);
      EXPECT_NE(kept.reason.find("replica 1"), std::string::npos) << kept.reason;

      options_.earlier = Earlier::resume;
      options_.decorate = {};
      const RunOutcome resumed = run_case(case_, options_);
      EXPECT_TRUE(resumed.computed);
      EXPECT_EQ(resumed.status, "complete") << resumed.reason;
      const Record finished = load_record(resumed.file);
      EXPECT_EQ(finished.observables.at("energy").replica_mean.values,
                whole.observables.at("energy").replica_mean.values);
    }
  }
}

TEST_F(RunCase, AFailureBeforeAnythingWasComputedIsAnErrorOfItsKind) {
  options_.decorate = failing(0, 1, [] { throw std::runtime_error("the device is gone"); });
  try {
    run_case(case_, options_);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::device);
    EXPECT_EQ(error.diagnostics().front().message, "the device is gone");
  }
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "ramp/smoke/result.h5"));
}

TEST_F(RunCase, MemoryIsThatOfItsShare) {
  options_.memory_limit = 1000;
  EXPECT_THROW(run_case(case_, options_), Error);
  EXPECT_THROW(reference_case(case_, options_), Error);
}

TEST_F(RunCase, TellsWhereItRan) {
  case_.solver->backend = cases::Backend::cpu;
  options_.invocation.threads = 2;
  const Record record = load_record(run_case(case_, options_).file);
  EXPECT_EQ(record.provenance.at("backend"), "cpu");
  EXPECT_EQ(record.provenance.at("device"), "cpu");
  EXPECT_EQ(record.provenance.at("ranks"), "1");
  EXPECT_EQ(record.provenance.at("threads"), "2");
  EXPECT_FALSE(record.provenance.contains("earlier_parts"));
  EXPECT_FALSE(load_record(reference_case(case_, options_).file).provenance.contains("backend"));
}

TEST_F(RunCase, SecondsCountEveryPartOfAResumedRun) {
  case_.solver->replicas = 1;
  constexpr double slept = 0.3;
  std::atomic<bool> stop{false};
  options_.control.stop = &stop;
  options_.control.report = [&](const ProgressReport& where) {
    if (where.phase == "evolve" && !stop) {
      std::this_thread::sleep_for(std::chrono::duration<double>(slept));
      stop = true;
    }
  };
  ASSERT_EQ(run_case(case_, options_).status, "interrupted");
  stop = false;
  options_.control.report = {};
  options_.earlier = Earlier::resume;
  options_.invocation.threads = 2;
  const RunOutcome outcome = run_case(case_, options_);
  ASSERT_EQ(outcome.status, "complete");
  const Record record = load_record(outcome.file);
  const double earlier = record.timing.at("earlier_parts");
  EXPECT_GE(earlier, slept);
  EXPECT_GT(record.timing.at("total"), earlier);
  EXPECT_EQ(outcome.seconds, record.timing.at("total"));
  EXPECT_GE(record.timing.at("evolution"), slept);
  EXPECT_LE(record.timing.at("evolution"), record.timing.at("total"));
  EXPECT_TRUE(record.provenance.at("earlier_parts").starts_with("1 rank of 1 thread: "))
      << record.provenance.at("earlier_parts");
  EXPECT_EQ(record.provenance.at("threads"), "2");
}

TEST_F(RunCase, WantsASolverAndAReference) {
  case_.reference.method = cases::ReferenceMethod::none;
  EXPECT_THROW(reference_case(case_, options_), Error);
  case_.solver.reset();
  EXPECT_THROW(run_case(case_, options_), Error);
}

}  // namespace
}  // namespace quenchmark::validation
