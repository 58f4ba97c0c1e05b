// The look of all figures: one horizontal axis below everything, thin axes, a light grid, colours with a
// meaning.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "validation/figures/gnuplot.hpp"
#include "validation/figures/gnuplot_parts.hpp"
#include "validation/figures/palette.hpp"

namespace quenchmark::validation {

namespace {

constexpr double margin_left = 54, margin_right = 14, margin_top = 34, margin_bottom = 46;  // pixels
constexpr double row_gap = 38, column_gap = 66;

constexpr double heading_line = 16, legend_line = 16;  // pixels

double panel_width(const Figure& figure) {
  return (figure.width - margin_left - margin_right - (figure.columns - 1) * column_gap) / figure.columns;
}

/// Height that the legends above a row of panels take, beyond what every row has.
double legend_height(const Figure& figure, std::size_t first_of_row) {
  int lines = 0;
  const std::size_t end =
      std::min(figure.panels.size(), first_of_row + static_cast<std::size_t>(figure.columns));
  for (std::size_t p = first_of_row; p < end; ++p) {
    lines = std::max(lines, legend_rows(figure.panels[p], panel_width(figure)));
  }
  return lines * legend_line;
}

/// What heading and long legends add to the height that the figure asks for.
double added_height(const Figure& figure) {
  double added = heading_line * static_cast<double>(figure.heading.size());
  for (std::size_t p = 0; p < figure.panels.size(); p += static_cast<std::size_t>(figure.columns)) {
    added += legend_height(figure, p);
  }
  return added;
}

std::vector<Box> boxes(const Figure& figure) {
  const auto count = static_cast<int>(figure.panels.size());
  const int rows = (count + figure.columns - 1) / figure.columns;
  const auto first_of = [&](int row) { return static_cast<std::size_t>(row * figure.columns); };
  double heights = 0.0;
  for (int row = 0; row < rows; ++row) {
    heights += figure.panels[first_of(row)].height;
  }
  const double free_height =
      figure.height - margin_top - margin_bottom - (rows - 1) * row_gap - added_height(figure);
  const double width = panel_width(figure);
  std::vector<Box> result;
  double top = margin_top + heading_line * static_cast<double>(figure.heading.size());
  for (int row = 0; row < rows; ++row) {
    top += legend_height(figure, first_of(row));
    const double height = free_height * figure.panels[first_of(row)].height / heights;
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
  if (!panel.rows.empty()) {
    return range + "unset logscale y\nset format y \"%g\"\nset ytics 1\n";
  }
  if (!panel.logarithmic) {
    return range + fmt::format("unset logscale y\nset format y \"%g\"\nset ytics {:.3g}\n",
                               round_step(high - low, labels));
  }
  const double step = std::max(1.0, std::ceil(std::log10(high / low) / labels));
  return range + fmt::format("set logscale y\nset format y \"10^{{%T}}\"\nset ytics {:.0e}, {:.0e}\n", low,
                             std::pow(10.0, step));
}

std::pair<double, double> horizontal_range(const Figure& figure, const Panel& of_panel) {
  if (of_panel.horizontal) {
    return of_panel.horizontal->range;
  }
  if (figure.horizontal_range) {
    return *figure.horizontal_range;
  }
  double first = 0.0, last = 0.0;
  bool any = false;
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      if (!series.x.empty() && !panel.horizontal) {
        first = any ? std::min(first, series.x.front()) : series.x.front();
        last = any ? std::max(last, series.x.back()) : series.x.back();
        any = true;
      }
    }
  }
  return last > first ? std::pair{first, last} : std::pair{first - 0.5, first + 0.5};
}

/// The terminal and the look of axes.
std::string preamble(const Figure& figure) {
  return fmt::format(
      "set terminal svg size {},{} fixed font \"quenchmark,12\" enhanced\n"
      "set encoding utf8\nset minussign\nset multiplot\n"
      "set xtics offset 0,0.4\n"
      "set border 3 lc rgb \"{}\" lw 0.8\n"
      "set tics nomirror out scale 0.4,0 tc rgb \"{}\"\n"
      "set grid ytics lc rgb \"{}\" lw 0.8 lt 1\n"
      "unset key\n",
      figure.width, figure.height, axis_colour, label_colour, grid_colour);
}

/// The first line in ink, the others lighter.
std::string heading(const Figure& figure) {
  constexpr double first_line = 14, left = 10;  // pixels
  std::string text;
  for (std::size_t k = 0; k < figure.heading.size(); ++k) {
    text += fmt::format("set label \"{}\" at screen {:.5f},{:.5f} left tc rgb \"{}\"\n", figure.heading[k],
                        left / figure.width,
                        1.0 - (first_line + heading_line * static_cast<double>(k)) / figure.height,
                        k == 0 ? ink_colour : label_colour);
  }
  return text;
}

/// Labels stand below the lowest panel of each column, and below axes of a panel's own.
std::string horizontal_axis(const Figure& figure, const Panel& panel, bool lowest, double pixels) {
  constexpr double pixels_per_label = 50.0;
  const auto [first, last] = horizontal_range(figure, panel);
  const double most_labels = std::max(2.0, std::floor(pixels / pixels_per_label));
  const std::string axis = fmt::format("set xrange [{:.10g}:{:.10g}]\nset xtics {:.3g}\n", first, last,
                                       round_step(last - first, most_labels));
  if (!lowest && !panel.horizontal) {
    return axis + "set format x \"\"; unset xlabel\n";
  }
  return axis + fmt::format("set format x \"%g\"; set xlabel \"{}\" offset 0,0.9 tc rgb \"{}\"\n",
                            panel.horizontal ? panel.horizontal->label : figure.horizontal_label,
                            label_colour);
}

/// Everything of panel `p` but its curves.
std::string frame(const Figure& figure, std::size_t p, const Box& box) {
  const Panel& panel = figure.panels[p];
  const bool lowest = p + static_cast<std::size_t>(figure.columns) >= figure.panels.size();
  return fmt::format(
      "set lmargin at screen {:.5f}; set rmargin at screen {:.5f}\n"
      "set bmargin at screen {:.5f}; set tmargin at screen {:.5f}\n"
      "unset label; unset arrow; unset object\n{}{}"
      "set label \"{}\" at graph 0,1 left offset 0,0.75 tc rgb \"{}\"\n{}{}",
      box.left, box.right, box.bottom, box.top, p == 0 ? heading(figure) : "",
      panel.rows.empty() ? legend(figure, panel, box) : map_legend(figure, panel, box), panel.quantity,
      ink_colour, horizontal_axis(figure, panel, lowest, (box.right - box.left) * figure.width),
      vertical_axis(panel, (box.top - box.bottom) * figure.height));
}

/// The plot command of panel `p`; its numbers are appended to `data`.
std::string curves(const Panel& panel, std::size_t p, std::string& data) {
  if (!panel.rows.empty()) {
    return map_cells(panel, p, data);
  }
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

std::string gnuplot_script(const Figure& asked) {
  Figure figure = asked;
  figure.height += static_cast<int>(added_height(figure));
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
