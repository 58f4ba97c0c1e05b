// What the loader says when there is no sound module. The module is chosen once per process, so every failure
// needs a fresh one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "solvers/predictor/load_predictor.hpp"

namespace quenchmark::solvers::predictor {
namespace {

/// Ends the process with status 7 and the message.
[[noreturn]] void load_from(const std::filesystem::path& directory) {
  setenv("QUENCHMARK_MODULES", directory.c_str(), 1);
  try {
    make_torch_predictor({}, "cpu");
  } catch (const std::runtime_error& error) {
    std::fputs(error.what(), stderr);
    std::_Exit(7);
  }
  std::_Exit(0);
}

TEST(PredictorLoaderDeathTest, NamesTheFileAndTheReason) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const std::filesystem::path directory =
      std::filesystem::path(::testing::TempDir()) / "quenchmark_predictor_loader_test";
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "libquenchmark_torch_predictor.so") << "not a library";
  EXPECT_EXIT(load_from(directory), ::testing::ExitedWithCode(7),
              "cannot load .*libquenchmark_torch_predictor.so: .");
  std::filesystem::remove_all(directory);
}

TEST(PredictorLoaderDeathTest, RefusesAModuleOfAnotherBuild) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(load_from(QUENCHMARK_WRONG_PREDICTOR_DIRECTORY), ::testing::ExitedWithCode(7),
              "has interface -1");
}

#ifdef QUENCHMARK_WITHOUT_TORCH
TEST(PredictorLoaderDeathTest, SaysThatLibTorchIsMissing) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(load_from("/nowhere"), ::testing::ExitedWithCode(7), "needs LibTorch");
}
#endif

}  // namespace
}  // namespace quenchmark::solvers::predictor
