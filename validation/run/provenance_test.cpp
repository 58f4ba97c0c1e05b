#include "validation/run/provenance.hpp"

#include <gtest/gtest.h>

#include "cases/spec/example_case.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/run/build_info.hpp"

namespace quenchmark::validation {
namespace {

TEST(Provenance, NamesBinaryMachineAndCommand) {
  const cases::Case asked = cases::read_case_text(cases::example_case, "example.toml").at(cases::Tier::smoke);
  const auto provenance = make_provenance(asked, {{"quenchmark", "run", "it's here.toml", ""}, 3});
  for (const char* key : {"version", "git_commit", "git_dirty", "compiler", "build_type", "flags",
                          "libraries", "system", "cpu", "cores", "memory_gib", "date"}) {
    EXPECT_FALSE(provenance.at(key).empty()) << key;
  }
  EXPECT_EQ(provenance.at("argv"), "quenchmark run 'it'\\''s here.toml' ''");
  EXPECT_EQ(provenance.at("threads"), "3");
  EXPECT_EQ(provenance.at("seed"), "1");
  EXPECT_EQ(provenance.at("case_sha256"), asked.resolved_sha256);
  EXPECT_EQ(provenance.at("date").size(), 20u);
}

TEST(Provenance, KnowsTheBuild) {
  EXPECT_NE(build_info().libraries.find("HDF5 1."), std::string::npos);
  EXPECT_NE(build_info().flags.find("-O"), std::string::npos);
  EXPECT_TRUE(build_info().git_commit == "unknown" || build_info().git_commit.size() == 40);
}

}  // namespace
}  // namespace quenchmark::validation
