#include "validation/run/validate_suite.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "cases/spec/case_text.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/keep_record.hpp"

namespace quenchmark::validation {
namespace {

namespace fs = std::filesystem;

cases::Case example(const std::string& id) {
  cases::Case asked = cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
  asked.id = id;
  cases::refresh_resolved_text(asked);
  return asked;
}

/// A curve of every observable of the case, constant in time, as the result or the reference.
Record constant_curve(const cases::Case& asked, double value, const std::string& name) {
  Record record = empty_record(asked);
  record.schema = name == "reference" ? "quenchmark.reference/1" : "quenchmark.result/1";
  record.truth = "exact";
  record.times = cases::make_problem(asked).output_times;
  const std::size_t times = record.times.size();
  for (const cases::Observable& observable : asked.observables) {
    const std::vector<std::vector<double>> table(
        times, std::vector<double>(cases::components_of(asked, observable).count(), value));
    ObservableRecord& curve = record.observables[std::string(cases::name(observable.kind))];
    curve.components = cases::components_of(asked, observable);
    curve.mean = flattened(table, 0, times, curve.components);
    curve.standard_error = curve.mean;
    std::fill(curve.standard_error.values.begin(), curve.standard_error.values.end(), 0.0);
    if (name != "reference") {
      Dataset& total = record.budget[std::string(cases::name(observable.kind))]["total"] = curve.mean;
      std::fill(total.values.begin(), total.values.end(), 1.0);
    }
  }
  if (name != "reference") {
    record.budget["state_angle"]["total"] = {{times}, std::vector<double>(times, 0.1)};
  }
  return record;
}

/// The workers here are real processes; only the physics is replaced. `log` counts what they did.
class ValidateSuite : public ::testing::Test {
 protected:
  ValidateSuite() {
    options_.out = directory_.path() / "out";
    options_.stop = &stop_;
    options_.run = [this](const cases::Case& asked, const RunOptions& run) {
      return keep(asked, run, result_identity(asked), 0.5 + error_);
    };
    options_.reference = [this](const cases::Case& asked, const RunOptions& given) {
      RunOptions run = given;
      run.name = "reference";
      return keep(asked, run, reference_identity(asked), 0.5);
    };
  }

  RunOutcome keep(const cases::Case& asked, const RunOptions& run, const std::string& identity,
                  double value) {
    return compute_and_keep(asked, run, identity, [&] {
      std::ofstream(log_, std::ios::app) << asked.id << ' ' << run.name << '\n';
      if (asked.id == "crash") {
        raise(SIGKILL);
      }
      if (asked.id == "too-large") {
        throw Error(ErrorKind::memory, "it does not fit");
      }
      return constant_curve(asked, value, run.name);
    });
  }

  /// What the workers did since the last call, sorted.
  std::vector<std::string> done() {
    std::ifstream file(log_);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    std::ofstream(log_, std::ios::trunc).flush();
    return lines;
  }

  static int count(const SuiteOutcome& outcome, const std::string& id, Outcome kind) {
    return static_cast<int>(std::count_if(
        outcome.suite.verdicts.begin(), outcome.suite.verdicts.end(),
        [&](const Verdict& verdict) { return verdict.case_id == id && verdict.verdict == kind; }));
  }

  testing::TemporaryDirectory directory_;
  fs::path log_ = directory_.path() / "log";
  std::atomic<bool> stop_{false};
  double error_ = 1e-6;
  SuiteOptions options_;
};

SuiteRequest request(const std::string& id) {
  return {id, example(id), {}};
}

using Lines = std::vector<std::string>;

TEST_F(ValidateSuite, WorkersShareTheMemoryAsTheyShareTheThreads) {
  options_.invocation.threads = 4;
  const auto shares = [&](int jobs, const fs::path& out) {
    options_.jobs = jobs;
    options_.out = directory_.path() / out;
    validate_suite({request("a"), request("b")}, options_);
    std::ifstream file(directory_.path() / "shares");
    std::vector<std::int64_t> found;
    for (std::int64_t memory = 0, threads = 0; file >> threads >> memory;) {
      EXPECT_EQ(threads, 4 / jobs);
      found.push_back(memory);
    }
    fs::remove(directory_.path() / "shares");
    return found;
  };
  const auto run = options_.run;
  options_.run = [&](const cases::Case& asked, const RunOptions& given) {
    std::ofstream(directory_.path() / "shares", std::ios::app)
        << fmt::format("{} {}\n", given.invocation.threads, given.memory_limit);
    return run(asked, given);
  };
  const std::vector<std::int64_t> alone = shares(1, "alone"), shared = shares(2, "shared");
  ASSERT_EQ(alone.size(), 2U);
  ASSERT_EQ(shared.size(), 2U);
  EXPECT_GT(shared[0], 0);
  // The machine has other work: what it has left moves, but not by half of it and back.
  EXPECT_LT(static_cast<double>(shared[0]), 0.8 * static_cast<double>(alone[0]));
}

TEST_F(ValidateSuite, MakesWhatIsMissingOnceAndJudges) {
  options_.jobs = 2;
  const SuiteOutcome first = validate_suite({request("a"), request("b")}, options_);
  EXPECT_EQ(first.suite.exit_code(), 0);
  EXPECT_EQ(count(first, "a", Outcome::pass), 5);
  EXPECT_EQ(count(first, "b", Outcome::pass), 5);
  EXPECT_EQ(first.evidence.at(0).asked.id, "a");
  EXPECT_EQ(done(), (Lines{"a reference", "a result", "b reference", "b result"}));
  EXPECT_EQ(validate_suite({request("a"), request("b")}, options_).suite.exit_code(), 0);
  EXPECT_EQ(done(), Lines{});
}

TEST_F(ValidateSuite, FailsOnALargeError) {
  error_ = 0.1;
  EXPECT_EQ(validate_suite({request("a")}, options_).suite.exit_code(), 1);
}

TEST_F(ValidateSuite, RenewsOnlyWhatTheChangedCaseComputes) {
  validate_suite({request("a")}, options_);
  done();
  SuiteRequest changed = request("a");
  changed.asked->claims.front().limit = 1e-2;
  cases::refresh_resolved_text(*changed.asked);
  validate_suite({changed}, options_);
  EXPECT_EQ(done(), Lines{});
  changed.asked->solver->seed += 1;
  validate_suite({changed}, options_);
  EXPECT_EQ(done(), Lines{"a result"});
  changed.asked->model.h += 0.1;
  validate_suite({changed}, options_);
  EXPECT_EQ(done(), (Lines{"a reference", "a result"}));
}

/// A file as another build would have left it.
void hand_to_another_build(const fs::path& file) {
  Record record = load_record(file);
  record.provenance["build"] = "another";
  save_record(record, file);
}

TEST_F(ValidateSuite, RenewsWhatAnotherBuildMade) {
  validate_suite({request("a")}, options_);
  done();
  for (const char* name : {"result", "reference"}) {
    const fs::path file = options_.out / "a" / "smoke" / (std::string(name) + ".h5");
    hand_to_another_build(file);
    options_.no_run = true;
    const SuiteOutcome judged = validate_suite({request("a")}, options_);
    EXPECT_EQ(judged.suite.exit_code(), 4);
    EXPECT_GE(count(judged, "a", Outcome::error), 1) << name;
    const bool told =
        std::any_of(judged.suite.verdicts.begin(), judged.suite.verdicts.end(), [](const Verdict& v) {
          return v.reason.find("another build made it (another, this is ") != std::string::npos;
        });
    EXPECT_TRUE(told) << name;
    options_.no_run = false;
    EXPECT_EQ(validate_suite({request("a")}, options_).suite.exit_code(), 0);
    EXPECT_EQ(done(), Lines{std::string("a ") + name});
  }
}

TEST_F(ValidateSuite, AStoredFileTellsTheClaimsItWasJudgedBy) {
  validate_suite({request("a")}, options_);
  SuiteRequest changed = request("a");
  changed.asked->claims.front().limit = 1e-2;
  cases::refresh_resolved_text(*changed.asked);
  const fs::path result = options_.out / "a" / "smoke" / "result.h5";
  options_.no_run = true;  // nothing is written
  validate_suite({changed}, options_);
  EXPECT_EQ(load_record(result).case_toml, example("a").resolved_toml);
  options_.no_run = false;
  done();
  validate_suite({changed}, options_);
  EXPECT_EQ(done(), Lines{});
  EXPECT_EQ(load_record(result).case_toml, changed.asked->resolved_toml);
  EXPECT_EQ(load_record(result).provenance.at("case_sha256"), changed.asked->resolved_sha256);
  EXPECT_EQ(validate_suite({changed}, options_).suite.exit_code(), 0);
}

TEST_F(ValidateSuite, RenewsDamagedFiles) {
  validate_suite({request("a")}, options_);
  done();
  std::ofstream(options_.out / "a" / "smoke" / "reference.h5") << "damaged";
  EXPECT_EQ(validate_suite({request("a")}, options_).suite.exit_code(), 0);
  EXPECT_EQ(done(), Lines{"a reference"});
}

TEST_F(ValidateSuite, RunsNothingWhenTold) {
  options_.no_run = true;
  const SuiteOutcome outcome = validate_suite({request("a")}, options_);
  EXPECT_EQ(done(), Lines{});
  EXPECT_EQ(outcome.suite.exit_code(), 4);
  EXPECT_GE(count(outcome, "a", Outcome::error), 1);
}

TEST_F(ValidateSuite, OneCaseInTroubleDoesNotStopTheOthers) {
  const SuiteOutcome outcome =
      validate_suite({request("crash"), request("a"), request("too-large")}, options_);
  EXPECT_EQ(outcome.suite.exit_code(), 4);
  EXPECT_GE(count(outcome, "crash", Outcome::error), 1);
  EXPECT_GE(count(outcome, "too-large", Outcome::error), 1);
  EXPECT_EQ(count(outcome, "a", Outcome::pass), 5);
}

TEST_F(ValidateSuite, TellsMistakesOfTheUserFromTroubleOfTheMachine) {
  EXPECT_EQ(validate_suite({request("too-large")}, options_).suite.exit_code(), 2);
  const SuiteRequest unreadable{"bad.toml", {}, Error(ErrorKind::bad_case, "unknown key")};
  const SuiteOutcome outcome = validate_suite({unreadable, request("a")}, options_);
  EXPECT_EQ(outcome.suite.exit_code(), 2);
  EXPECT_EQ(count(outcome, "bad.toml", Outcome::error), 1);
  EXPECT_EQ(count(outcome, "a", Outcome::pass), 5);
}

TEST_F(ValidateSuite, RefusesTwoCasesOfOneName) {
  const SuiteOutcome outcome = validate_suite({request("a"), request("a")}, options_);
  EXPECT_EQ(outcome.suite.exit_code(), 2);
  EXPECT_EQ(outcome.evidence.size(), 1u);
}

TEST_F(ValidateSuite, MakesTheResultThatAReferenceIsTakenFrom) {
  SuiteRequest dependent = request("a");
  dependent.asked->reference.method = cases::ReferenceMethod::other_case;
  dependent.asked->reference.case_id = "b";
  options_.find_case = [](const std::string& id) { return example(id); };
  EXPECT_EQ(validate_suite({dependent}, options_).suite.exit_code(), 0);
  EXPECT_EQ(done(), (Lines{"a reference", "a result", "b result"}));
  options_.find_case = [](const std::string& id) -> cases::Case {
    throw Error(ErrorKind::usage, "there is no case " + id);
  };
  fs::remove_all(options_.out);
  EXPECT_EQ(validate_suite({dependent}, options_).suite.exit_code(), 2);
}

TEST_F(ValidateSuite, StopsWhenAsked) {
  stop_ = true;
  const SuiteOutcome outcome = validate_suite({request("a")}, options_);
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_EQ(done(), Lines{});
}

}  // namespace
}  // namespace quenchmark::validation
