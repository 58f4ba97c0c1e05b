#include "base/file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/error.hpp"
#include "base/testing/temporary_directory.hpp"

namespace quenchmark {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryDirectory;

template <class Work>
ErrorKind kind_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_FALSE(error.diagnostics().front().file.empty());
    return error.diagnostics().front().kind;
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::internal;
}

std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

/// Files of this process may not grow beyond `bytes`: what a full disk looks like to write().
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(ReplaceFile, WritesAndReplaces) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "made" / "on" / "the" / "way" / "f.bin";
  replace_file(file, "one");
  replace_file(file, std::string(100000, 'x'));
  EXPECT_EQ(read_file(file), std::string(100000, 'x'));
  EXPECT_EQ(entries(file.parent_path()), 1u);
}

TEST(ReplaceFile, KeepsTheEarlierFileWhenTheDiskIsFull) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "f.bin";
  replace_file(file, "precious");
  {
    const FileSizeLimit limit(4096);
    EXPECT_EQ(kind_of([&] { replace_file(file, std::string(100000, 'x')); }), ErrorKind::io);
  }
  EXPECT_EQ(read_file(file), "precious");
  EXPECT_EQ(entries(directory.path()), 1u);
}

TEST(ReplaceFile, ReportsADirectoryInTheWay) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "f.bin";
  fs::create_directory(file);
  EXPECT_EQ(kind_of([&] { replace_file(file, "x"); }), ErrorKind::io);
  EXPECT_EQ(entries(directory.path()), 1u);
}

TEST(ReplaceFile, ReportsAFileInTheWayOfADirectory) {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "f", "x");
  EXPECT_EQ(kind_of([&] { replace_file(directory.path() / "f" / "g", "x"); }), ErrorKind::io);
  EXPECT_EQ(kind_of([&] { require_writable_directory(directory.path() / "f" / "g"); }), ErrorKind::io);
}

TEST(ReplaceFile, ReportsADirectoryWithoutPermission) {
  // /proc takes no new files, not even from root.
  EXPECT_EQ(kind_of([] { replace_file("/proc/quenchmark", "x"); }), ErrorKind::io);
  EXPECT_EQ(kind_of([] { require_writable_directory("/proc"); }), ErrorKind::io);
}

TEST(ReadFile, RefusesWhatIsNotAFile) {
  const TemporaryDirectory directory;
  EXPECT_EQ(kind_of([&] { read_file(directory.path() / "missing"); }), ErrorKind::io);
  EXPECT_EQ(kind_of([&] { read_file(directory.path()); }), ErrorKind::io);
  EXPECT_EQ(kind_of([] { read_file("/dev/zero"); }), ErrorKind::io);
  ASSERT_EQ(mkfifo((directory.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(kind_of([&] { read_file(directory.path() / "pipe"); }), ErrorKind::io);
}

TEST(OutputLock, ExcludesOtherProcesses) {
  const TemporaryDirectory directory;
  const fs::path place = directory.path() / "case" / "smoke" / "result.h5";
  const auto exit_of_a_second_process = [&] {
    const pid_t child = fork();
    if (child == 0) {
      try {
        const OutputLock lock(place);
      } catch (const Error& error) {
        _exit(error.exit_code());
      }
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  {
    const OutputLock lock(place);
    EXPECT_EQ(exit_of_a_second_process(), 4);
  }
  EXPECT_EQ(exit_of_a_second_process(), 0);
}

TEST(OutputLock, RemovesWhatAKilledProcessLeft) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / ".result.h5.123.quenchmark-tmp") << "half";
  std::ofstream(directory.path() / "result.h5") << "whole";
  std::ofstream(directory.path() / ".reference.h5.123.quenchmark-tmp") << "of somebody who still lives";
  const OutputLock lock(directory.path() / "result.h5");
  EXPECT_TRUE(fs::exists(directory.path() / ".reference.h5.123.quenchmark-tmp"));
  EXPECT_FALSE(fs::exists(directory.path() / ".result.h5.123.quenchmark-tmp"));
  EXPECT_TRUE(fs::exists(directory.path() / "result.h5"));
}

}  // namespace
}  // namespace quenchmark
