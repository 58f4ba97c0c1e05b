#pragma once
// SIGINT and SIGTERM as a polite request: finish the step, keep what there is.

#include <atomic>

namespace quenchmark::validation {

/// While it lives, the first SIGINT or SIGTERM sets flag(); one that comes half a second later or
/// more ends the process at once. One at a time.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  static const std::atomic<bool>& flag();
  /// 0 while none has come, else 128 + its number: 130 or 143.
  static int exit_code();
};

}  // namespace quenchmark::validation
