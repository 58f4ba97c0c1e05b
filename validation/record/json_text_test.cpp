#include "validation/record/json_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

std::string brackets(std::size_t count) {
  return std::string(count, '[') + std::string(count, ']');
}

std::string refusal(const std::string& text) {
  try {
    parse_json(text, "log.json", "wait");
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 4);
    return format_diagnostic(error.diagnostics().front());
  }
}

TEST(JsonText, TellsWhereItEndsTooEarly) {
  EXPECT_EQ(refusal("{\"a\": 1,\n \"b\" 2}"),
            "error: format: log.json:2:6: it is no JSON document, or one that was cut off; wait");
  EXPECT_EQ(refusal(""),
            "error: format: log.json:1:1: it is no JSON document, or one that was cut off; wait");
  EXPECT_EQ(parse_json("{\"a\": [1, null]}", "log.json")["a"].size(), 2u);
}

// Found by hand: certify ended with a segmentation fault where a log held a million brackets.
TEST(JsonText, RefusesNestingThatWouldExhaustTheStack) {
  EXPECT_EQ(refusal(brackets(64)), "");
  EXPECT_EQ(refusal(brackets(66)), "error: format: log.json: it nests deeper than 64 levels");
  EXPECT_EQ(refusal(brackets(1000000)), "error: format: log.json: it nests deeper than 64 levels");
}

// Found by hand: certify called 1e999 in a log a defect of its own.
TEST(JsonText, RefusesNumbersBeyondAnyDouble) {
  EXPECT_EQ(refusal("[1e999]"), "error: format: log.json: it holds a number that is too large to be one");
}

}  // namespace
}  // namespace quenchmark::validation
