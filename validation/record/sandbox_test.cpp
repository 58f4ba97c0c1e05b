#include "validation/record/sandbox.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "base/error.hpp"

namespace quenchmark::validation {
namespace {

std::string refusal(const std::function<std::string()>& work, const SandboxLimits& limits = {}) {
  try {
    run_in_sandbox(work, limits, "some.h5");
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::format);
    EXPECT_EQ(error.diagnostics().front().file, "some.h5");
    return error.diagnostics().front().message;
  }
  return "no error";
}

TEST(Sandbox, ReturnsLongAnswersWithZeroBytes) {
  const std::string long_answer(std::size_t{3} << 20, '\0');
  EXPECT_TRUE(run_in_sandbox([&] { return long_answer; }, {}, "x") == long_answer);
}

TEST(Sandbox, PassesErrorsOn) {
  EXPECT_EQ(refusal([]() -> std::string { throw Error(ErrorKind::format, "why", "do", "some.h5"); }), "why");
}

TEST(Sandbox, SurvivesDeath) {
  EXPECT_NE(refusal([]() -> std::string {
              raise(SIGSEGV);
              return "";
            }).find("damaged or foreign"),
            std::string::npos);
  EXPECT_NE(refusal([]() -> std::string { _exit(3); }).find("damaged or foreign"), std::string::npos);
}

TEST(Sandbox, EndsWorkThatHangs) {
  SandboxLimits limits;
  limits.wall_seconds = 1;
  const auto sleep_on = []() -> std::string {
    for (;;) {
      pause();
    }
  };
  EXPECT_NE(refusal(sleep_on, limits).find("within 1 s"), std::string::npos);
}

TEST(Sandbox, EndsWorkThatSpins) {
  SandboxLimits limits;
  limits.cpu_seconds = 1;
  const auto spin = []() -> std::string {
    for (;;) {
      getppid();
    }
  };
  EXPECT_NE(refusal(spin, limits).find("damaged or foreign"), std::string::npos);
}

#if !defined(__SANITIZE_ADDRESS__)
TEST(Sandbox, LimitsMemory) {
  SandboxLimits limits;
  limits.extra_memory = std::size_t{64} << 20;
  const auto hungry = [] { return std::string(std::size_t{1} << 30, 'x'); };
  EXPECT_NE(refusal(hungry, limits).find("memory"), std::string::npos);
}
#endif

}  // namespace
}  // namespace quenchmark::validation
