#include "cases/spec/catalog.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

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
    EXPECT_EQ(fs::path(file.file).stem(), file.id()) << "files of the catalogue are named by their id";
  }
}

}  // namespace
}  // namespace quenchmark::cases
