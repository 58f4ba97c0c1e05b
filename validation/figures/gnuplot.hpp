#pragma once
// Figures become SVG through gnuplot (Debian: gnuplot-nox).

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// The script that draws a figure to standard output. It names no files and holds no text but ours.
std::string gnuplot_script(const Figure& figure);

/// Text for a label or a quantity that shows exactly these characters.
std::string plain_label(const std::string& text);

/// Runs gnuplot once on all scripts, without a shell, its start-up files or our environment, and returns
/// their SVGs as gnuplot wrote them. Throws Error(io): gnuplot is not installed (with what to install),
/// failed (its first message), or took longer than a minute.
std::vector<std::string> run_gnuplot(const std::vector<std::string>& scripts);

/// gnuplot's SVG made tidy: an <svg> element for HTML with colours as #rrggbb, our fonts and `caption` as its
/// title.
std::string tidy_svg(const std::string& svg, const std::string& caption);

/// All of the above: one element for each figure.
std::vector<std::string> draw_svgs(const std::vector<Figure>& figures);

/// The element as a file of its own, which knows dark paper too.
std::string standalone_svg(const std::string& element);

}  // namespace quenchmark::validation
