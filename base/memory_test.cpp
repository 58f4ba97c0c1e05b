#include "base/memory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/error.hpp"
#include "base/testing/temporary_directory.hpp"

namespace quenchmark {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

/// A machine with 1000 MiB to be had and no other bound, described as Linux does below a directory.
class FakeMachine {
 public:
  FakeMachine() {
    write("proc/meminfo",
          "MemTotal:        2048000 kB\nMemFree:           10240 kB\nMemAvailable:    1024000 kB\n");
    write("proc/self/limits",
          "Limit                     Soft Limit           Hard Limit           Units     \n"
          "Max data size             unlimited            unlimited            bytes     \n"
          "Max address space         unlimited            unlimited            bytes     \n");
    write("proc/self/status", "Name:\tquenchmark\nVmSize:\t   102400 kB\nVmData:\t    51200 kB\n");
  }

  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path file = directory_.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }

  /// Version 2 below /sys/fs/cgroup.
  void unified(const std::string& own, const std::string& top = "/") {
    write("proc/self/mountinfo", "25 1 0:22 / /proc rw - proc proc rw\n30 23 0:26 " + top +
                                     " /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
    write("proc/self/cgroup", "0::" + own + "\n");
  }

  /// Version 1: memory and pids each in a hierarchy of its own.
  void separate(const std::string& own, const std::string& top = "/") {
    write("proc/self/mountinfo",
          "33 31 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n35 31 0:32 " + top +
              " /sys/fs/cgroup/memory rw,relatime shared:2 - cgroup cgroup rw,hugetlb,memory\n");
    write("proc/self/cgroup", "8:pids:/elsewhere\n4:hugetlb,memory:" + own + "\n");
  }

  void group(const std::string& path, const std::string& max, std::int64_t current,
             const std::string& statistics = "") {
    const std::string folder = "sys/fs/cgroup" + path + "/";
    write(folder + "memory.max", max + "\n");
    write(folder + "memory.current", std::to_string(current) + "\n");
    write(folder + "memory.stat", statistics);
  }

  void group_of_version_1(const std::string& path, std::int64_t limit, std::int64_t usage,
                          const std::string& statistics = "") {
    const std::string folder = "sys/fs/cgroup/memory" + path + "/";
    write(folder + "memory.limit_in_bytes", std::to_string(limit) + "\n");
    write(folder + "memory.usage_in_bytes", std::to_string(usage) + "\n");
    write(folder + "memory.stat", statistics);
  }

  std::int64_t mebibytes() const { return left().bytes / mebibyte; }
  std::string bound() const { return left().bound; }
  AvailableMemory available() const { return available_memory(directory_.path()); }

 private:
  MemoryLeft left() const { return available().tightest(); }

  testing::TemporaryDirectory directory_;
};

std::string mebibytes(std::int64_t count) {
  return std::to_string(count * mebibyte);
}

TEST(Memory, OfTheMachineIsWhatCanBeHadNotWhatIsFree) {
  const FakeMachine machine;
  EXPECT_EQ(machine.mebibytes(), 1000);
  EXPECT_EQ(machine.bound(), "the machine");
}

TEST(Memory, OfAnOldKernelCountsItsPageCache) {
  FakeMachine machine;
  machine.write("proc/meminfo", "MemFree: 1024 kB\nBuffers: 1024 kB\nCached: 2048 kB\nSwapCached: 9999 kB\n");
  EXPECT_EQ(machine.mebibytes(), 4);
}

TEST(Memory, NobodyWhoTellsIsNoBound) {
  const testing::TemporaryDirectory nothing;
  EXPECT_EQ(available_memory(nothing.path()).tightest().bytes, unlimited_memory);
}

TEST(Memory, OfAUnifiedGroupIsThatOfTheProcessNotOfTheRoot) {
  FakeMachine machine;
  machine.unified("/user/job");
  machine.group("/user/job", mebibytes(400), 150 * mebibyte);
  EXPECT_EQ(machine.mebibytes(), 250);
  EXPECT_EQ(machine.bound(), "control group /user/job");
}

TEST(Memory, OfAGroupAboveBindsToo) {
  FakeMachine machine;
  machine.unified("/user/job/step");
  machine.group("/user/job/step", "max", 10 * mebibyte);
  machine.group("/user/job", mebibytes(900), 10 * mebibyte);
  machine.group("/user", mebibytes(500), 380 * mebibyte);
  EXPECT_EQ(machine.mebibytes(), 120);
  EXPECT_EQ(machine.bound(), "control group /user");
}

TEST(Memory, PageCacheOfAGroupCanBeGivenBack) {
  FakeMachine machine;
  machine.unified("/job");
  machine.group("/job", mebibytes(400), 390 * mebibyte,
                "anon 1\nfile 314572800\ninactive_file " + mebibytes(200) + "\nactive_file " +
                    mebibytes(100) + "\nslab_reclaimable " + mebibytes(10) + "\n");
  EXPECT_EQ(machine.mebibytes(), 320);
}

TEST(Memory, AGroupIsSlowedAboveItsHighMark) {
  FakeMachine machine;
  machine.unified("/job");
  machine.group("/job", mebibytes(400), 0);
  machine.write("sys/fs/cgroup/job/memory.high", mebibytes(300) + "\n");
  EXPECT_EQ(machine.mebibytes(), 300);
}

TEST(Memory, OfAGroupThatIsFullIsNothing) {
  FakeMachine machine;
  machine.unified("/job");
  machine.group("/job", mebibytes(400), 450 * mebibyte);
  EXPECT_EQ(machine.mebibytes(), 0);
  EXPECT_EQ(memory_share(1, machine.available()), 1) << "0 would mean no limit";
}

TEST(Memory, OfAGroupOfVersion1) {
  FakeMachine machine;
  machine.separate("/user/job");
  machine.group_of_version_1("", 9223372036854771712, 900 * mebibyte);
  machine.group_of_version_1("/user", 600 * mebibyte, 500 * mebibyte,
                             "inactive_file 1\ntotal_inactive_file " + mebibytes(100) +
                                 "\ntotal_active_file " + mebibytes(50) + "\n");
  machine.group_of_version_1("/user/job", 400 * mebibyte, 50 * mebibyte);
  EXPECT_EQ(machine.mebibytes(), 250);
  EXPECT_EQ(machine.bound(), "control group /user");
}

// The machine that runs both: memory is counted in the first, and the second is there without it.
TEST(Memory, OfAHybridHierarchy) {
  FakeMachine machine;
  machine.write("proc/self/mountinfo",
                "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
  machine.write("proc/self/cgroup", "4:memory:/job\n1:name=systemd:/\n0::/other\n");
  machine.write("sys/fs/cgroup/unified/other/cgroup.procs", "1\n");
  machine.group_of_version_1("/job", 300 * mebibyte, 100 * mebibyte);
  EXPECT_EQ(machine.mebibytes(), 200);
}

// A container's mount shows its own group as the top, and proc names the group as the host sees it.
TEST(Memory, OfAContainerIsFoundWhereItIsMounted) {
  FakeMachine first;
  first.separate("/docker/abc", "/docker/abc");
  first.group_of_version_1("", 300 * mebibyte, 100 * mebibyte);
  EXPECT_EQ(first.mebibytes(), 200);

  FakeMachine inner;
  inner.separate("/docker/abc/inner", "/docker/abc");
  inner.group_of_version_1("/inner", 250 * mebibyte, 100 * mebibyte);
  EXPECT_EQ(inner.mebibytes(), 150);

  FakeMachine outside;  // a namespace whose root is elsewhere: the mount point is all there is to see
  outside.unified("/../other");
  outside.group("", mebibytes(170), 100 * mebibyte);
  EXPECT_EQ(outside.mebibytes(), 70);
}

TEST(Memory, ALimitAboveTheContainerIsSeenInItsStatistics) {
  FakeMachine machine;
  machine.separate("/docker/abc", "/docker/abc");
  machine.group_of_version_1("", 9223372036854771712, 100 * mebibyte,
                             "hierarchical_memory_limit " + mebibytes(350) + "\n");
  EXPECT_EQ(machine.mebibytes(), 250);
}

TEST(Memory, AMountPointMayHaveBlanks) {
  FakeMachine machine;
  machine.write("proc/self/mountinfo", "30 23 0:26 / /sys/control\\040groups rw - cgroup2 cgroup2 rw\n");
  machine.write("proc/self/cgroup", "0::/a:b\n");
  machine.write("sys/control groups/a:b/memory.max", mebibytes(90));
  EXPECT_EQ(machine.mebibytes(), 90);
}

TEST(Memory, LinesThatNobodyUnderstandsAreNoBound) {
  FakeMachine machine;
  machine.write("proc/self/mountinfo", "\n1 2 3\n- - -\n30 23 0:26 / /sys/fs/cgroup rw - cgroup2\n");
  machine.write("proc/self/cgroup", "nonsense\n0:\n");
  machine.write("proc/self/limits", "Max address space\n");
  EXPECT_EQ(machine.mebibytes(), 1000);
}

TEST(Memory, LimitsOfTheProcessBindWhatItHasNotTaken) {
  FakeMachine machine;
  machine.write("proc/self/limits",
                "Max data size             unlimited            unlimited            bytes     \n"
                "Max address space         " +
                    mebibytes(300) + "            unlimited            bytes     \n");
  EXPECT_EQ(machine.mebibytes(), 200);
  EXPECT_EQ(machine.bound(), "ulimit -v");
  machine.write("proc/self/limits", "Max data size             " + mebibytes(130) +
                                        "            unlimited            bytes     \n"
                                        "Max address space         " +
                                        mebibytes(300) + "            unlimited            bytes     \n");
  EXPECT_EQ(machine.mebibytes(), 80);
  EXPECT_EQ(machine.bound(), "ulimit -d");
}

TEST(Memory, JobsShareTheMachineAndNotEachOthersLimits) {
  FakeMachine machine;
  EXPECT_EQ(memory_share(4, machine.available()) / mebibyte, 225);
  machine.write("proc/self/limits", "Max address space         " + mebibytes(400) + "  unlimited  bytes\n");
  EXPECT_EQ(memory_share(1, machine.available()) / mebibyte, 270);
  EXPECT_EQ(memory_share(2, machine.available()) / mebibyte, 270);
  EXPECT_EQ(memory_share(4, machine.available()) / mebibyte, 225);
}

TEST(Memory, OfThisMachineIsKnown) {
  const AvailableMemory available = available_memory();
  EXPECT_GT(available.shared.bytes, 0);
  EXPECT_LT(available.shared.bytes, std::int64_t{1} << 50);
}

TEST(Memory, ALimitOnThisProcessIsSeen) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitisers reserve more address space than a limit could leave";
#endif
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{std::size_t{1} << 30, std::size_t{1} << 30};
    ::setrlimit(RLIMIT_AS, &limit);
    const MemoryLeft own = available_memory().own;
    ::_exit(own.bytes > 0 && own.bytes < (std::int64_t{1} << 30) && own.bound == "ulimit -v" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Memory, WhatDoesNotFitIsRefusedWithBothNumbers) {
  try {
    require_memory("a ring of 9 sites", 2'000'000'000, 1'500'000'000, "choose a shorter chain");
    FAIL() << "it does not fit";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::memory);
    EXPECT_NE(error.diagnostics().front().message.find("2.00 GB"), std::string::npos);
    EXPECT_NE(error.diagnostics().front().message.find("1.50 GB"), std::string::npos);
  }
  require_memory("a ring of 9 sites", 5, 5, "");
}

}  // namespace
}  // namespace quenchmark
