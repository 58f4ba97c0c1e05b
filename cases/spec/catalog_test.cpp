#include "cases/spec/catalog.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "cases/spec/example_case.hpp"

namespace quenchmark::cases {
namespace {

namespace fs = std::filesystem;

class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("quenchmark_catalog_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "ladder");
    write("ladder/b.toml", example_case);
    write("a.toml", edited(example_case, "\"example\"", "\"first\""));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  std::string message(const std::string& wanted) {
    try {
      find_case(wanted, folder_.string());
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }

  fs::path folder_;
};

TEST_F(CatalogTest, FindsCasesInTheWholeTreeSortedById) {
  write("notes.txt", "not a case");
  const Catalog catalog = read_catalog(folder_.string());
  ASSERT_EQ(catalog.cases.size(), 2U);
  EXPECT_EQ(catalog.cases[0].id(), "example");
  EXPECT_EQ(catalog.cases[1].id(), "first");
  EXPECT_TRUE(catalog.problems.empty());
  EXPECT_EQ(find_case("first", folder_.string()).file, (folder_ / "a.toml").string());
  EXPECT_EQ(find_case((folder_ / "ladder/b.toml").string(), "/nowhere").id(), "example");
}

TEST_F(CatalogTest, OneBadFileDoesNotHideTheOthers) {
  write("broken.toml", "schema = 3");
  write("binary.toml", std::string("\0\1\2\xff", 4));
  fs::create_directories(folder_ / "folder.toml");
  const Catalog catalog = read_catalog(folder_.string());
  EXPECT_EQ(catalog.cases.size(), 2U);
  ASSERT_EQ(catalog.problems.size(), 2U);
  EXPECT_EQ(catalog.problems[0].file, (folder_ / "binary.toml").string());
  EXPECT_NO_THROW(find_case("first", folder_.string()));
  EXPECT_NE(message("frist").find("did you mean \"first\"?; " + (folder_ / "binary.toml").string() +
                                  " could not be read"),
            std::string::npos)
      << message("frist");
}

TEST_F(CatalogTest, DuplicateIdsAreRefused) {
  write("copy.toml", example_case);
  const Catalog catalog = read_catalog(folder_.string());
  EXPECT_EQ(catalog.cases.size(), 1U);
  ASSERT_EQ(catalog.problems.size(), 1U);
  EXPECT_NE(catalog.problems[0].message.find("copy.toml"), std::string::npos);
  EXPECT_NE(message("example").find("used by several files"), std::string::npos);
}

TEST_F(CatalogTest, MembersOfStudiesAreCasesOfTheCatalogue) {
  write("ramps.toml", study_case);
  const Catalog catalog = read_catalog(folder_.string());
  EXPECT_TRUE(catalog.problems.empty());
  EXPECT_EQ(catalog.cases.size(), 7U);
  ASSERT_EQ(catalog.studies.size(), 1U);
  EXPECT_EQ(catalog.studies[0].id, "ramps");
  EXPECT_EQ(catalog.figures.size(), 2U);
  EXPECT_EQ(catalog.members_of("ramps").size(), 5U);
  EXPECT_EQ(find_case("ramps-4x3-slow", folder_.string()).study, "ramps");
  EXPECT_EQ(find_cases("ramps", folder_.string()).size(), 5U);
  EXPECT_EQ(find_cases("ramps-4x3", folder_.string()).size(), 3U) << "by its first points";
  EXPECT_EQ(find_cases((folder_ / "ramps.toml").string(), "/nowhere").size(), 5U);
  EXPECT_EQ(find_cases("first", folder_.string()).size(), 1U);
  EXPECT_NE(message("ramps").find("ramps is a study of 5 cases, and one is asked for"), std::string::npos);
  EXPECT_NE(message("ramps-4x").find("no case \"ramps-4x\""), std::string::npos) << "a point is named whole";
  EXPECT_NE(message("rampe").find("did you mean \"ramps\"?"), std::string::npos);
}

TEST_F(CatalogTest, MembersMayNotHaveTheIdOfACase) {
  write("ramps.toml", study_case);
  write("other.toml", edited(example_case, "\"example\"", "\"ramps-4x3-slow\""));
  const Catalog catalog = read_catalog(folder_.string());
  EXPECT_EQ(catalog.cases.size(), 6U);
  ASSERT_EQ(catalog.problems.size(), 1U);
  EXPECT_EQ(catalog.problems[0].message,
            "the id ramps-4x3-slow is used by several files: " + (folder_ / "other.toml").string() + ", " +
                (folder_ / "ramps.toml").string());
}

TEST_F(CatalogTest, StudiesMayNotHaveTheIdOfACase) {
  write("ramps.toml", study_case);
  write("other.toml", edited(example_case, "\"example\"", "\"ramps\""));
  const Catalog catalog = read_catalog(folder_.string());
  EXPECT_EQ(catalog.cases.size(), 2U);
  EXPECT_EQ(catalog.problems.size(), 1U);
  EXPECT_NE(message("ramps").find("used by several files"), std::string::npos);
}

TEST_F(CatalogTest, FiguresMayNotShareAnId) {
  write("ramps.toml", study_case);
  write("figures.toml",
        "schema = \"quenchmark.figures/1\"\npaper = \"2D\"\n[[figure]]\nid = \"all-ramps\"\n"
        "number = \"1\"\nshows = \"mine\"\npanels = [\"mx\"]\n");
  const Catalog catalog = read_catalog(folder_.string());
  ASSERT_EQ(catalog.figures.size(), 2U);
  EXPECT_EQ(catalog.figures[0].paper, "2D") << "lists come first";
  ASSERT_EQ(catalog.problems.size(), 1U);
  EXPECT_EQ(catalog.problems[0].line, 52);
  EXPECT_EQ(catalog.problems[0].file, (folder_ / "ramps.toml").string());
}

TEST_F(CatalogTest, MissingThings) {
  EXPECT_EQ(message("nonsense"), "error: case: no case \"nonsense\" in " + folder_.string() +
                                     "; quenchmark list shows the ids; a path must end in .toml");
  EXPECT_THROW(read_catalog("/nowhere"), Error);
  EXPECT_THROW(read_catalog((folder_ / "a.toml").string()), Error);
  EXPECT_THROW(find_case("/nowhere/x.toml", folder_.string()), Error);
}

TEST_F(CatalogTest, TheDirectoryInUse) {
  ::unsetenv("QUENCHMARK_CASES");
  EXPECT_TRUE(fs::is_directory(catalog_directory())) << "the source tree";
  ::setenv("QUENCHMARK_CASES", "/from/environment", 1);
  EXPECT_EQ(catalog_directory(), "/from/environment");
  EXPECT_EQ(catalog_directory("/asked"), "/asked");
  ::unsetenv("QUENCHMARK_CASES");
}

TEST(ShippedCatalog, EveryCaseIsSound) {
  const Catalog catalog = read_catalog(QUENCHMARK_SOURCE_CATALOG);
  for (const Diagnostic& problem : catalog.problems) {
    ADD_FAILURE() << format_diagnostic(problem);
  }
  EXPECT_FALSE(catalog.cases.empty());
  for (const CaseFile& file : catalog.cases) {
    EXPECT_EQ(fs::path(file.file).stem(), file.study.empty() ? file.id() : file.study)
        << "files of the catalogue are named by their id";
  }
}

/// What `work` gives to a process that has no rights beyond those of others; the superuser may read all.
std::string as_nobody(const std::function<std::string()>& work) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    const std::string said = ::geteuid() != 0 || ::setuid(nobody) == 0 ? work() : "setuid is refused";
    ::_exit(::write(ends[1], said.data(), said.size()) < 0 ? 1 : 0);
  }
  ::close(ends[1]);
  std::string said(1000, '\0');
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ends[0], said.data(), said.size()))));
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return said;
}

std::string message_of_catalog(const std::string& directory) {
  try {
    read_catalog(directory);
  } catch (const Error& error) {
    return error.what();
  }
  return "it was read";
}

TEST_F(CatalogTest, ADirectoryThatMayNotBeSearchedIsSaidToBe) {
  fs::permissions(folder_, fs::perms{0755});
  for (const fs::perms closed : {fs::perms::none, fs::perms{0444}}) {
    fs::permissions(folder_ / "ladder", closed);
    const std::string file = as_nobody([&] { return message((folder_ / "ladder/b.toml").string()); });
    EXPECT_NE(file.find("error: io: "), std::string::npos) << file;
    EXPECT_NE(file.find("Permission denied; check the permissions"), std::string::npos) << file;
    const std::string listed = as_nobody([&] {
      const Catalog catalog = read_catalog(folder_.string());
      std::string text = std::to_string(catalog.cases.size()) + " cases;";
      for (const Diagnostic& problem : catalog.problems) {
        text += format_diagnostic(problem) + "\n";
      }
      return text;
    });
    EXPECT_TRUE(listed.starts_with("1 cases;")) << listed;
    EXPECT_NE(listed.find("ladder: cannot be read: Permission denied"), std::string::npos) << listed;
  }
  fs::permissions(folder_ / "ladder", fs::perms::owner_all);
  fs::permissions(folder_, fs::perms::none);
  const std::string whole = as_nobody([&] { return message_of_catalog(folder_.string()); });
  EXPECT_NE(whole.find("the catalogue cannot be read: Permission denied"), std::string::npos) << whole;
  fs::permissions(folder_, fs::perms::owner_all);
}

}  // namespace
}  // namespace quenchmark::cases
