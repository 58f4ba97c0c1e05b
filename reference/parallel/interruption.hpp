#pragma once
// How deep loops are left when a stop is requested.

#include "base/run_control.hpp"

namespace quenchmark::reference {

/// Thrown by whatever sees the stop flag first, and caught where the curve is put together: it never leaves
/// this engine.
struct Interrupted {};

inline void throw_if_stopped(const RunControl& control) {
  if (control.stop_requested()) {
    throw Interrupted{};
  }
}

}  // namespace quenchmark::reference
