#include "validation/record/sandbox.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <new>
#include <nlohmann/json.hpp>

#include "cases/spec/error.hpp"

namespace quenchmark::validation {

namespace {

// First byte of what the child sends: what follows.
constexpr char answer_mark = 'A';
constexpr char error_mark = 'E';

void set_limit(__rlimit_resource_t resource, rlim_t value) {
  const rlimit limit{value, value};
  setrlimit(resource, &limit);
}

void limit_memory(std::size_t extra) {
#if defined(__SANITIZE_ADDRESS__)
  (void)extra;  // The sanitiser's shadow takes terabytes of address space.
#else
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  set_limit(RLIMIT_AS, pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + extra);
#endif
}

void confine(const SandboxLimits& limits) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A crash here is an expected answer: no handler of the parent, no core file, no words on the terminal.
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGPIPE}) {
    std::signal(signal_number, SIG_DFL);
  }
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C goes to the whole group; the parent decides.
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, limits.cpu_seconds);
  limit_memory(limits.extra_memory);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(nowhere, standard);
  }
}

std::string describe(const Error& error) {
  nlohmann::json list = nlohmann::json::array();
  for (const Diagnostic& d : error.diagnostics()) {
    list.push_back(
        {{"kind", static_cast<int>(d.kind)}, {"message", d.message}, {"hint", d.hint}, {"file", d.file}});
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Error error_from(const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  for (const auto& entry : nlohmann::json::parse(text)) {
    Diagnostic& d = diagnostics.emplace_back();
    d.kind = static_cast<ErrorKind>(entry.at("kind").get<int>());
    d.message = entry.at("message");
    d.hint = entry.at("hint");
    d.file = entry.at("file");
  }
  return Error(std::move(diagnostics));
}

std::string answer_of(const std::function<std::string()>& work, const std::string& file) {
  try {
    return answer_mark + work();
  } catch (const Error& error) {
    return error_mark + describe(error);
  } catch (const std::bad_alloc&) {
    return error_mark + describe(Error(ErrorKind::format, "it claims more data than fits into memory",
                                       "the file is damaged, or this machine is too small", file));
  } catch (const std::exception& error) {
    return error_mark +
           describe(Error(ErrorKind::format, std::string("it cannot be read: ") + error.what(), "", file));
  }
}

void send(int descriptor, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) {
      return;
    }
    sent += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
}

/// Everything until the child closes its end; false when the time is over.
bool receive(int descriptor, unsigned wall_seconds, std::string& bytes) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(wall_seconds);
  std::string buffer(std::size_t{1} << 16, '\0');
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return false;
    }
    pollfd event{descriptor, POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(left)) <= 0) {
      continue;
    }
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) {
      return true;
    }
    if (count > 0) {
      bytes.append(buffer, 0, static_cast<std::size_t>(count));
    }
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

[[noreturn]] void refuse(const std::string& what, const std::string& file) {
  throw Error(ErrorKind::format, "damaged or foreign file: " + what,
              "restore it from a copy, or compute it again with --force", file);
}

}  // namespace

SandboxLimits SandboxLimits::for_file_of(std::size_t bytes) {
  constexpr std::size_t slow_bytes_per_second = 10'000'000;
  SandboxLimits limits;
  limits.extra_memory += 8 * bytes;
  limits.cpu_seconds += static_cast<unsigned>(bytes / slow_bytes_per_second);
  limits.wall_seconds += 10 * static_cast<unsigned>(bytes / slow_bytes_per_second);
  return limits;
}

std::string run_in_sandbox(const std::function<std::string()>& work, const SandboxLimits& limits,
                           const std::string& file) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(ErrorKind::io, std::string("cannot start a reader: ") + std::strerror(errno), "", file);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    confine(limits);
    send(ends[1], answer_of(work, file));
    ::_exit(0);
  }
  ::close(ends[1]);
  if (child < 0) {
    const int code = errno;
    ::close(ends[0]);
    throw Error(ErrorKind::io, std::string("cannot start a reader: ") + std::strerror(code), "", file);
  }
  std::string answer;
  const bool in_time = receive(ends[0], limits.wall_seconds, answer);
  ::close(ends[0]);
  if (!in_time) {
    ::kill(child, SIGKILL);
  }
  const int status = wait_for(child);
  if (!in_time) {
    refuse("reading it did not end within " + std::to_string(limits.wall_seconds) + " s", file);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || answer.empty()) {
    refuse(WIFSIGNALED(status)
               ? std::string("the HDF5 library died reading it (") + strsignal(WTERMSIG(status)) + ")"
               : std::string("the reader gave no answer"),
           file);
  }
  if (answer.front() == error_mark) {
    throw error_from(answer.substr(1));
  }
  return answer.substr(1);
}

}  // namespace quenchmark::validation
