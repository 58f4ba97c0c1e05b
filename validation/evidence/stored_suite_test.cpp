// Results found again on disk.
#include "validation/evidence/stored_suite.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "cases/spec/catalog.hpp"
#include "cases/spec/names.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

/// Saves the records of a sample case as validate would.
const StoredSuiteRules any_tier{"a build", true, {}, {}}, told_tier{"a build", false, {}, {}};

void save(const std::filesystem::path& out, const std::string& id) {
  const Evidence evidence = sample_evidence(id, 3e-4);
  save_record(*evidence.result, out / id / "smoke" / "result.h5");
  save_record(*evidence.reference, out / id / "smoke" / "reference.h5");
}

TEST(StoredSuite, JudgesTheSameFromFiles) {
  const TemporaryDirectory out;
  save(out.path(), "b-case");
  save(out.path(), "a-case");
  const StoredSuite stored = read_stored_suite(out.path(), any_tier);
  ASSERT_TRUE(stored.problems.empty()) << format_diagnostic(stored.problems.front());
  ASSERT_EQ(stored.evidence.size(), 2u);
  EXPECT_EQ(stored.evidence[0].asked.id, "a-case");
  Evidence in_memory = sample_evidence("a-case", 3e-4);
  const std::vector<Verdict> expected = judge_suite({}, {in_memory}).verdicts;
  const std::vector<Verdict> found = judge_suite({}, {stored.evidence[0]}).verdicts;
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    EXPECT_EQ(found[k].claim, expected[k].claim);
    EXPECT_EQ(found[k].verdict, expected[k].verdict) << found[k].reason;
    EXPECT_EQ(found[k].value, expected[k].value);
  }
}

TEST(StoredSuite, KeepsToTheTierThatWasJudged) {
  const TemporaryDirectory out;
  save(out.path(), "a-case");
  Suite judged;
  judged.info = {"ci", 7, "2020-01-01T00:00:00Z", 1.5, "0.1.0", {}};
  write_verdicts_json(out.path() / "verdicts.json", judged);
  EXPECT_THROW(read_stored_suite(out.path(), told_tier), Error);
  const StoredSuite all = read_stored_suite(out.path(), any_tier);
  EXPECT_EQ(all.evidence.size(), 1u);
  EXPECT_EQ(all.info.seed, 7u);
  EXPECT_EQ(all.info.started, "2020-01-01T00:00:00Z");
  replace_file(out.path() / "verdicts.json", "{ not json");
  EXPECT_EQ(read_stored_suite(out.path(), told_tier).evidence.size(), 1u);
}

TEST(StoredSuite, NotesDamagedFilesAndKeepsTheRest) {
  const TemporaryDirectory out;
  save(out.path(), "a-case");
  save(out.path(), "b-case");
  replace_file(out.path() / "a-case" / "smoke" / "result.h5", "not HDF5 at all");
  const StoredSuite stored = read_stored_suite(out.path(), any_tier);
  EXPECT_FALSE(stored.problems.empty());
  ASSERT_EQ(stored.evidence.size(), 2u);
  EXPECT_FALSE(stored.evidence[0].result);
  EXPECT_FALSE(stored.evidence[0].result_failure.empty());
  EXPECT_TRUE(stored.evidence[0].reference);
}

TEST(StoredSuite, ADamagedCaseInARecordIsNoMistakeOfTheUser) {
  const TemporaryDirectory out;
  Record record = *sample_evidence("a-case", 3e-4).result;
  record.case_toml = "schema = \"quenchmark.case/1\"\nid = 7\n";
  record.provenance["case_sha256"] = sha256_hex(record.case_toml);
  save_record(record, out.path() / "a-case" / "smoke" / "result.h5");
  const StoredSuite stored = read_stored_suite(out.path(), any_tier);
  ASSERT_EQ(stored.problems.size(), 1u);
  EXPECT_EQ(stored.problems.front().kind, ErrorKind::format);
}

TEST(StoredSuite, SaysWhenThereIsNothing) {
  const TemporaryDirectory out;
  EXPECT_THROW(read_stored_suite(out.path(), any_tier), Error);
  EXPECT_THROW(read_stored_suite(out.path() / "absent", any_tier), Error);
}

TEST(KeptResults, AnswerTheCasesOfToday) {
  const std::filesystem::path kept =
      std::filesystem::path(cases::catalog_directory()) / "../../validation/results";
  std::size_t looked_at = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kept)) {
    if (entry.path().extension() != ".h5") {
      continue;
    }
    const std::filesystem::path tier = entry.path().parent_path();
    const cases::Case asked = cases::find_case(tier.parent_path().filename(), cases::catalog_directory())
                                  .at(*cases::from_name<cases::Tier>(tier.filename().string()));
    const Stored stored = examine(entry.path(), asked, {"a build", true});
    EXPECT_TRUE(stored.standing == Standing::sound || stored.standing == Standing::interrupted)
        << entry.path() << ": " << stored.why;
    ++looked_at;
  }
  EXPECT_GE(looked_at, 3u);
}

}  // namespace
}  // namespace quenchmark::validation
