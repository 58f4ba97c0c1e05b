#pragma once
// Figures on disk: DIRECTORY/<id>.csv and DIRECTORY/<id>.svg, each whole or not at all.

#include <filesystem>
#include <string>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// The numbers, which need no gnuplot. Throws Error(io).
void write_figure_table(const std::filesystem::path& directory, const Figure& figure);

/// The drawing; returns it as an element for HTML. Throws Error(io), also when gnuplot is missing or fails.
std::string write_figure_drawing(const std::filesystem::path& directory, const Figure& figure);

}  // namespace quenchmark::validation
