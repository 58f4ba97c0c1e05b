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
#include <fstream>
#include <optional>
#include <thread>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/figures/gnuplot.hpp"

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
  std::string path() const { return path_.string(); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  /// Throws Error(io).
  void write(const std::string& name, const std::string& text) const {
    std::ofstream stream(path_ / name, std::ios::binary);
    if (!(stream << text).flush()) {
      throw Error(ErrorKind::io, "cannot write the script of a figure", "is the disk full?", file(name));
    }
  }

 private:
  std::filesystem::path path_;
};

/// The child works in `directory`; its messages go to the file `messages` there.
class Surroundings {
 public:
  explicit Surroundings(const std::string& directory) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "messages", O_WRONLY | O_CREAT, 0600);
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  ~Surroundings() { posix_spawn_file_actions_destroy(&actions_); }
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

/// Runs the program to its end. Throws Error(io) unless it succeeds.
void run(const std::vector<char*>& arguments, const ScratchDirectory& scratch) {
  const char* search_path = std::getenv("PATH");
  std::string path = fmt::format("PATH={}", search_path != nullptr ? search_path : "/usr/bin:/bin");
  std::string locale = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
  const Surroundings surroundings(scratch.path());
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments.front(), surroundings.get(), nullptr, arguments.data(),
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
                fmt::format("gnuplot failed: {}", first_line_with_text(read_file(scratch.file("messages")))));
  }
}

}  // namespace

std::vector<std::string> run_gnuplot(const std::vector<std::string>& scripts) {
  const ScratchDirectory scratch;
  std::vector<std::string> words{"gnuplot", "-d"};  // -d: no start-up files
  for (std::size_t k = 0; k < scripts.size(); ++k) {
    words.push_back(fmt::format("{}.gp", k));
    scratch.write(words.back(),
                  fmt::format("reset session\nset output \"{}.svg\"\n{}unset output\n", k, scripts[k]));
  }
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  run(arguments, scratch);
  std::vector<std::string> drawings;
  for (std::size_t k = 0; k < scripts.size(); ++k) {
    drawings.push_back(read_file(scratch.file(fmt::format("{}.svg", k))));
  }
  return drawings;
}

}  // namespace quenchmark::validation
