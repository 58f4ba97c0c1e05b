#include "validation/run/worker_pool.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {
namespace {

const std::atomic<bool> never{false};

Job sleeper(const std::string& name, int milliseconds) {
  return {name, [=] {
            usleep(static_cast<useconds_t>(milliseconds) * 1000);
            return name;
          }};
}

TEST(WorkerPool, AnswersInTheOrderOfTheJobs) {
  std::vector<std::size_t> order;
  const auto results = run_jobs({sleeper("slow", 300), sleeper("fast", 1)}, 2, never,
                                [&](std::size_t index, const JobResult&) { order.push_back(index); });
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].answer, "slow");
  EXPECT_EQ(results[1].answer, "fast");
  EXPECT_EQ(order, (std::vector<std::size_t>{1, 0}));
}

TEST(WorkerPool, SurvivesTheDeathOfAJob) {
  const auto results =
      run_jobs({{"dies",
                 []() -> std::string {
                   raise(SIGKILL);
                   return "";
                 }},
                {"throws", []() -> std::string { throw Error(ErrorKind::memory, "too large"); }},
                sleeper("fine", 1)},
               1, never);
  EXPECT_EQ(results[0].error->diagnostics().front().message, "dies died: Killed");
  EXPECT_EQ(results[1].error->diagnostics().front().kind, ErrorKind::memory);
  EXPECT_EQ(results[2].answer, "fine");
}

TEST(WorkerPool, AsksItsJobsToStopAndStartsNoOthers) {
  const std::atomic<bool> stop_now{true};
  EXPECT_FALSE(run_jobs({sleeper("never", 1)}, 1, stop_now)[0].started);

  std::atomic<bool> stop{false};
  const Job polite{"polite", [] {
                     const StopSignal signal;
                     while (!StopSignal::flag()) {
                       usleep(1000);
                     }
                     return std::to_string(StopSignal::exit_code());
                   }};
  const auto start = std::chrono::steady_clock::now();
  const auto results = run_jobs({polite, sleeper("quick", 200), sleeper("late", 1)}, 2, stop,
                                [&](std::size_t, const JobResult&) { stop = true; });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  EXPECT_EQ(results[0].answer, "143");
  EXPECT_EQ(results[1].answer, "quick");
  EXPECT_FALSE(results[2].started);
}

}  // namespace
}  // namespace quenchmark::validation
