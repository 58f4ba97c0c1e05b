#include <gtest/gtest.h>

#include "validation/judge/well_formed.hpp"
#include "validation/report/page.hpp"

namespace quenchmark::validation {
namespace {

constexpr const char* header =
    "defect,case,tier,claim,verdict,clean,value,limit,margin,least,caught,fired,meaning\n";

TEST(DefectsSection, CountsWhatIsNoticedAndSaysWhatIsNot) {
  const std::string section = defects_section(
      std::string(header) + "a,ring,smoke,mx-error,FAIL,1e-4,0.1,1e-3,100,2,yes,3,the sign of <i>\n" +
      "b,ring,smoke,mx-error,PASS,1e-4,1e-4,1e-3,,2,no,3,nothing & more\n");
  EXPECT_EQ(testing::find_malformed(section), "");
  EXPECT_NE(section.find("1 of 2 are noticed"), std::string::npos);
  EXPECT_NE(section.find("the sign of &lt;i&gt;"), std::string::npos);
  EXPECT_NE(section.find("missed: PASS"), std::string::npos);
}

TEST(DefectsSection, OfNoTableIsNothing) {
  EXPECT_EQ(defects_section(header), "");
}

TEST(DefectsSection, TheCommittedTableIsShown) {
  EXPECT_EQ(testing::find_malformed(defects_section()), "");
  EXPECT_NE(defects_section().find("<h2>What these claims notice</h2>"), std::string::npos);
}

}  // namespace
}  // namespace quenchmark::validation
