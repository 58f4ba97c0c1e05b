#include "validation/run/stop_signal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace quenchmark::validation {
namespace {

TEST(StopSignal, IsARequestTheFirstTime) {
  const StopSignal stop;
  EXPECT_FALSE(StopSignal::flag().load());
  EXPECT_EQ(StopSignal::exit_code(), 0);
  raise(SIGINT);
  EXPECT_TRUE(StopSignal::flag().load());
  EXPECT_EQ(StopSignal::exit_code(), 130);
}

TEST(StopSignalDeathTest, EndsTheProcessTheSecondTime) {
  const auto twice = [] {
    const StopSignal stop;
    raise(SIGTERM);
    raise(SIGTERM);  // at once: the same request, sent to a process and to its group
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    if (StopSignal::exit_code() == 143) {
      raise(SIGTERM);
    }
    _exit(0);
  };
  EXPECT_EXIT(twice(), ::testing::ExitedWithCode(143), "");
}

TEST(StopSignal, GivesSignalsBack) {
  { const StopSignal stop; }
  struct sigaction now {};
  sigaction(SIGTERM, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

}  // namespace
}  // namespace quenchmark::validation
