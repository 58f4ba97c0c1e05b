#include "validation/run/stop_signal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace quenchmark::validation {
namespace {

TEST(StopSignal, IsARequestTheFirstTime) {
  for (const auto& [number, status] : {std::pair{SIGHUP, 129}, {SIGINT, 130}, {SIGTERM, 143}}) {
    const StopSignal stop;
    EXPECT_FALSE(StopSignal::flag().load());
    EXPECT_EQ(StopSignal::exit_code(), 0);
    raise(number);
    EXPECT_TRUE(StopSignal::flag().load());
    EXPECT_EQ(StopSignal::exit_code(), status);
  }
}

TEST(StopSignal, AHangupStaysIgnoredUnderNohup) {
  std::signal(SIGHUP, SIG_IGN);
  {
    const StopSignal stop;
    raise(SIGHUP);
    EXPECT_FALSE(StopSignal::flag().load());
    raise(SIGTERM);
    EXPECT_EQ(StopSignal::exit_code(), 143);
  }
  EXPECT_EQ(std::signal(SIGHUP, SIG_DFL), SIG_IGN);
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

/// Longer than what counts as one request.
void wait_until_impatient() {
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
}

TEST(StopSignalDeathTest, TheSecondWaitsForWhatIsBeingKept) {
  const auto while_keeping = [] {
    const StopSignal stop;
    raise(SIGTERM);
    wait_until_impatient();
    const KeepingNow result;
    {
      const KeepingNow sidecar;
      raise(SIGINT);
    }
    fputs("kept", stderr);
  };
  EXPECT_EXIT(while_keeping(), ::testing::ExitedWithCode(130), "kept");
}

TEST(StopSignal, AHangupIsNeverImpatient) {
  const StopSignal stop;
  raise(SIGTERM);
  wait_until_impatient();
  raise(SIGHUP);  // or the test would end here
  EXPECT_EQ(StopSignal::exit_code(), 143);
}

TEST(StopSignal, GivesSignalsBack) {
  { const StopSignal stop; }
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
    struct sigaction now {};
    sigaction(number, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL) << number;
  }
}

}  // namespace
}  // namespace quenchmark::validation
