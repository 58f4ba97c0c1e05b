// Records against the case that they are about.
#include "validation/record/record_of_case.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cases/spec/example_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::validation {
namespace {

class RecordOfCase : public ::testing::Test {
 protected:
  RecordOfCase() {
    record_.case_id = case_.id;
    record_.tier = cases::name(case_.tier);
    record_.times = cases::make_problem(case_).output_times;
  }

  /// What is said against the record; empty when it is taken.
  std::string objection(RecordRole role = RecordRole::result) const {
    try {
      require_record_of(record_, case_, role, "x.h5");
    } catch (const Error& error) {
      EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
      EXPECT_EQ(error.diagnostics().front().file, "x.h5");
      return error.diagnostics().front().message;
    }
    return {};
  }

  cases::Case case_ = cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
  Record record_;
};

TEST_F(RecordOfCase, TakesAllOfItsTimesOrThoseThatWereReached) {
  EXPECT_EQ(objection(), "");
  record_.times.pop_back();
  EXPECT_NE(objection().find("/time holds"), std::string::npos) << objection();
  record_.status = "stopped";
  EXPECT_EQ(objection(), "");
  record_.times[1] += 1e-3;
  EXPECT_NE(objection().find("/time holds 0.101"), std::string::npos) << objection();
}

TEST_F(RecordOfCase, ASeriesIsCompleteWhereItEnds) {
  record_.schema = "quenchmark.reference/1";
  record_.times.pop_back();
  EXPECT_NE(objection(RecordRole::reference), "");
  case_.reference.method = cases::ReferenceMethod::series;
  EXPECT_EQ(objection(RecordRole::reference), "");
  record_.times[1] += 1e-3;
  EXPECT_NE(objection(RecordRole::reference).find("/time holds 0.101"), std::string::npos);
}

TEST_F(RecordOfCase, APublishedCurveHasTimesOfItsOwn) {
  record_.schema = "quenchmark.reference/1";
  record_.times = {0.0, 0.17, 0.6};
  EXPECT_NE(objection(RecordRole::reference), "");
  case_.reference.method = cases::ReferenceMethod::published;
  EXPECT_EQ(objection(RecordRole::reference), "");
}

TEST_F(RecordOfCase, IsOfThisCaseAndOfThisKind) {
  EXPECT_NE(objection(RecordRole::reference).find("schema"), std::string::npos);
  record_.case_id = "another";
  EXPECT_NE(objection().find("it is of case \"another\""), std::string::npos);
  EXPECT_EQ(role_of("out/a/smoke/reference.h5"), RecordRole::reference);
  EXPECT_EQ(role_of("out/a/smoke/confirmation.h5"), RecordRole::result);
}

TEST_F(RecordOfCase, KnowsItsSitesAndReplicas) {
  const int sites = cases::make_problem(case_).sites();
  record_.states.configurations = {0, (std::uint64_t{1} << sites) - 1};
  record_.states.multiplicity = {1.0, 2.0};
  EXPECT_EQ(objection(), "");
  record_.states.configurations[1] += 1;
  EXPECT_NE(objection().find("snapshots/configurations"), std::string::npos);
  record_.states.configurations[1] -= 1;
  record_.states.multiplicity[1] = static_cast<double>(std::uint64_t{1} << sites);
  EXPECT_NE(objection().find("snapshots/multiplicity"), std::string::npos);
  record_.states = {};
  const auto replicas = static_cast<std::size_t>(case_.solver->replicas) + 1;
  record_.observables["mx"].replica_mean.shape = {replicas, record_.times.size()};
  EXPECT_NE(objection().find("replica_mean"), std::string::npos);
}

TEST_F(RecordOfCase, WithoutATimeThereIsNothingToJudge) {
  EXPECT_EQ(why_nothing_to_judge(record_), "");
  record_.times.clear();
  record_.status = "interrupted";
  record_.reason = "stopped by a signal";
  EXPECT_EQ(why_nothing_to_judge(record_),
            "it was interrupted before its first output time: stopped by a signal");
}

TEST_F(RecordOfCase, TellsOfTheChainsOfEveryReplicaAtEveryTime) {
  const std::size_t times = record_.times.size();
  record_.observables["mx"].mean = {{times}, std::vector<double>(times, 0.5)};
  record_.observables["mx"].replica_mean = {{1, times}, std::vector<double>(times, 0.5)};
  record_.tables["rhat"] = {{1, times}, std::vector<double>(times, 1.0)};
  EXPECT_EQ(objection(), "");
  record_.tables["rhat"] = {{2, times}, std::vector<double>(2 * times, 1.0)};
  EXPECT_NE(objection().find("/tables/rhat has shape [2, "), std::string::npos) << objection();
  record_.tables["rhat"] = {{1, times - 1}, std::vector<double>(times - 1, 1.0)};
  EXPECT_NE(objection().find("/tables/rhat"), std::string::npos) << objection();
}

}  // namespace
}  // namespace quenchmark::validation
