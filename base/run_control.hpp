#pragma once
// How long work tells where it stands, and how it is asked to stop.

#include <atomic>
#include <functional>
#include <string>

namespace quenchmark {

struct ProgressReport {
  std::string phase;  ///< "prepare", "evolve", "chebyshev", "lanczos", ...
  double t = 0.0;     ///< time reached, in the unit of the case
  double t_end = 0.0;
  std::string details;  ///< "step 12, dt 1.3e-03, r2 4e-05", ready to print
};

/// Handed down by value. Both members may be empty.
struct RunControl {
  std::function<void(const ProgressReport&)> report;
  const std::atomic<bool>* stop =
      nullptr;  ///< set by SIGINT/SIGTERM: finish the step, keep what there is, return "interrupted"

  bool stop_requested() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
  void progress(const ProgressReport& where) const {
    if (report) {
      report(where);
    }
  }
};

}  // namespace quenchmark
