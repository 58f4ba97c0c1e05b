#include "validation/record/sandbox.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <new>

#include "base/error.hpp"
#include "validation/record/child_process.hpp"

namespace quenchmark::validation {

namespace {

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
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(nowhere, standard);
  }
}

/// False when the child has not closed its end when the time is over.
bool receive_all(ChildProcess& child, unsigned wall_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(wall_seconds);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return false;
    }
    pollfd event{child.descriptor(), POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(left)) > 0 && child.receive()) {
      return true;
    }
  }
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
  ChildProcess child([&] {
    confine(limits);
    try {
      return work();
    } catch (const std::bad_alloc&) {
      refuse("it claims more data than fits into memory", file);
    }
  });
  if (!receive_all(child, limits.wall_seconds)) {
    refuse("reading it did not end within " + std::to_string(limits.wall_seconds) + " s", file);
  }
  ChildAnswer answer = child.finish();
  if (!answer.answered) {
    refuse("the HDF5 library died reading it (" + answer.cause_of_end + ")", file);
  }
  return std::move(answer.text);
}

}  // namespace quenchmark::validation
