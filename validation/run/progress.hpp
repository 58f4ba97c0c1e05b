#pragma once
// Tells people where long work stands, on stderr.

#include <chrono>
#include <string>

#include "base/run_control.hpp"

namespace quenchmark::validation {

enum class ProgressStyle {
  none,   ///< --quiet
  lines,  ///< a line every few seconds: logs, several workers at once
  live,   ///< one line that is rewritten: a terminal
};

/// none when quiet, else live on a terminal, else lines.
ProgressStyle progress_style(bool quiet);

/// "42 s", "3 min 05 s", "2 h 10 min".
std::string duration_text(double seconds);

class Progress {
 public:
  /// `title` stands in front of every line, e.g. "tfim_4x4_hc: run".
  Progress(std::string title, ProgressStyle style) : title_(std::move(title)), style_(style) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  void report(const ProgressReport& where);
  /// Removes a live line, so that other words can be printed.
  void clear();

  /// "title: phase: t = 0.12 of 0.5, details, 7 s left" at `now` seconds after the phase began at t_first.
  static std::string line(const std::string& title, const ProgressReport& where, double t_first,
                          double seconds);

 private:
  using Clock = std::chrono::steady_clock;

  std::string title_;
  ProgressStyle style_;
  std::string phase_;
  double t_first_ = 0.0;
  Clock::time_point phase_began_, last_shown_;
  bool on_screen_ = false;
};

}  // namespace quenchmark::validation
