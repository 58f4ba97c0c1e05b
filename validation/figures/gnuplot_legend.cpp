// Legends: closer to the curves than gnuplot's own key.
#include <fmt/format.h>
#include <algorithm>
#include <vector>

#include "validation/figures/gnuplot_parts.hpp"
#include "validation/figures/palette.hpp"

namespace quenchmark::validation {

namespace {

constexpr double sample = 18, before_text = 6, between = 16, rise = 13, half_height = 4, line_height = 16;

struct Rows {
  bool beside = false;  ///< one row, flush right, that leaves the quantity its place
  std::vector<std::vector<const Series*>> rows;
};

double entry_width(const Series& series) {
  return sample + before_text + text_width(series.label) + between;
}

Rows packed(const Panel& panel, double width) {
  std::vector<const Series*> labelled;
  double total = 0.0;
  for (const Series& series : panel.series) {
    if (!series.label.empty()) {
      labelled.push_back(&series);
      total += entry_width(series);
    }
  }
  if (text_width(panel.quantity) + total <= width) {
    return {true, {labelled}};
  }
  Rows packed{false, {{}}};
  double used = 0.0;
  for (const Series* series : labelled) {
    if (!packed.rows.back().empty() && used + entry_width(*series) - between > width) {
      packed.rows.emplace_back();
      used = 0.0;
    }
    used += entry_width(*series);
    packed.rows.back().push_back(series);
  }
  return packed;
}

/// A sample of the line, area or mark, and its name, `x` pixels from the left and at the height `y`.
std::string entry(const Figure& figure, const Series& series, double x, double y) {
  const auto across = [&](double pixels) { return pixels / figure.width; };
  const std::string_view colour = colour_of(series.role);
  std::string text;
  if (series.style == Style::area) {
    text = fmt::format(
        "set object rectangle from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} fc rgb \"{}\" fs solid "
        "noborder\n",
        across(x), y - half_height / figure.height, across(x + sample), y + half_height / figure.height,
        colour);
  } else if (const std::string marks = marks_of(series.style); !marks.empty()) {
    text = fmt::format("set label \"\" at screen {:.5f},{:.5f} point {} lc rgb \"{}\"\n",
                       across(x + sample - half_height), y, marks, colour);
  } else {
    text = fmt::format(
        "set arrow from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} nohead {} lc rgb \"{}\"\n", across(x), y,
        across(x + sample), y, line_of(series.style == Style::thin ? Style::line : series.style), colour);
  }
  return text + fmt::format("set label \"{}\" at screen {:.5f},{:.5f} left tc rgb \"{}\"\n", series.label,
                            across(x + sample + before_text), y, label_colour);
}

}  // namespace

std::string line_of(Style style) {
  switch (style) {
    case Style::wide:
      return "lw 4.5";
    case Style::dashed:
      return "lw 1.2 dt (7,4)";
    case Style::dotted:
      return "lw 1.6 dt (2,4)";
    case Style::thin:
      return "lw 0.6";
    default:
      return "lw 1.6";
  }
}

std::string marks_of(Style style) {
  switch (style) {
    case Style::circle:
      return "pt 7 ps 0.7";
    case Style::triangle:
      return "pt 9 ps 0.95";
    case Style::diamond:
      return "pt 13 ps 0.8";
    default:
      return {};
  }
}

double text_width(const std::string& text) {
  constexpr double per_character = 5.7;
  return per_character * static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) {
           return (c & 0xC0) != 0x80 && c != '{' && c != '}' && c != '^' &&
                  c != '_';  // code points, without markup
         }));
}

int legend_rows(const Panel& panel, double width) {
  const Rows rows = packed(panel, width);
  return rows.beside || !panel.rows.empty() ? 0 : static_cast<int>(rows.rows.size());
}

std::string legend(const Figure& figure, const Panel& panel, const Box& box) {
  const Rows rows = packed(panel, (box.right - box.left) * figure.width);
  std::string text;
  for (std::size_t row = 0; row < rows.rows.size(); ++row) {
    double x = box.left * figure.width;
    if (rows.beside) {
      x = box.right * figure.width + between;
      for (const Series* series : rows.rows[row]) {
        x -= entry_width(*series);
      }
    }
    const double lines_up = rows.beside ? 0.0 : static_cast<double>(rows.rows.size() - row);
    const double y = box.top + (rise + line_height * lines_up) / figure.height;
    for (const Series* series : rows.rows[row]) {
      text += entry(figure, *series, x, y);
      x += entry_width(*series);
    }
  }
  return text;
}

}  // namespace quenchmark::validation
