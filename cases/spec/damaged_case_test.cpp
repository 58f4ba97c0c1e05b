// Nothing that a file may hold crashes or hangs the reader: it ends in a message.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "cases/spec/mistakes_in.hpp"

namespace quenchmark::cases {
namespace {

TEST(DamagedCase, NotToml) {
  const std::vector<Diagnostic> twice =
      mistakes_in(edited(example_case, "t_max = 0.5", "t_max = 0.5\nt_max = 0.6"));
  ASSERT_EQ(twice.size(), 1U);
  EXPECT_EQ(twice[0].line, 16);
  EXPECT_NE(twice[0].message.find("not valid TOML"), std::string::npos);
  const std::vector<Diagnostic> unfinished = mistakes_in(std::string(example_case) + "x = [1, 2");
  ASSERT_EQ(unfinished.size(), 1U);
  EXPECT_EQ(unfinished[0].line, 49);
  const std::string binary(
      "\x7f"
      "ELF\0\1\2\xff\xfe",
      9);
  EXPECT_EQ(mistakes_in(binary).size(), 1U);
  const std::string bytes = edited(example_case, "A quench", "\xff\xfe quench");
  ASSERT_EQ(mistakes_in(bytes).size(), 1U);
  EXPECT_EQ(mistakes_in(bytes)[0].line, 3);
}

TEST(DamagedCase, DeepNestingEndsInAMessage) {
  const auto repeated = [](const std::string& text, int times) {
    std::string result;
    for (int k = 0; k < times; ++k) {
      result += text;
    }
    return result;
  };
  EXPECT_EQ(mistakes_in("x = " + repeated("[", 400000)).size(), 1U);
  EXPECT_EQ(mistakes_in("x = " + repeated("{a=", 200000) + "1" + repeated("}", 200000)).size(), 1U);
  EXPECT_EQ(mistakes_in(repeated("a.", 400000) + "a = 1").size(), 1U);
  EXPECT_EQ(mistakes_in("[" + repeated("a . ", 200000) + "a]").size(), 1U);
  const std::string limit_of_parser =
      "x = " + repeated("{" + repeated("a.", 30) + "a=", 200) + "1" + repeated("}", 200);
  EXPECT_EQ(mistakes_in(limit_of_parser).size(), 1U);
  EXPECT_EQ(mistakes_in("x = " + repeated("[", 17) + repeated("]", 17)).size(), 1U);
}

TEST(DamagedCase, FilesThatCannotBeRead) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "quenchmark_bad_files";
  std::filesystem::create_directories(folder);
  const auto kind_of = [](const std::string& path) {
    try {
      read_case_file(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.diagnostics().size(), 1U);
      EXPECT_EQ(error.diagnostics()[0].file, path);
      return error.diagnostics()[0].kind;
    }
    return ErrorKind::internal;
  };
  EXPECT_EQ(kind_of((folder / "missing.toml").string()), ErrorKind::bad_case);
  EXPECT_EQ(kind_of(folder.string()), ErrorKind::bad_case);
  EXPECT_EQ(kind_of("/dev/zero"), ErrorKind::bad_case);
  const std::filesystem::path large = folder / "large.toml";
  std::ofstream(large).close();
  std::filesystem::resize_file(large, 100'000'000);
  EXPECT_EQ(kind_of(large.string()), ErrorKind::bad_case);
  std::filesystem::remove_all(folder);
}

TEST(DamagedCase, RandomDamageNeverCrashes) {
  std::mt19937 random(20240607);
  const std::string alphabet =
      "\"'[]{}=.,#\n\\0123456789eE+-_ \t\r\x01\xff"
      "abkmtxz";
  for (const std::string& original :
       {std::string(example_case), std::string(tiered_case), std::string(study_case)}) {
    for (int round = 0; round < 3000; ++round) {
      std::string text = original;
      const int edits = 1 + static_cast<int>(random() % 4);
      for (int k = 0; k < edits; ++k) {
        const std::size_t at = random() % text.size();
        switch (random() % 4) {
          case 0:
            text[at] = alphabet[random() % alphabet.size()];
            break;
          case 1:
            text.erase(at, 1 + random() % 8);
            break;
          case 2:
            text.insert(at, 1, alphabet[random() % alphabet.size()]);
            break;
          default:
            text.insert(at, text.substr(random() % text.size(), random() % 40));
            break;
        }
      }
      for (const Diagnostic& diagnostic : mistakes_in(text)) {
        EXPECT_EQ(diagnostic.kind, ErrorKind::bad_case);
        EXPECT_GT(diagnostic.line, 0) << format_diagnostic(diagnostic);
        EXPECT_FALSE(diagnostic.message.empty());
      }
    }
  }
}

}  // namespace
}  // namespace quenchmark::cases
