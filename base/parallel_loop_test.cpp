#include "base/parallel_loop.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace quenchmark {
namespace {

TEST(ParallelLoop, DoesEveryIterationOnce) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<int> visits(1000, 0);
    parallel_for(1000, threads, [&](std::int64_t k) { ++visits[static_cast<std::size_t>(k)]; });
    EXPECT_EQ(std::accumulate(visits.begin(), visits.end(), 0), 1000) << threads;
    EXPECT_EQ(*std::min_element(visits.begin(), visits.end()), 1) << threads;
  }
  parallel_for(0, 4, [](std::int64_t) { FAIL() << "there is nothing to do"; });
}

TEST(ParallelLoop, TilesCoverTheRange) {
  std::vector<int> visits(1003, 0);
  parallel_for_tiles(1003, 64, 3, [&](std::int64_t begin, std::int64_t end) {
    EXPECT_EQ(begin % 64, 0);
    EXPECT_LE(end - begin, 64);
    for (std::int64_t k = begin; k < end; ++k) {
      ++visits[static_cast<std::size_t>(k)];
    }
  });
  EXPECT_EQ(visits, std::vector<int>(1003, 1));
}

TEST(ParallelLoop, AnExceptionLeavesOnTheCallingThread) {
  for (const int threads : {1, 4}) {
    std::atomic<int> begun{0};
    EXPECT_THROW(parallel_for(1 << 20, threads,
                              [&](std::int64_t k) {
                                ++begun;
                                if (k == 10) {
                                  throw std::runtime_error("tenth");
                                }
                              }),
                 std::runtime_error);
    EXPECT_LT(begun, 1 << 20) << "the rest is not worth doing";
    int sum = 0;
    parallel_for(1, threads, [&](std::int64_t) { ++sum; });
    EXPECT_EQ(sum, 1) << "the next loop is not disturbed";
  }
}

TEST(ParallelLoop, NestsAndServesSeveralThreads) {
  std::atomic<int> count{0};
  const auto nested = [&] {
    parallel_for(8, 3, [&](std::int64_t) { parallel_for(8, 3, [&](std::int64_t) { ++count; }); });
  };
  std::thread other(nested);
  nested();
  other.join();
  EXPECT_EQ(count, 128);
}

TEST(ParallelLoop, WorksInAForkedChild) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer ends a forked child that starts threads";
#endif
  std::atomic<int> count{0};
  parallel_for(100, 2, [&](std::int64_t) { ++count; });
  const pid_t child = ::fork();
  if (child == 0) {
    std::atomic<int> own{0};
    parallel_for(100, 2, [&](std::int64_t) { ++own; });
    ::_exit(own == 100 ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// Threads need address space for their stacks: a limit on it stands for every reason to refuse one.
TEST(ParallelLoop, AThreadThatCannotBeHadIsAnError) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitisers reserve more address space than a limit could leave";
#endif
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{1 << 20, 1 << 20};
    ::setrlimit(RLIMIT_AS, &limit);
    try {
      parallel_for(1000, 500, [](std::int64_t) {});
    } catch (const Error& error) {
      ::_exit(error.diagnostics().front().kind == ErrorKind::device ? 0 : 2);
    }
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace quenchmark
