#pragma once
// Why work ended before its last output time, for programs; the words for people stand beside it.

#include <algorithm>
#include <array>
#include <string_view>

namespace quenchmark {

enum class StopCause {
  none,          ///< it ran to its end
  signal,        ///< it was asked to stop
  step_floor,    ///< the step fell below dt_min, whatever made the trial steps fail
  step_count,    ///< max_steps was reached
  non_finite,    ///< numbers of the curve itself are not finite
  disagreement,  ///< the two propagators of a reference differ by more than its tolerance
  memory,        ///< memory could not be had
  device,        ///< a backend, its device or the system's threads failed
  failure,       ///< a library, or this program, failed otherwise
  unknown,       ///< another program wrote the file and did not say
};

inline constexpr std::array<std::string_view, 10> stop_cause_names{
    "",       "signal", "step_floor", "step_count", "non_finite", "disagreement",
    "memory", "device", "failure",    "unknown"};

constexpr std::string_view name(StopCause cause) {
  return stop_cause_names[static_cast<std::size_t>(cause)];
}

/// unknown for a word that is not known.
constexpr StopCause stop_cause(std::string_view word) {
  const auto found = std::find(stop_cause_names.begin(), stop_cause_names.end(), word);
  return found == stop_cause_names.end() ? StopCause::unknown
                                         : static_cast<StopCause>(found - stop_cause_names.begin());
}

/// Something beside the solver failed: what was computed stands, and the rest may succeed another time.
constexpr bool is_failure(StopCause cause) {
  return cause == StopCause::memory || cause == StopCause::device || cause == StopCause::failure;
}

/// A finding about the solver, which a claim may fail by; after anything else there is nothing sound to
/// judge.
constexpr bool is_finding(StopCause cause) {
  return cause == StopCause::step_floor || cause == StopCause::step_count;
}

}  // namespace quenchmark
