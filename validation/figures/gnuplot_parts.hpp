#pragma once
// The parts that gnuplot_script puts together; for the drawing code alone.

#include <string>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// Position of a panel, as fractions of the figure.
struct Box {
  double left, right, bottom, top;
};

/// Width and dashes of a line.
std::string line_of(Style style);

/// Marks in gnuplot's words, or nothing for lines and areas.
std::string marks_of(Style style);

/// Pixels that a text takes, give or take a few.
double text_width(const std::string& text);

/// Lines that the legend takes above the panel's quantity; 0 when it fits beside it.
int legend_rows(const Panel& panel, double width);

/// A sample and a name for each labelled series.
std::string legend(const Figure& figure, const Panel& panel, const Box& box);

/// The cells of a map over space and time, as a plot command; their numbers are appended to `data`.
std::string map_cells(const Panel& panel, std::size_t p, std::string& data);

/// The colours of a map with the values at their ends, flush right above the panel.
std::string map_legend(const Figure& figure, const Panel& panel, const Box& box);

}  // namespace quenchmark::validation
