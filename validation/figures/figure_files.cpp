#include "validation/figures/figure_files.hpp"

#include "base/file.hpp"
#include "validation/figures/gnuplot.hpp"

namespace quenchmark::validation {

void write_figure_table(const std::filesystem::path& directory, const Figure& figure) {
  replace_file(directory / (figure.id + ".csv"), figure.table.empty() ? figure_csv(figure) : figure.table,
               Durability::process_death);
}

std::vector<std::string> write_figure_drawings(const std::filesystem::path& directory,
                                               const std::vector<Figure>& figures) {
  std::vector<std::string> drawings = draw_svgs(figures);
  for (std::size_t k = 0; k < figures.size(); ++k) {
    replace_file(directory / (figures[k].id + ".svg"), standalone_svg(drawings[k]),
                 Durability::process_death);
  }
  return drawings;
}

}  // namespace quenchmark::validation
