#include "solvers/modules/module_loader.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace quenchmark::solvers::modules {
namespace {

/// QUENCHMARK_MODULES for as long as it lives.
class ModuleDirectory {
 public:
  explicit ModuleDirectory(const std::filesystem::path& directory) {
    setenv("QUENCHMARK_MODULES", directory.c_str(), 1);
  }
  ~ModuleDirectory() { unsetenv("QUENCHMARK_MODULES"); }
  ModuleDirectory(const ModuleDirectory&) = delete;
  ModuleDirectory& operator=(const ModuleDirectory&) = delete;
};

/// The module that this folder builds for its test, as a program of interface `abi` would ask for it.
ModuleDescription test_module(int abi = 5) {
  return {.file = "libquenchmark_test_module.so",
          .purpose = "the test needs it",
          .abi_symbol = "quenchmark_test_abi",
          .abi = abi};
}

std::string refusal(const ModuleDescription& description) {
  try {
    const Module loaded(description);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "loaded";
}

TEST(ModuleLoader, CallsAFunctionOfTheModule) {
  const ModuleDirectory directory(QUENCHMARK_TEST_MODULE_DIRECTORY);
  const Module loaded(test_module());
  EXPECT_EQ(loaded.function<int(int)>("quenchmark_test_double")(21), 42);
}

TEST(ModuleLoader, RefusesAModuleOfAnotherInterface) {
  const ModuleDirectory directory(QUENCHMARK_TEST_MODULE_DIRECTORY);
  EXPECT_NE(refusal(test_module(6)).find("has interface 5, this program needs 6; rebuild both together"),
            std::string::npos)
      << refusal(test_module(6));
}

TEST(ModuleLoader, RefusesASerialBlasWhereSeveralThreadsWouldCallIt) {
  const ModuleDirectory directory(QUENCHMARK_TEST_MODULE_DIRECTORY);
  ModuleDescription description = test_module();
  EXPECT_EQ(refusal(description), "loaded");
  description.concurrent = true;
  EXPECT_NE(refusal(description).find("install libopenblas0-pthread"), std::string::npos)
      << refusal(description);
}

TEST(ModuleLoader, KeepsOpenBlasFromStartingThreads) {
  const ModuleDirectory directory(QUENCHMARK_TEST_MODULE_DIRECTORY);
  setenv("OPENBLAS_NUM_THREADS", "7", 1);
  EXPECT_EQ(refusal(test_module()), "loaded");
  EXPECT_STREQ(std::getenv("OPENBLAS_NUM_THREADS"), "1");
}

TEST(ModuleLoader, NamesTheFunctionThatIsMissing) {
  const ModuleDirectory directory(QUENCHMARK_TEST_MODULE_DIRECTORY);
  ModuleDescription description = test_module();
  description.abi_symbol = "quenchmark_absent";
  EXPECT_NE(refusal(description).find("it has no quenchmark_absent"), std::string::npos)
      << refusal(description);
}

TEST(ModuleLoader, NamesTheFileAndTheReason) {
  const std::filesystem::path place =
      std::filesystem::path(::testing::TempDir()) / "quenchmark_module_loader_test";
  std::filesystem::create_directories(place);
  std::ofstream(place / "libquenchmark_test_module.so") << "not a library";
  const ModuleDirectory directory(place);
  const std::string said = refusal(test_module());
  EXPECT_EQ(said.find("cannot load " + (place / "libquenchmark_test_module.so").string() + ": "), 0U) << said;
  std::filesystem::remove_all(place);
}

TEST(ModuleLoader, SaysWhatNeedsTheModuleAndWhereItWasSought) {
  const ModuleDirectory directory("/nowhere");
  ModuleDescription description = test_module();
  description.file = "libquenchmark_absent_module.so";
  EXPECT_EQ(refusal(description)
                .find("the test needs it, and there is no libquenchmark_absent_module.so in /nowhere"),
            0U)
      << refusal(description);
}

}  // namespace
}  // namespace quenchmark::solvers::modules
