#pragma once
// Several pieces of work at once, each in its own process: the death of one is one answer, not the end of
// all.

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace quenchmark::validation {

struct Job {
  std::string name;                   ///< for people
  std::function<std::string()> work;  ///< runs in a child process, with threads of its own
};

struct JobResult {
  bool started = false;
  std::string answer;          ///< what the work returned
  std::optional<Error> error;  ///< what it threw; Error(internal) naming the signal when it died
};

/// At most `parallel` jobs at a time; results in the order of the jobs. `finished` is called as each one
/// ends. When `stop` becomes true, running jobs are sent SIGTERM once and waited for, and no others are
/// started.
std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, int parallel, const std::atomic<bool>& stop,
                                const std::function<void(std::size_t, const JobResult&)>& finished = {});

}  // namespace quenchmark::validation
