#include "validation/figures/figure_files.hpp"

#include "validation/figures/gnuplot.hpp"
#include "validation/record/posix_file.hpp"

namespace quenchmark::validation {

void write_figure_table(const std::filesystem::path& directory, const Figure& figure) {
  replace_file(directory / (figure.id + ".csv"), figure_csv(figure));
}

std::string write_figure_drawing(const std::filesystem::path& directory, const Figure& figure) {
  std::string svg = draw_svg(figure);
  replace_file(directory / (figure.id + ".svg"), standalone_svg(svg));
  return svg;
}

}  // namespace quenchmark::validation
