// Failures in the midst of a run, on one rank or, under mpirun, on several: every test is collective.
#include <gtest/gtest.h>

#include <limits>
#include <new>
#include <optional>
#include <stdexcept>

#include "solvers/evolution/evolution_test_problem.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "solvers/kernels/testing/failing_network.hpp"
#include "solvers/parallel/failure.hpp"

namespace quenchmark::solvers {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

bool on_last_rank() {
  return world().rank() == world().size() - 1;
}

template <class Exception>
std::exception_ptr thrown(const Exception& exception) {
  return std::make_exception_ptr(exception);
}

// ---------------------------------------------------------------- what ranks agree upon

TEST(Agreement, NothingHappened) {
  EXPECT_NO_THROW(world().agree(nullptr));
}

TEST(Agreement, EveryRankLeavesWithTheKindAndTheWordsOfTheOneThatFailed) {
  const std::exception_ptr own =
      on_last_rank() ? thrown(Error(ErrorKind::memory, "too small", "buy more", "a.h5")) : nullptr;
  try {
    world().agree(own);
    FAIL() << "no error";
  } catch (const SharedFailure& failure) {
    const Diagnostic& finding = failure.diagnostics().front();
    EXPECT_EQ(finding.kind, ErrorKind::memory);
    EXPECT_EQ(finding.message, "too small");
    EXPECT_EQ(finding.hint, "buy more");
    EXPECT_EQ(finding.file, "a.h5");
  }
}

TEST(Agreement, AnUnusableTrialIsOneOnAllRanks) {
  const std::exception_ptr own = on_last_rank() ? thrown(UnusableTrial("not finite")) : nullptr;
  EXPECT_THROW(world().agree(own), UnusableTrial);
}

TEST(Agreement, AFailureCountsMoreThanAnUnusableTrial) {
  const bool first = world().rank() == 0, last = on_last_rank();
  const std::exception_ptr own = last    ? thrown(std::runtime_error("the device is gone"))
                                 : first ? thrown(UnusableTrial("not finite"))
                                         : nullptr;
  try {
    world().agree(own);
    FAIL() << "no error";
  } catch (const SharedFailure& failure) {
    EXPECT_EQ(failure.diagnostics().front().kind, ErrorKind::device);
    EXPECT_EQ(failure.diagnostics().front().message, "the device is gone");
  }
}

TEST(Agreement, OfSeveralFailuresTheFirstRanksIsTold) {
  try {
    world().agree(thrown(Error(ErrorKind::io, "rank " + std::to_string(world().rank()))));
    FAIL() << "no error";
  } catch (const SharedFailure& failure) {
    EXPECT_EQ(failure.diagnostics().front().message, "rank 0");
  }
}

TEST(Agreement, WhatLibrariesThrowHasAKind) {
  EXPECT_EQ(failure_of(thrown(std::bad_alloc())).diagnostics().front().kind, ErrorKind::memory);
  EXPECT_EQ(failure_of(thrown(std::runtime_error("x"))).diagnostics().front().kind, ErrorKind::device);
  EXPECT_EQ(failure_of(thrown(std::invalid_argument("x"))).diagnostics().front().kind, ErrorKind::internal);
  EXPECT_EQ(failure_of(thrown(Error(ErrorKind::io, "x"))).diagnostics().front().kind, ErrorKind::io);
}

// ---------------------------------------------------------------- what becomes of a run

struct Injection {
  const char* name;
  std::function<void()> fail;
  StopCause cause;
};

/// Ranks that wait for one another are slow on a busy machine: they try the one that matters to them.
std::vector<Injection> injections() {
  std::vector<Injection> all{
      {"device", [] { throw std::runtime_error("the device is gone"); }, StopCause::device},
      {"memory", [] { throw std::bad_alloc(); }, StopCause::memory},
      {"threads", [] { throw Error(ErrorKind::device, "no thread"); }, StopCause::device},
      {"lapack", [] { throw Error(ErrorKind::numeric, "LAPACK info 1"); }, StopCause::failure},
      {"defect", [] { throw std::logic_error("impossible"); }, StopCause::failure}};
  all.resize(world().size() > 1 ? 1 : all.size());
  return all;
}

struct Walked {
  Trajectory trajectory;
  std::optional<WalkCheckpoint> last;
  std::int64_t calls = 0;
};

class FailingRun : public ::testing::TestWithParam<bool> {
 protected:
  FailingRun() {
    std::erase_if(problem_.observables,
                  [](const cases::Observable& o) { return o.kind == cases::ObservableKind::loschmidt; });
    if (GetParam()) {
      spec_.sampler.kind = cases::SamplerKind::metropolis;
      spec_.sampler.samples = 128;
      spec_.sampler.chains = 64;
      spec_.sampler.burn_in = 5;
      spec_.sampler.sweeps_between = 2;
      spec_.tdvp.lambda_snr = 2.0;
      spec_.tdvp.cut = 1e-8;
    }
    spec_.backend = cases::Backend::cpu;
    spec_.integrator.tolerance = 1e-3;
    spec_.integrator.dt_first = 0.025;
  }

  /// The last rank fails from its call-th call on.
  Walked walk(std::int64_t call, const std::function<void()>& fail, const WalkCheckpoint* resume = nullptr) {
    Walked walked;
    const kernels::testing::FailingNetwork* network = nullptr;
    SolverSettings settings;
    settings.communicator = GetParam() ? &world() : nullptr;
    settings.resume = resume;
    settings.keep_last = [&](const WalkState& state, const Trajectory& trajectory) {
      walked.last = WalkCheckpoint{state, trajectory};
    };
    settings.decorate = [&](std::unique_ptr<kernels::Network> inner) {
      auto failing = std::make_unique<kernels::testing::FailingNetwork>(
          std::move(inner), on_last_rank() || !GetParam() ? call : never, fail);
      network = failing.get();
      return failing;
    };
    settings.keep = [&](const WalkState&, const Trajectory&) { walked.calls = network->calls(); };
    walked.trajectory = run_solver(spec_, problem_, settings, {});
    return walked;
  }

  cases::Problem problem_ = testing::small_problem({3, 3}, 0.3, cases::Start::paramagnet, 0.05, 0.05);
  cases::SolverSpec spec_ = testing::complex_cnn({2}, {3, 3});
};

TEST_P(FailingRun, KeepsWhatWasComputedAndSaysWhy) {
  const Walked whole = walk(never, {});
  ASSERT_EQ(whole.trajectory.status, "complete") << whole.trajectory.reason;
  ASSERT_EQ(whole.trajectory.times.size(), 2U);
  for (const Injection& injection : injections()) {
    const Walked failed = walk(whole.calls - 1, injection.fail);
    ASSERT_TRUE(failed.last.has_value()) << injection.name;
    const Trajectory& kept = failed.trajectory;
    EXPECT_EQ(kept.status, "stopped") << injection.name;
    EXPECT_EQ(kept.cause, injection.cause) << injection.name << ": " << kept.reason;
    EXPECT_FALSE(kept.reason.empty()) << injection.name;
    EXPECT_EQ(kept.times.size(), 1U) << injection.name;
    EXPECT_EQ(kept.work.at("rejected_steps"), failed.last->trajectory.work.at("rejected_steps"));
    for (const auto& [name, table] : kept.observables) {
      EXPECT_EQ(table.size(), 1U) << name;
      EXPECT_EQ(table.front(), whole.trajectory.observables.at(name).front()) << name;
    }
  }
}

TEST_P(FailingRun, GoesOnWithTheSameBitsWhereverItFailed) {
  const Walked whole = walk(never, {});
  constexpr std::int64_t moments = 12;
  int resumed = 0;
  for (std::int64_t call = whole.calls; call > 0; call -= std::max<std::int64_t>(1, whole.calls / moments)) {
    std::optional<WalkCheckpoint> last;
    try {
      last = walk(call, [] { throw std::runtime_error("the device is gone"); }).last;
    } catch (const Error& error) {  // before there was anything to keep
      EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::device);
    }
    if (last) {
      ++resumed;
      EXPECT_EQ(last->trajectory.status, "complete") << "what goes on has not been stopped";
      const Walked on = walk(never, {}, &*last);
      EXPECT_EQ(on.trajectory.final_parameters, whole.trajectory.final_parameters) << call;
      EXPECT_EQ(on.trajectory.observables, whole.trajectory.observables) << call;
    }
  }
  EXPECT_GE(resumed, 1);
}

// Only what was tried may be tried again with a smaller step: another error of the same kind ends the walk.
TEST_P(FailingRun, ANumericErrorThatIsNoTrialRejectsNoStep) {
  const Walked whole = walk(never, {});
  const Walked failed =
      walk(whole.calls - 1, [] { throw Error(ErrorKind::numeric, "the library has failed"); });
  EXPECT_EQ(failed.trajectory.cause, StopCause::failure);
  const Walked tried = walk(whole.calls - 1, [] { throw UnusableTrial("not finite"); });
  EXPECT_EQ(tried.trajectory.status, "stopped");
  EXPECT_TRUE(tried.trajectory.cause == StopCause::step_floor ||
              tried.trajectory.cause == StopCause::non_finite)
      << tried.trajectory.reason;
}

INSTANTIATE_TEST_SUITE_P(ExactAndSampled, FailingRun, ::testing::Bool());

}  // namespace
}  // namespace quenchmark::solvers
