#pragma once
// Figures on disk: DIRECTORY/<id>.csv and DIRECTORY/<id>.svg, each whole or not at all.

#include <filesystem>
#include <string>
#include <vector>

#include "validation/figures/figure.hpp"

namespace quenchmark::validation {

/// The numbers, which need no gnuplot. Throws Error(io).
void write_figure_table(const std::filesystem::path& directory, const Figure& figure);

/// The drawings; returns them as elements for HTML. Throws Error(io), also when gnuplot is missing or fails.
std::vector<std::string> write_figure_drawings(const std::filesystem::path& directory,
                                               const std::vector<Figure>& figures);

}  // namespace quenchmark::validation
