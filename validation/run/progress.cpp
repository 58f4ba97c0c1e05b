#include "validation/run/progress.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace quenchmark::validation {

namespace {

using namespace std::chrono_literals;

constexpr auto live_interval = 100ms;
constexpr auto line_interval = 5s;

std::size_t terminal_width() {
  winsize size{};
  constexpr std::size_t usual = 80;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

}  // namespace

ProgressStyle progress_style(bool quiet) {
  if (quiet) {
    return ProgressStyle::none;
  }
  return isatty(STDERR_FILENO) == 1 ? ProgressStyle::live : ProgressStyle::lines;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  if (whole < 60) {
    return fmt::format("{} s", whole);
  }
  if (whole < 3600) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string Progress::line(const std::string& title, const ProgressReport& where, double t_first,
                           double seconds) {
  std::string text = title + ": " + where.phase;
  const double span = where.t_end - t_first;
  if (span > 0.0) {
    text += fmt::format(": t = {:.4g} of {:.4g}", where.t, where.t_end);
  }
  if (!where.details.empty()) {
    text += ", " + where.details;
  }
  const double done = span > 0.0 ? (where.t - t_first) / span : 0.0;
  if (done > 0.0 && done < 1.0) {
    text += ", " + duration_text(seconds * (1.0 - done) / done) + " left";
  }
  return text;
}

void Progress::report(const ProgressReport& where) {
  if (style_ == ProgressStyle::none) {
    return;
  }
  const Clock::time_point now = Clock::now();
  if (where.phase != phase_) {
    phase_ = where.phase;
    phase_began_ = now;
    t_first_ = where.t;
    if (last_shown_ == Clock::time_point{}) {
      last_shown_ = now;  // Work that ends at once needs no words.
    }
  }
  const bool live = style_ == ProgressStyle::live;
  if (now - last_shown_ <
      (live ? std::chrono::milliseconds(live_interval) : std::chrono::milliseconds(line_interval))) {
    return;
  }
  last_shown_ = now;
  std::string text = line(title_, where, t_first_, std::chrono::duration<double>(now - phase_began_).count());
  if (live) {
    text = "\r\033[K" + text.substr(0, terminal_width() - 1);
    on_screen_ = true;
  } else {
    text += "\n";
  }
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

void Progress::clear() {
  if (on_screen_) {
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    on_screen_ = false;
  }
}

}  // namespace quenchmark::validation
