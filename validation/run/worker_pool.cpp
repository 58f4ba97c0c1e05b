#include "validation/run/worker_pool.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <map>

#include "validation/record/child_process.hpp"

namespace quenchmark::validation {

namespace {

constexpr int stop_check_milliseconds = 100;

/// Ctrl-C on a terminal goes to a whole process group; with one of its own, a job hears it from the pool
/// alone, once. When the pool is killed, its jobs are asked to stop.
std::string leave_group_and_work(const Job& job) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  return job.work();
}

JobResult result_of(ChildProcess& child, const Job& job) {
  JobResult result;
  result.started = true;
  try {
    ChildAnswer answer = child.finish();
    if (answer.answered) {
      result.answer = std::move(answer.text);
    } else {
      result.error = Error(ErrorKind::internal, job.name + " died: " + answer.cause_of_end,
                           "too little memory is a common reason; see the system's log");
    }
  } catch (const Error& error) {
    result.error = error;
  }
  return result;
}

/// Waits a little; indices of the children that have closed their end.
std::vector<std::size_t> wait_for_some(std::map<std::size_t, ChildProcess>& running) {
  std::vector<pollfd> events;
  for (const auto& [index, child] : running) {
    events.push_back({child.descriptor(), POLLIN, 0});
  }
  std::vector<std::size_t> ended;
  if (::poll(events.data(), events.size(), stop_check_milliseconds) <= 0) {
    return ended;
  }
  std::size_t k = 0;
  for (auto& [index, child] : running) {
    if (events[k++].revents != 0 && child.receive()) {
      ended.push_back(index);
    }
  }
  return ended;
}

}  // namespace

std::vector<JobResult> run_jobs(const std::vector<Job>& jobs, int parallel, const std::atomic<bool>& stop,
                                const std::function<void(std::size_t, const JobResult&)>& finished) {
  std::vector<JobResult> results(jobs.size());
  std::map<std::size_t, ChildProcess> running;
  std::size_t next = 0;
  bool told_to_stop = false;
  while (!running.empty() || (next < jobs.size() && !stop)) {
    while (next < jobs.size() && running.size() < static_cast<std::size_t>(parallel) && !stop) {
      const Job& job = jobs[next];
      running.emplace(next++, ChildProcess([&job] { return leave_group_and_work(job); }));
    }
    if (stop && !told_to_stop) {
      told_to_stop = true;
      for (const auto& [index, child] : running) {
        ::kill(child.pid(), SIGTERM);
      }
    }
    for (const std::size_t index : wait_for_some(running)) {
      results[index] = result_of(running.at(index), jobs[index]);
      running.erase(index);
      if (finished) {
        finished(index, results[index]);
      }
    }
  }
  return results;
}

}  // namespace quenchmark::validation
