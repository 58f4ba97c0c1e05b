// Maps over space and time: a row of coloured cells for each distance.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>

#include "validation/figures/gnuplot_parts.hpp"
#include "validation/figures/palette.hpp"

namespace quenchmark::validation {

namespace {

using Colour = std::array<double, 3>;
constexpr Colour zero{238, 241, 245}, most_positive{20, 66, 128}, most_negative{178, 58, 36};

/// Zero is nearly white; share = value / largest |value|. The square root keeps weak correlations visible.
int colour_of_share(double share) {
  const Colour& end = share < 0.0 ? most_negative : most_positive;
  const double weight = std::sqrt(std::min(1.0, std::abs(share)));
  int packed = 0;
  for (std::size_t k = 0; k < zero.size(); ++k) {
    packed = 256 * packed + static_cast<int>(std::lround(zero[k] + weight * (end[k] - zero[k])));
  }
  return packed;
}

struct Extremes {
  double lowest = 0.0, highest = 0.0;

  double largest() const { return std::max({-lowest, highest, 1e-300}); }
};

Extremes extremes_of(const Panel& panel) {
  Extremes found;
  for (const Series& series : panel.series) {
    for (const double value : series.y) {
      if (std::isfinite(value)) {
        found.lowest = std::min(found.lowest, value);
        found.highest = std::max(found.highest, value);
      }
    }
  }
  return found;
}

}  // namespace

std::string map_cells(const Panel& panel, std::size_t p, std::string& data) {
  constexpr std::size_t most_cells = 150;  // of a row
  const double largest = extremes_of(panel).largest();
  const std::string block = fmt::format("$map{}", p);
  data += block + " << EOD\n";
  bool any = false;
  for (std::size_t row = 0; row < panel.rows.size() && row < panel.series.size(); ++row) {
    const Series& series = panel.series[row];
    const std::size_t stride = std::max<std::size_t>(1, series.x.size() / most_cells);
    for (std::size_t k = 0; k < series.x.size(); k += stride) {
      if (!std::isfinite(series.y[k])) {
        continue;
      }
      // A cell reaches half way to its neighbours, and below the next one, so that no seam shows between
      // them.
      const auto middle = [&](std::size_t a, std::size_t b) { return 0.5 * (series.x[a] + series.x[b]); };
      const std::size_t last = series.x.size() - 1;
      const double from = k == 0 ? series.x[0] : middle(k - std::min(k, stride), k);
      const double to =
          k + stride > last ? series.x[last] : middle(k + stride, std::min(k + 2 * stride, last));
      data +=
          fmt::format("{:.10g} {} {:.10g} {:.10g} {} {} {}\n", series.x[k], panel.rows[row], from, to,
                      panel.rows[row] - 0.5, panel.rows[row] + 0.5, colour_of_share(series.y[k] / largest));
      any = true;
    }
  }
  data += "EOD\n";
  return any ? fmt::format(
                   "plot {} using 1:2:3:4:5:6:7 with boxxyerror fs solid noborder lc rgb variable "
                   "notitle\n",
                   block)
             : "plot NaN notitle\n";
}

std::string map_legend(const Figure& figure, const Panel& panel, const Box& box) {
  constexpr int steps = 32;
  constexpr double step_width = 3, gap = 6, rise = 13, half_height = 5;  // pixels
  const Extremes extremes = extremes_of(panel);
  const std::string low = fmt::format("{:.2g}", extremes.lowest),
                    high = fmt::format("{:.2g}", extremes.highest);
  const double y = box.top + rise / figure.height;
  const auto across = [&](double pixels) { return pixels / figure.width; };
  const double end = box.right * figure.width - text_width(high) - gap;
  const double begin = end - steps * step_width;
  std::string text;
  for (int k = 0; k < steps; ++k) {
    const double value = extremes.lowest + (extremes.highest - extremes.lowest) * (k + 0.5) / steps;
    text += fmt::format(
        "set object rectangle from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} fc rgb \"#{:06x}\" fs solid "
        "noborder\n",
        across(begin + k * step_width), y - half_height / figure.height, across(end),
        y + half_height / figure.height, colour_of_share(value / extremes.largest()));
  }
  return text + fmt::format(
                    "set label \"{}\" at screen {:.5f},{:.5f} right tc rgb \"{}\"\n"
                    "set label \"{}\" at screen {:.5f},{:.5f} left tc rgb \"{}\"\n",
                    low, across(begin - gap), y, label_colour, high, across(end + gap), y, label_colour);
}

}  // namespace quenchmark::validation
