#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "cases/spec/error.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/record/posix_file.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::chrono::seconds patience{60};

/// A private directory, gone at the end.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "quenchmark-figure-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw Error(ErrorKind::io, "cannot make a temporary directory for a figure", "is the disk full?", name);
    }
    path_ = name;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Where standard input, output and error of the child go.
class Redirections {
 public:
  Redirections(const std::string& output, const std::string& error) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, error.c_str(), O_WRONLY | O_CREAT, 0600);
  }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;
  ~Redirections() { posix_spawn_file_actions_destroy(&actions_); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

/// Exit status of a child, or nothing when it was killed for taking too long.
std::optional<int> wait_for(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  auto pause = std::chrono::milliseconds(1);
  int status = 0;
  while (true) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) {
      return status;
    }
    if (ended < 0 && errno != EINTR) {
      throw Error(ErrorKind::io, "lost track of gnuplot");
    }
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::milliseconds(16));
  }
}

std::string first_line_with_text(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    if (line.find_first_not_of(" \t^") != std::string::npos) {
      return line;
    }
    begin = end + 1;
  }
  return "no message";
}

}  // namespace

std::string run_gnuplot(const std::string& script) {
  const ScratchDirectory scratch;
  const std::string script_file = scratch.file("figure.gp");
  const std::string svg_file = scratch.file("figure.svg");
  const std::string messages_file = scratch.file("messages");
  replace_file(script_file, script);

  const char* search_path = std::getenv("PATH");
  std::string path = fmt::format("PATH={}", search_path != nullptr ? search_path : "/usr/bin:/bin");
  std::string locale = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
  std::string program = "gnuplot", no_startup_files = "-d", argument = script_file;
  std::array<char*, 4> arguments{program.data(), no_startup_files.data(), argument.data(), nullptr};
  const Redirections redirections(svg_file, messages_file);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, program.c_str(), redirections.get(), nullptr, arguments.data(),
                                   environment.data());
  if (failure == ENOENT) {
    throw Error(ErrorKind::io, "gnuplot is not installed, so figures cannot be drawn", "install gnuplot-nox");
  }
  if (failure != 0) {
    throw Error(ErrorKind::io,
                fmt::format("gnuplot cannot be started: {}", std::generic_category().message(failure)));
  }
  const std::optional<int> status = wait_for(child);
  if (!status) {
    throw Error(ErrorKind::io,
                fmt::format("gnuplot did not finish within {} s and was ended", patience.count()));
  }
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
    throw Error(ErrorKind::io,
                fmt::format("gnuplot failed: {}", first_line_with_text(read_file(messages_file))));
  }
  return read_file(svg_file);
}

}  // namespace quenchmark::validation
