#include "validation/run/keep_record.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/result_store.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {
namespace {

namespace fs = std::filesystem;

class KeepRecord : public ::testing::Test {
 protected:
  KeepRecord() {
    options_.out = directory_.path() / "out";
    case_.protocol.t_max = 4.0;
    case_.protocol.output_dt = 0.5;
    case_.claims.clear();  // theirs end before the first of these times
    cases::refresh_resolved_text(case_);
  }

  /// What `compute` left at `t`; complete ones are told apart by that number alone.
  Record reached(double t, const std::string& status) const {
    Record record = empty_record(case_);
    record.status = status;
    record.work["reached"] = t;
    const double last = status == "complete" ? case_.protocol.t_max : t;
    for (double time = 0.0; time <= last; time += case_.protocol.output_dt) {
      record.times.push_back(time);
    }
    return record;
  }

  RunOutcome keep(const Record& record) {
    return compute_and_keep(case_, options_, result_identity(case_), [&] {
      ++computations_;
      return record;
    });
  }

  ErrorKind error_of(const Record& record) {
    try {
      keep(record);
    } catch (const Error& error) {
      EXPECT_FALSE(error.diagnostics().front().file.empty());
      return error.diagnostics().front().kind;
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::internal;
  }

  fs::path file() const { return options_.out / "example" / "smoke" / "result.h5"; }
  double t_on_disk() const { return load_record(file()).work.at("reached"); }

  testing::TemporaryDirectory directory_;
  cases::Case case_ = cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
  RunOptions options_;
  int computations_ = 0;
};

TEST_F(KeepRecord, SavesWithProvenance) {
  const RunOutcome outcome = keep(reached(1.0, "complete"));
  EXPECT_EQ(outcome.file, file());
  EXPECT_TRUE(outcome.computed);
  EXPECT_EQ(exit_code_of(outcome), 0);
  const Record record = load_record(file());
  EXPECT_EQ(record.provenance.at("case_sha256"), case_.resolved_sha256);
  EXPECT_EQ(record.provenance.at("identity"), result_identity(case_));
  EXPECT_TRUE(record.timing.contains("total"));
  EXPECT_TRUE(fs::exists(sidecar_path(file())));
}

TEST_F(KeepRecord, WhatTheWorkNotedAboutItselfStands) {
  Record done = reached(1.0, "complete");
  done.provenance = {{"ranks", "4"}, {"device", "cuda"}};
  done.timing["earlier_parts"] = 1000.0;
  keep(done);
  const Record record = load_record(file());
  EXPECT_EQ(record.provenance.at("ranks"), "4");
  EXPECT_EQ(record.provenance.at("device"), "cuda");
  EXPECT_GE(record.timing.at("total"), 1000.0);
}

TEST_F(KeepRecord, LeavesAnEarlierResultAlone) {
  keep(reached(1.0, "complete"));
  const std::string before = read_file(file());
  EXPECT_EQ(error_of(reached(2.0, "complete")), ErrorKind::usage);
  EXPECT_EQ(read_file(file()), before);
  EXPECT_EQ(computations_, 1);
}

TEST_F(KeepRecord, ReplacesWhenForced) {
  keep(reached(1.0, "complete"));
  options_.earlier = Earlier::replace;
  keep(reached(2.0, "complete"));
  EXPECT_EQ(t_on_disk(), 2.0);
}

TEST_F(KeepRecord, ResumesNothingWhenAllIsThere) {
  keep(reached(1.0, "complete"));
  options_.earlier = Earlier::resume;
  const RunOutcome outcome = keep(reached(2.0, "complete"));
  EXPECT_FALSE(outcome.computed);
  EXPECT_EQ(outcome.status, "complete");
  EXPECT_EQ(t_on_disk(), 1.0);
  EXPECT_EQ(computations_, 1);
}

TEST_F(KeepRecord, ResumesAnInterruptedResultFromTheStart) {
  keep(reached(1.0, "interrupted"));
  options_.earlier = Earlier::resume;
  EXPECT_EQ(keep(reached(2.0, "complete")).status, "complete");
  EXPECT_EQ(t_on_disk(), 2.0);
}

TEST_F(KeepRecord, KeepsTheInterruptedResultThatGotFurther) {
  keep(reached(1.0, "interrupted"));
  options_.earlier = Earlier::resume;
  EXPECT_NE(keep(reached(0.5, "interrupted")).file, file());
  EXPECT_EQ(t_on_disk(), 1.0);
  EXPECT_EQ(keep(reached(1.5, "interrupted")).file, file());
  EXPECT_EQ(t_on_disk(), 1.5);
}

TEST_F(KeepRecord, RefusesToResumeAnotherVersionOfTheCase) {
  keep(reached(1.0, "interrupted"));
  options_.earlier = Earlier::resume;
  case_.solver->seed += 1;
  EXPECT_EQ(error_of(reached(2.0, "complete")), ErrorKind::usage);
  EXPECT_EQ(t_on_disk(), 1.0);
}

TEST_F(KeepRecord, RenewsAllButWhatIsSound) {
  options_.earlier = Earlier::renew;
  keep(reached(1.0, "complete"));
  EXPECT_FALSE(keep(reached(2.0, "complete")).computed);
  case_.solver->seed += 1;
  EXPECT_EQ(keep(reached(0.5, "interrupted")).file.filename(), "result.interrupted.h5");
  EXPECT_EQ(t_on_disk(), 1.0);
  EXPECT_TRUE(keep(reached(3.0, "complete")).computed);
  EXPECT_EQ(t_on_disk(), 3.0);
  std::ofstream(file()) << "damaged";
  EXPECT_TRUE(keep(reached(4.0, "complete")).computed);
  EXPECT_EQ(t_on_disk(), 4.0);
}

TEST_F(KeepRecord, RefusesToResumeADamagedFile) {
  fs::create_directories(file().parent_path());
  std::ofstream(file()) << "damaged";
  options_.earlier = Earlier::resume;
  EXPECT_EQ(error_of(reached(2.0, "complete")), ErrorKind::usage);
  EXPECT_EQ(read_file(file()), "damaged");
}

TEST_F(KeepRecord, FindsAnUnusableDirectoryBeforeTheWork) {
  std::ofstream(options_.out) << "a file in the way";
  EXPECT_EQ(error_of(reached(1.0, "complete")), ErrorKind::io);
  fs::remove(options_.out);
  fs::create_directories(file());
  EXPECT_EQ(error_of(reached(1.0, "complete")), ErrorKind::io);
  EXPECT_EQ(computations_, 0);
}

TEST_F(KeepRecord, IsExclusive) {
  const OutputLock other(file());
  EXPECT_EQ(error_of(reached(1.0, "complete")), ErrorKind::io);
  EXPECT_EQ(computations_, 0);
}

TEST_F(KeepRecord, NeverLosesACompleteResultToAnInterruption) {
  Record record = reached(1.0, "complete");
  record.provenance["identity"] = "of an earlier version of the case";
  fs::create_directories(file().parent_path());
  save_record(record, file());
  record = reached(0.5, "interrupted");
  record.provenance["identity"] = result_identity(case_);
  EXPECT_EQ(store(record, file(), case_, false).filename(), "result.interrupted.h5");
  EXPECT_EQ(t_on_disk(), 1.0);
}

TEST_F(KeepRecord, ExitsByStatusAndSignal) {
  Record record = reached(1.0, "stopped");
  record.cause = StopCause::non_finite;
  EXPECT_EQ(exit_code_of(keep(record)), 4);
  options_.earlier = Earlier::replace;
  for (const StopCause finding : {StopCause::step_floor, StopCause::step_count}) {
    record.cause = finding;
    EXPECT_EQ(exit_code_of(keep(record)), 1);
  }
  const StopSignal stop;
  raise(SIGTERM);
  EXPECT_TRUE(StopSignal::flag().load());
  EXPECT_EQ(exit_code_of(keep(reached(1.0, "interrupted"))), 143);
}

TEST_F(KeepRecord, TellsStandingsApart) {
  const DoorRules rules{build_info().identity};
  EXPECT_EQ(examine(file(), case_, rules).standing, Standing::missing);
  Record record = reached(1.0, "stopped");
  keep(record);
  EXPECT_EQ(examine(file(), case_, rules).standing, Standing::stale);  // it does not say why
  record.cause = StopCause::step_floor;
  options_.earlier = Earlier::replace;
  keep(record);
  EXPECT_EQ(examine(file(), case_, rules).standing, Standing::sound);
  EXPECT_EQ(examine(file(), case_, rules, 0).standing, Standing::stale);
  EXPECT_EQ(examine(file(), case_, {"another"}).standing, Standing::another_build);
  EXPECT_EQ(examine(file(), case_, {"another", true}).standing, Standing::sound);
  keep(reached(1.0, "interrupted"));
  EXPECT_EQ(examine(file(), case_, rules).standing, Standing::interrupted);
  std::ofstream(file()) << "damaged";
  EXPECT_EQ(examine(file(), case_, rules).standing, Standing::unreadable);
}

}  // namespace
}  // namespace quenchmark::validation
