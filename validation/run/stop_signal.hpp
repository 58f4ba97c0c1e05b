#pragma once
// SIGHUP, SIGINT and SIGTERM as a polite request: finish the step, keep what there is.

#include <atomic>

namespace quenchmark::validation {

/// While it lives, the first of these signals sets flag(); a SIGINT or SIGTERM that comes half a second later
/// or more ends the process at once, but for what is just being kept (KeepingNow). A hangup is never
/// impatient: who hangs up waits for nothing. SIGHUP stays ignored where it was, as under nohup. One at a
/// time.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  static const std::atomic<bool>& flag();
  /// 0 while none has come, else 128 + the number of the first: 129, 130 or 143.
  static int exit_code();
};

/// While one lives, a second signal waits: what is being written is worth more than the second it takes.
class KeepingNow {
 public:
  KeepingNow();
  KeepingNow(const KeepingNow&) = delete;
  KeepingNow& operator=(const KeepingNow&) = delete;
  ~KeepingNow();
};

}  // namespace quenchmark::validation
