#include "validation/evidence/earlier_judgement.hpp"

#include <gtest/gtest.h>

namespace quenchmark::validation {
namespace {

TEST(EarlierJudgement, TellsOfTheSuiteAndOfEachCase) {
  const EarlierJudgement judgement = parse_judgement(R"({
    "suite": {"tier": "ci", "seed": 18446744073709551615, "started": "now", "seconds": 1.5, "version": "0.1.0"},
    "verdicts": [{"case": "a", "tier": "ci", "reproduce": "again", "case_sha256": "aa"}, 7, {"case": "b"}]})");
  EXPECT_EQ(judgement.info.tier, "ci");
  EXPECT_EQ(judgement.info.seed, 18446744073709551615ULL);
  EXPECT_EQ(judgement.info.seconds, 1.5);
  EXPECT_EQ(judgement.about("a", cases::Tier::ci), (EarlierVerdict{"again", "aa"}));
  EXPECT_EQ(judgement.about("a", cases::Tier::smoke), EarlierVerdict{});
}

TEST(EarlierJudgement, IsEmptyWhereTheFileIsOfAnotherKind) {
  const std::string deep = "{\"suite\": " + std::string(1000000, '[') + std::string(1000000, ']') + "}";
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{ not json"), deep,
        std::string(R"({"suite": {"tier": 1, "seed": -1, "seconds": "long"}, "verdicts": {"case": "a"}})")}) {
    const EarlierJudgement judgement = parse_judgement(text);
    EXPECT_EQ(judgement.info.tier, "");
    EXPECT_EQ(judgement.info.seed, 0u);
    EXPECT_EQ(judgement.info.seconds, 0.0);
    EXPECT_TRUE(judgement.verdicts.empty());
  }
}

}  // namespace
}  // namespace quenchmark::validation
