#pragma once
// Figures become SVG through gnuplot (Debian: gnuplot-nox).

#include <string>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// The script that draws a figure to standard output. It names no files and holds no text but ours.
std::string gnuplot_script(const Figure& figure);

/// Text for a label or a quantity that shows exactly these characters.
std::string plain_label(const std::string& text);

/// Runs gnuplot on the script, without a shell, its start-up files or our environment, and returns the SVG as
/// gnuplot wrote it. Throws Error(io): gnuplot is not installed (with what to install), failed (its first
/// message), or took longer than a minute.
std::string run_gnuplot(const std::string& script);

/// gnuplot's SVG made tidy: an <svg> element for HTML with colours as #rrggbb, our fonts and `caption` as its
/// title.
std::string tidy_svg(const std::string& svg, const std::string& caption);

/// All of the above.
std::string draw_svg(const Figure& figure);

/// The element as a file of its own, which knows dark paper too.
std::string standalone_svg(const std::string& element);

}  // namespace quenchmark::validation
