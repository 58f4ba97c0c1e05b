#include "base/error.hpp"

#include <gtest/gtest.h>

#include "base/visible_text.hpp"

namespace quenchmark {
namespace {

TEST(VisibleText, ShowsControlCharactersAndLeavesTheRest) {
  using namespace std::string_literals;
  EXPECT_EQ(visible("0\0005\x1b[2J\t\x7f"s), "0\\x005\\x1b[2J\\x09\\x7f");
  EXPECT_EQ(visible("caf\xc3\xa9 \xc2\x9b"), "caf\xc3\xa9 \\xc2\\x9b");
  EXPECT_EQ(visible("\xff\xc2"), "\xff\xc2");
}

TEST(Error, IsOneWholeLineWhateverItQuotes) {
  using namespace std::string_literals;
  const Error error(ErrorKind::format, "\"0\0005\" is not\na number"s, "write \x1b[31mone", "a\rb.csv");
  EXPECT_EQ(format_diagnostic(error.diagnostics().front()),
            "error: format: a\\x0db.csv: \"0\\x005\" is not a number; write \\x1b[31mone");
}

}  // namespace
}  // namespace quenchmark
