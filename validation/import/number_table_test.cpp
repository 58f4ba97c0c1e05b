#include "validation/import/number_table.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

using namespace std::string_literals;
using Numbers = std::vector<double>;

/// "LINE:COLUMN: message; hint", or what was read when nothing was refused.
std::string refusal(const std::string& text) {
  try {
    const NumberTable table(text, "curve.csv");
    for (std::size_t k = 0; k < table.names().size(); ++k) {
      table.column(k);
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
    const std::string line = format_diagnostic(error.diagnostics().front());
    const std::string beginning = "error: format: curve.csv:";
    EXPECT_EQ(line.substr(0, beginning.size()), beginning);
    return line.substr(beginning.size());
  }
  return "accepted";
}

TEST(NumberTable, ReadsWhatIsClear) {
  const char* same[] = {
      "t,mx\n0,1\n0.5,-0.25\n",
      "\xEF\xBB\xBFt,mx\n0,1\n0.5,-0.25\n",                                    // as Excel begins UTF-8
      "# digitised\n\xEF\xBB\xBF# twice\n\xEF\xBB\xBFt,mx\n0,1\n0.5,-0.25\n",  // joined files
      "t;mx\n0;1\n0.5;-0.25\n",
      "t\tmx\r\n0\t1\r\n0.5\t-0.25\r\n",
      "t,mx\r0,1\r0.5,-0.25",
      "\n  # a comment\n t , mx \n\n0, 1\n#between\n 0.5 ,-0.25 \n \t \n",
      "\"t\",\"mx\"\n\"0\",\"1\"\n\"+0.5\",\" -0.25 \"\n",
      "t,mx\n+0.0,+1\n+5e-1,-2.5D-1\n",
      "t,mx\n0e0,1.\n.5,-.25\n",
  };
  for (const char* text : same) {
    const NumberTable table(text, "curve.csv");
    EXPECT_EQ(table.names(), (std::vector<std::string>{"t", "mx"})) << text;
    EXPECT_EQ(table.column(0), (Numbers{0.0, 0.5})) << text;
    EXPECT_EQ(table.column(1), (Numbers{1.0, -0.25})) << text;
  }
  EXPECT_EQ(NumberTable("t,mx\n0,1e-400\n", "").column(1), Numbers{0.0});
  EXPECT_EQ(NumberTable("\"a \"\"b\"\", c\",t\n1,2\n", "").names().front(), "a \"b\", c");
}

TEST(NumberTable, OtherColumnsMayHoldWhatTheyLike) {
  const NumberTable table("t,method,mx\n0,iPEPS,1\n1,,0.5\n", "curve.csv");
  EXPECT_EQ(table.column(2), (Numbers{1.0, 0.5}));
  EXPECT_THROW(table.column(1), Error);
}

TEST(NumberTable, RefusesWhatIsNotClearByNameAndPlace) {
  const std::pair<std::string, std::string> refused[] = {
      {"", " it holds no curve"},
      {"# t,mx\n", " it holds no curve"},
      {"t,mx\n", "1:1: it holds no curve"},
      {"0,1\n1,2\n", "1:1: the header line is missing: \"0\" is a number and no name"},
      {"0,5;1,5\n", "1:1: the header holds commas and semicolons"},
      {"t mx\n0 1\n", "1:1: \"t mx\" is one name: blanks do not separate columns"},
      {"t,,mx\n0,1,2\n", "1:3: column 2 has no name"},
      {"t,mx,\n0,1,\n", "1:6: column 3 has no name"},
      {"t,mx,my,mx\n0,1,2,3\n", "1:9: the name \"mx\" stands over column 2 and column 4"},
      {"t,mx\n0,1\n1,2,3\n", "3:5: 3 values for 2 columns"},
      {"t,mx\n0\n", "2:1: 1 values for 2 columns"},
      {"t,mx\n0,1\n1, x\n", "3:4: \"x\" is not a finite number"},
      {"t,mx\n0,\n", "2:3: the cell of column \"mx\" is empty"},
      {"t,mx\n0,nan\n", "2:3: \"nan\" is not a finite number"},
      {"t,mx\n0,-inf\n", "2:3: \"-inf\" is not a finite number"},
      {"t,mx\n0,1e400\n", "2:3: \"1e400\" is not a finite number"},
      {"t,mx\n0,+-1\n", "2:3: \"+-1\" is not a finite number"},
      {"t,mx\n0,0x10\n", "2:3: \"0x10\" is not a finite number"},
      {"t,mx\n0,1 2\n", "2:3: \"1 2\" is not a finite number"},
      {"t;mx\n0;0,5\n", "2:3: \"0,5\" is not a finite number; write it with a decimal point"},
      {"t,mx\n0,\"1\n", "2:3: a quoted cell does not end with its quote"},
      {"t,mx\n0,\"1\"2\n", "2:3: a quoted cell does not end with its quote"},
      {"t,mx\n0,0\0005\n"s, "2:3: \"0\\x005\" is not a finite number"},
      {"t,mx\n0,\x1b[2J\n", "2:3: \"\\x1b[2J\" is not a finite number"},
      {"\xFF\xFEt\0,\0m\0x\0"s, " it is written in UTF-16; save it as UTF-8"},
  };
  for (const auto& [text, expected] : refused) {
    EXPECT_EQ(refusal(text).substr(0, expected.size()), expected) << text;
  }
  const std::string long_cell = refusal("t,mx\n0," + std::string(100000, 'x') + "\n");
  EXPECT_LT(long_cell.size(), 200u);
}

}  // namespace
}  // namespace quenchmark::validation
