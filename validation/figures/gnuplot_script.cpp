// The look of all figures: one horizontal axis below everything, thin axes, a light grid, colours with a
// meaning.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "validation/figures/gnuplot.hpp"
#include "validation/figures/palette.hpp"

namespace quenchmark::validation {

namespace {

/// Position of a panel, as fractions of the figure.
struct Box {
  double left, right, bottom, top;
};

constexpr double margin_left = 54, margin_right = 14, margin_top = 34, margin_bottom = 46;  // pixels
constexpr double row_gap = 38, column_gap = 66;

std::vector<Box> boxes(const Figure& figure) {
  const auto count = static_cast<int>(figure.panels.size());
  const int rows = (count + figure.columns - 1) / figure.columns;
  double heights = 0.0;
  for (int row = 0; row < rows; ++row) {
    heights += figure.panels[static_cast<std::size_t>(row * figure.columns)].height;
  }
  const double free_height = figure.height - margin_top - margin_bottom - (rows - 1) * row_gap;
  const double width =
      (figure.width - margin_left - margin_right - (figure.columns - 1) * column_gap) / figure.columns;
  std::vector<Box> result;
  double top = margin_top;
  for (int row = 0; row < rows; ++row) {
    const double height =
        free_height * figure.panels[static_cast<std::size_t>(row * figure.columns)].height / heights;
    for (int column = 0; column < figure.columns && static_cast<int>(result.size()) < count; ++column) {
      const double left = margin_left + column * (width + column_gap);
      result.push_back({left / figure.width, (left + width) / figure.width,
                        1.0 - (top + height) / figure.height, 1.0 - top / figure.height});
    }
    top += height + row_gap;
  }
  return result;
}

/// At most a point or two for each pixel: the table has them all.
std::string data_block(const std::string& name, const Series& series) {
  constexpr std::size_t most_points = 1200;
  const std::size_t stride = std::max<std::size_t>(1, series.x.size() / most_points);
  std::string block = fmt::format("{} << EOD\n", name);
  for (std::size_t k = 0; k < series.x.size(); ++k) {
    if (k % stride != 0 && k + 1 != series.x.size()) {
      continue;
    }
    if (!std::isfinite(series.y[k])) {
      block += "\n";
    } else if (series.base.empty()) {
      block += fmt::format("{:.10g} {:.10g}\n", series.x[k], series.y[k]);
    } else {
      block += fmt::format("{:.10g} {:.10g} {:.10g}\n", series.x[k], series.y[k], series.base[k]);
    }
  }
  return block + "EOD\n";
}

bool drawable(const Series& series, bool logarithmic) {
  return std::any_of(series.y.begin(), series.y.end(),
                     [&](double value) { return std::isfinite(value) && (!logarithmic || value > 0.0); });
}

/// Width and dashes of a line.
std::string line_of(Style style) {
  switch (style) {
    case Style::wide:
      return "lw 4.5";
    case Style::dashed:
      return "lw 1.2 dt (7,4)";
    case Style::thin:
      return "lw 0.6";
    default:
      return "lw 1.6";
  }
}

/// Marks in gnuplot's words, or nothing for lines and areas.
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

std::string plot_element(const std::string& block, const Series& series) {
  const std::string_view colour = colour_of(series.role);
  if (series.style == Style::area) {
    return fmt::format("{} using 1:2:3 with filledcurves lc rgb \"{}\" fs solid noborder notitle", block,
                       colour);
  }
  if (const std::string marks = marks_of(series.style); !marks.empty()) {
    return fmt::format("{} using 1:2 with points {} lc rgb \"{}\" notitle", block, marks, colour);
  }
  return fmt::format("{} using 1:2 with lines {} lc rgb \"{}\" notitle", block, line_of(series.style),
                     colour);
}

/// Pixels that a text takes, give or take a few.
double text_width(const std::string& text) {
  constexpr double per_character = 5.7;
  return per_character * static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) {
           return (c & 0xC0) != 0x80 && c != '{' && c != '}' && c != '^' &&
                  c != '_';  // code points, without markup
         }));
}

/// A sample and a name for each labelled series, flush right above the panel: closer to the lines than
/// gnuplot's own key.
std::string legend(const Figure& figure, const Panel& panel, const Box& box) {
  constexpr double sample = 18, before_text = 6, between = 16, rise = 13, half_height = 4;  // pixels
  double x = box.right * figure.width + between;
  for (const Series& series : panel.series) {
    x -= series.label.empty() ? 0.0 : sample + before_text + text_width(series.label) + between;
  }
  const double y = box.top + rise / figure.height;
  const auto across = [&](double pixels) { return pixels / figure.width; };
  std::string text;
  for (const Series& series : panel.series) {
    if (series.label.empty()) {
      continue;
    }
    const std::string_view colour = colour_of(series.role);
    if (series.style == Style::area) {
      text += fmt::format(
          "set object rectangle from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} fc rgb \"{}\" fs solid "
          "noborder\n",
          across(x), y - half_height / figure.height, across(x + sample), y + half_height / figure.height,
          colour);
    } else if (const std::string marks = marks_of(series.style); !marks.empty()) {
      text += fmt::format("set label \"\" at screen {:.5f},{:.5f} point {} lc rgb \"{}\"\n",
                          across(x + sample - half_height), y, marks, colour);
    } else {
      text +=
          fmt::format("set arrow from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} nohead {} lc rgb \"{}\"\n",
                      across(x), y, across(x + sample), y,
                      line_of(series.style == Style::thin ? Style::line : series.style), colour);
    }
    text += fmt::format("set label \"{}\" at screen {:.5f},{:.5f} left tc rgb \"{}\"\n", series.label,
                        across(x + sample + before_text), y, label_colour);
    x += sample + before_text + text_width(series.label) + between;
  }
  return text;
}

/// 1, 2 or 5 times a power of ten, so that at most `most` steps fit into the span.
double round_step(double span, double most) {
  const double raw = span / most;
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  for (double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= raw * (1.0 - 1e-9)) {
      return factor * decade;
    }
  }
  return 10.0 * decade;
}

/// Few enough labels that they do not touch.
std::string vertical_axis(const Panel& panel, double pixels) {
  const auto [low, high] = panel.range.value_or(axis_range(panel));
  constexpr double pixels_per_label = 26.0;
  const double labels = std::max(2.0, std::floor(pixels / pixels_per_label));
  const std::string range = fmt::format("set yrange [{:.10g}:{:.10g}]\n", low, high);
  if (!panel.logarithmic) {
    return range + fmt::format("unset logscale y\nset format y \"%g\"\nset ytics {:.3g}\n",
                               round_step(high - low, labels));
  }
  const double step = std::max(1.0, std::ceil(std::log10(high / low) / labels));
  return range + fmt::format("set logscale y\nset format y \"10^{{%T}}\"\nset ytics {:.0e}, {:.0e}\n", low,
                             std::pow(10.0, step));
}

std::pair<double, double> horizontal_range(const Figure& figure) {
  if (figure.horizontal_range) {
    return *figure.horizontal_range;
  }
  double first = 0.0, last = 0.0;
  bool any = false;
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      if (!series.x.empty()) {
        first = any ? std::min(first, series.x.front()) : series.x.front();
        last = any ? std::max(last, series.x.back()) : series.x.back();
        any = true;
      }
    }
  }
  return last > first ? std::pair{first, last} : std::pair{first - 0.5, first + 0.5};
}

std::string preamble(const Figure& figure) {
  const auto [first, last] = horizontal_range(figure);
  return fmt::format(
      "set terminal svg size {},{} fixed font \"quenchmark,12\" enhanced\n"
      "set encoding utf8\nset minussign\nset multiplot\n"
      "set xtics offset 0,0.4\n"
      "set border 3 lc rgb \"{}\" lw 0.8\n"
      "set tics nomirror out scale 0.4,0 tc rgb \"{}\"\n"
      "set grid ytics lc rgb \"{}\" lw 0.8 lt 1\n"
      "unset key\n"
      "set xrange [{:.10g}:{:.10g}]\n",
      figure.width, figure.height, axis_colour, label_colour, grid_colour, first, last);
}

/// Labels stand below the lowest panel of each column only.
std::string horizontal_axis(const Figure& figure, bool lowest, double pixels) {
  constexpr double pixels_per_label = 50.0;
  const auto [first, last] = horizontal_range(figure);
  const std::string step = fmt::format(
      "set xtics {:.3g}\n", round_step(last - first, std::max(2.0, std::floor(pixels / pixels_per_label))));
  return step + (lowest ? fmt::format("set format x \"%g\"; set xlabel \"{}\" offset 0,0.9 tc rgb \"{}\"\n",
                                      figure.horizontal_label, label_colour)
                        : "set format x \"\"; unset xlabel\n");
}

/// Everything of panel `p` but its curves.
std::string frame(const Figure& figure, std::size_t p, const Box& box) {
  const Panel& panel = figure.panels[p];
  const bool lowest = p + static_cast<std::size_t>(figure.columns) >= figure.panels.size();
  return fmt::format(
      "set lmargin at screen {:.5f}; set rmargin at screen {:.5f}\n"
      "set bmargin at screen {:.5f}; set tmargin at screen {:.5f}\n"
      "unset label; unset arrow; unset object\n{}"
      "set label \"{}\" at graph 0,1 left offset 0,0.75 tc rgb \"{}\"\n{}{}",
      box.left, box.right, box.bottom, box.top, legend(figure, panel, box), panel.quantity, ink_colour,
      horizontal_axis(figure, lowest, (box.right - box.left) * figure.width),
      vertical_axis(panel, (box.top - box.bottom) * figure.height));
}

/// The plot command of panel `p`; its numbers are appended to `data`.
std::string curves(const Panel& panel, std::size_t p, std::string& data) {
  std::vector<std::string> elements;
  for (const Series& series : panel.series) {
    if (drawable(series, panel.logarithmic)) {
      const std::string block = fmt::format("$series{}_{}", p, elements.size());
      data += data_block(block, series);
      elements.push_back(plot_element(block, series));
    }
  }
  return elements.empty() ? "plot NaN notitle\n" : fmt::format("plot {}\n", fmt::join(elements, ", "));
}

}  // namespace

std::string plain_label(const std::string& text) {
  std::string label;
  for (char character : text) {
    if (std::string_view("{}_^@&~\\\"").find(character) != std::string_view::npos) {
      label += "\\\\";  // one backslash after gnuplot has read the quoted string
    }
    label += character == '"'    ? std::string("\\\"")
             : character == '\\' ? std::string("\\\\")
                                 : std::string(1, character);
  }
  return label;
}

std::string gnuplot_script(const Figure& figure) {
  std::string data, panels;
  const std::vector<Box> layout = boxes(figure);
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    panels += frame(figure, p, layout[p]) + curves(figure.panels[p], p, data);
  }
  return data + preamble(figure) + panels + "unset multiplot\n";
}

std::vector<std::string> draw_svgs(const std::vector<Figure>& figures) {
  std::vector<std::string> drawings;
  for (const Figure& figure : figures) {
    drawings.push_back(gnuplot_script(figure));
  }
  drawings = run_gnuplot(drawings);
  for (std::size_t k = 0; k < figures.size(); ++k) {
    drawings[k] = tidy_svg(drawings[k], figures[k].caption);
  }
  return drawings;
}

}  // namespace quenchmark::validation
