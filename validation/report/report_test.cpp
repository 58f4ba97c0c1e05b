// The report as its readers get it.
#include "validation/report/report.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/judge/well_formed.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/report/suite_words.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

constexpr const char* hostile = "</style><script>alert('x')</script> & \"quotes\" | `code` \x01 \xff";

TEST(Report, HoldsEveryVerdictAndIsWellFormed) {
  const TemporaryDirectory out;
  const std::vector<Evidence> evidence = sample_suite();
  const Suite suite = judge_suite({"smoke", 7, "2020-01-01T00:00:00Z", 12.0, "0.1.0"}, evidence);
  const std::filesystem::path index = write_report(out.path(), suite, evidence);
  EXPECT_EQ(index, out.path() / "report" / "index.html");
  const std::string html = read_file(index);
  EXPECT_EQ(find_malformed(html), "");
  const std::string markdown = read_file(out.path() / "report.md");
  for (const Verdict& verdict : suite.verdicts) {
    EXPECT_NE(html.find(verdict.claim), std::string::npos) << verdict.claim;
    EXPECT_NE(html.find("id=\"case-" + verdict.case_id + "\""), std::string::npos);
    EXPECT_NE(markdown.find("| " + verdict.case_id + " |"), std::string::npos);
  }
  EXPECT_EQ(html.find("http://www.w3.org/1999/xlink"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("src="), std::string::npos);  // self-contained
  for (const Evidence& of_case : evidence) {
    for (const cases::Observable& observable : of_case.asked.observables) {
      if (of_case.result && observable.kind == cases::ObservableKind::mx) {
        const std::filesystem::path figure = out.path() / "figures" / (of_case.asked.id + "-smoke-mx.csv");
        EXPECT_TRUE(std::filesystem::exists(figure)) << figure;
      }
    }
  }
}

TEST(Report, EscapesWhateverFilesContain) {
  const TemporaryDirectory out;
  Evidence evidence = sample_evidence("a-case", 1e-3);
  evidence.asked.title = evidence.asked.paper = evidence.asked.resolved_toml = hostile;
  evidence.asked.claims[0].id = evidence.reproduce = hostile;
  evidence.result->provenance["argv"] = evidence.result->provenance[hostile] = hostile;
  evidence.result->status = "stopped";
  evidence.result->cause = StopCause::step_floor;
  evidence.result->reason = evidence.result->method = hostile;
  const Suite suite = judge_suite({}, {evidence});
  const std::string html = read_file(write_report(out.path(), suite, {evidence}));
  EXPECT_EQ(find_malformed(html), "");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  const std::string markdown = read_file(out.path() / "report.md");
  EXPECT_EQ(markdown.find("<script"), std::string::npos);
}

TEST(Report, IsMadeWithoutPicturesWhenThereIsNoGnuplot) {
  const TemporaryDirectory out;
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const std::vector<Evidence> evidence{sample_evidence("a-case", 1e-3)};
  const std::string html = read_file(write_report(out.path(), judge_suite({}, evidence), evidence));
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(find_malformed(html), "");
  EXPECT_NE(html.find("install gnuplot-nox"), std::string::npos);
  EXPECT_EQ(html.find("<svg"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(out.path() / "figures" / "a-case-smoke-mx.csv"));
}

TEST(Report, OfADamagedRecordStillTellsItsVerdict) {
  const TemporaryDirectory out;
  Evidence evidence = sample_evidence("a-case", 1e-3);
  evidence.result.reset();
  evidence.result_failure = "/observables/mx/mean has shape [3], expected [4]";
  const std::string html = read_file(write_report(out.path(), judge_suite({}, {evidence}), {evidence}));
  EXPECT_EQ(find_malformed(html), "");
  EXPECT_NE(html.find("mean has shape [3]"), std::string::npos);
}

TEST(Report, OfAnEmptySuite) {
  const TemporaryDirectory out;
  EXPECT_EQ(find_malformed(read_file(write_report(out.path(), Suite{}, {}))), "");
}

TEST(SuiteWords, Headlines) {
  const auto headline_of = [](std::vector<Outcome> outcomes) {
    Suite suite;
    for (Outcome outcome : outcomes) {
      suite.verdicts.emplace_back().verdict = outcome;
    }
    return headline(suite);
  };
  using enum Outcome;
  EXPECT_EQ(headline_of({}), "No claims were made");
  EXPECT_EQ(headline_of({pass}), "The claim holds");
  EXPECT_EQ(headline_of({pass, pass, xfail}), "All 2 claims hold");
  EXPECT_EQ(headline_of({pass, fail}), "1 of 2 claims fails");
  EXPECT_EQ(headline_of({fail, xpass, error}), "2 of 3 claims fail, 1 could not be judged");
  EXPECT_EQ(headline_of({pass, error}), "1 of 2 claims could not be judged");
  EXPECT_EQ(headline_of({pass, inconclusive}), "1 of 2 claims undecided");
  EXPECT_EQ(headline_of({xfail}), "No claim holds, as announced");
}

TEST(SuiteWords, WhatIsCertifiedIsToldByItsTruth) {
  Suite suite;
  const auto add = [&](const char* claim, const char* truth, cases::ClaimKind kind) {
    Verdict& verdict = suite.verdicts.emplace_back();
    verdict.verdict = Outcome::pass;
    verdict.claim = claim;
    verdict.truth = truth;
    verdict.kind = kind;
  };
  add("mx", "exact", cases::ClaimKind::deterministic);
  add("reference-agreement", "cross", cases::ClaimKind::deterministic);
  add("budget-mx", "exact", cases::ClaimKind::budget);
  EXPECT_EQ(
      certified_sentence(suite),
      "Certified: 1 against exact dynamics. 1 exact curve confirmed by a second propagator. 1 error bound "
      "kept by the measured error.");
}

TEST(SuiteWords, FindingsAreGroupedAndTheGravestComesFirst) {
  const std::vector<Evidence> evidence = sample_suite();
  const Suite suite = judge_suite({}, evidence);
  const std::vector<Finding> findings = needing_attention(suite);
  ASSERT_EQ(findings.size(), 5u);
  EXPECT_EQ(findings[0].verdict->verdict, Outcome::error);
  EXPECT_EQ(findings[0].claims, "mx, zz-nearest");
  EXPECT_EQ(findings[1].claims, "mx, energy-conserved, zz-nearest");
  EXPECT_EQ(findings[2].verdict->verdict, Outcome::fail);
}

}  // namespace
}  // namespace quenchmark::validation
