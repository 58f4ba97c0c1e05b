#include "base/shell_line.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace quenchmark {
namespace {

/// The words that a shell makes of a line, one after the other with a bar behind each.
std::string words_of(const std::string& line) {
  const std::string command = "set -- " + line + "; printf '%s|' \"$@\"";
  FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    text += static_cast<char>(c);
  }
  EXPECT_EQ(pclose(pipe), 0) << line;
  return text;
}

TEST(ShellLine, AShellFindsTheSameWords) {
  const std::vector<std::string> words{
      "plain-word_1./=:,+@%", "",      "two words",         "it's",       "$HOME `date` \\", "~",  "a\nb",
      "caf\xc3\xa9",          "*?[!]", "#no;comment&|<>()", "\"double\"", "{a,b}",           "!!", "\t"};
  std::string expected;
  for (const std::string& word : words) {
    expected += word + "|";
  }
  EXPECT_EQ(words_of(shell_line(words)), expected);
}

TEST(ShellLine, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(shell_line({"quenchmark", "run", "my case.toml", "--seed", "7"}),
            "quenchmark run 'my case.toml' --seed 7");
}

}  // namespace
}  // namespace quenchmark
