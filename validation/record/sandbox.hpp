#pragma once
// Work on bytes that cannot be trusted, in a child process that may die without harm.

#include <cstddef>
#include <functional>
#include <string>

namespace quenchmark::validation {

struct SandboxLimits {
  std::size_t extra_memory = std::size_t{1}
                             << 30;  ///< bytes of address space beyond what the process has now
  unsigned cpu_seconds = 2;
  unsigned wall_seconds = 60;

  /// Generous for reading a sound file of this many bytes.
  static SandboxLimits for_file_of(std::size_t bytes);
};

/// What `work` returns in a forked child. An Error thrown there is thrown again here. When the child dies, or
/// runs out of memory or time, throws Error(format) saying that `file` is damaged or foreign. The child is
/// one thread, and its limit on memory has no room for the stacks of more.
std::string run_in_sandbox(const std::function<std::string()>& work, const SandboxLimits& limits,
                           const std::string& file);

}  // namespace quenchmark::validation
