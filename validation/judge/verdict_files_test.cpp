// What machines read: no NaN, every field, nothing unescaped.
#include "validation/judge/verdict_files.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

#include "validation/judge/markup.hpp"
#include "validation/judge/verdict_table.hpp"
#include "validation/judge/well_formed.hpp"

namespace quenchmark::validation {
namespace {

Suite one_of_each() {
  Suite suite;
  suite.info = {"smoke", 18446744073709551615ULL, "2020-01-01T00:00:00Z", no_number, "0.1.0"};
  for (Outcome outcome : all_outcomes) {
    Verdict verdict;
    verdict.case_id = "case-a";
    verdict.tier = "smoke";
    verdict.claim = std::string("claim-") + to_string(outcome);
    verdict.verdict = outcome;
    verdict.reason = "5 < 6 & \"quoted\" \x01 \xff ]]> \x1b[31m";
    verdict.value = outcome == Outcome::error ? no_number : 1e-3;
    verdict.margin = std::numeric_limits<double>::infinity();
    suite.verdicts.push_back(verdict);
  }
  return suite;
}

TEST(VerdictsJson, HasEveryFieldOfTheContractAndNoNaN) {
  const nlohmann::ordered_json document = verdicts_json(one_of_each());
  EXPECT_EQ(document["schema"], "quenchmark.verdicts/1");
  EXPECT_EQ(document["exit"], 4);
  EXPECT_EQ(document["summary"].size(), 6u);
  EXPECT_EQ(document["suite"]["seed"], 18446744073709551615ULL);
  const std::set<std::string> fields{"case",       "tier",
                                     "claim",      "verdict",
                                     "reason",     "kind",
                                     "observable", "norm",
                                     "t_max",      "value",
                                     "replicas",   "q",
                                     "limit",      "margin",
                                     "detectable", "truth",
                                     "result",     "standard_error",
                                     "reference",  "reference_error",
                                     "worst_time", "certified_until",
                                     "confirmed",  "reproduce",
                                     "build",      "case_sha256"};
  for (const auto& verdict : document["verdicts"]) {
    std::set<std::string> found;
    for (const auto& [key, value] : verdict.items()) {
      found.insert(key);
      EXPECT_FALSE(value.is_number_float() && !std::isfinite(value.get<double>())) << key;
    }
    EXPECT_EQ(found, fields);
    EXPECT_TRUE(verdict["margin"].is_null());
    EXPECT_TRUE(verdict["certified_until"].is_null());
  }
  const std::string text = document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  EXPECT_EQ(nlohmann::json::parse(text)["verdicts"].size(), 6u);
  EXPECT_EQ(text.find("NaN"), std::string::npos);
}

TEST(Junit, CountsAndEscapes) {
  const std::string xml = junit_xml(one_of_each());
  EXPECT_NE(xml.find("<testsuite name=\"case-a\" tests=\"6\" failures=\"2\" errors=\"1\" skipped=\"2\">"),
            std::string::npos)
      << xml;
  EXPECT_EQ(testing::find_malformed(xml), "");
  EXPECT_NE(xml.find("5 &lt; 6 &amp; &quot;quoted&quot;"), std::string::npos);
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_EQ(xml.find('\xff'), std::string::npos);
  EXPECT_EQ(xml.find("]]>"), std::string::npos);
  for (const char* name :
       {"claim-PASS", "claim-FAIL", "claim-INCONCLUSIVE", "claim-ERROR", "claim-XFAIL", "claim-XPASS"}) {
    EXPECT_NE(xml.find(name), std::string::npos) << name;
  }
}

TEST(Markup, KeepsUtf8AndReplacesTheRest) {
  EXPECT_EQ(escape_xml("h\xc3\xb6\xe2\x82\xac"), "h\xc3\xb6\xe2\x82\xac");
  EXPECT_EQ(escape_xml("a\xc3"), "a\xEF\xBF\xBD");                                // cut short
  EXPECT_EQ(escape_xml("\xc0\xaf"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(escape_xml("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
  EXPECT_EQ(escape_markdown("a|b\n<i>_x_"), "a\\|b &lt;i&gt;\\_x\\_");
}

TEST(VerdictTable, ShowsReasonsOnlyWhereNeededAndColoursOnlyWhenAsked) {
  const std::string plain = verdict_table(one_of_each(), false);
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
  EXPECT_NE(plain.find("1 PASS, 1 FAIL, 1 INCONCLUSIVE, 1 ERROR, 1 XFAIL, 1 XPASS"), std::string::npos);
  EXPECT_NE(plain.find("FAIL case-a / claim-FAIL: 5 < 6"), std::string::npos);
  EXPECT_EQ(plain.find("case-a / claim-PASS:"), std::string::npos);
  EXPECT_NE(verdict_table(one_of_each(), true).find("\x1b[32m"), std::string::npos);
}

}  // namespace
}  // namespace quenchmark::validation
