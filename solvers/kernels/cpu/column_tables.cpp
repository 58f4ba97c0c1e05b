#include "solvers/kernels/cpu/column_tables.hpp"

#include <algorithm>
#include <numeric>

#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels::cpu {

ColumnTables::ColumnTables(const NetworkShape& shape) : sites(static_cast<std::size_t>(shape.sites())) {
  const std::vector<int> by_tap =
      make_sources(shape.size, shape.filter, std::vector<int>(shape.size.size(), 0));
  taps = by_tap.size() / sites;
  sources.resize(by_tap.size());
  readers.resize(by_tap.size());
  for (std::size_t tap = 0; tap < taps; ++tap) {
    for (std::size_t site = 0; site < sites; ++site) {
      const int source = by_tap[tap * sites + site];
      sources[site * taps + tap] = source;
      readers[source * taps + tap] = static_cast<int>(site);
    }
  }
  for (std::size_t site = 0; site < sites; ++site) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      ordered_readers.push_back({readers[site * taps + tap], static_cast<int>(tap)});
    }
    std::sort(ordered_readers.end() - static_cast<std::ptrdiff_t>(taps), ordered_readers.end(),
              [](const Reader& a, const Reader& b) { return a.site < b.site; });
  }
  std::vector<std::vector<int>> permutations = shape.images;
  if (permutations.empty()) {
    permutations.emplace_back(sites);
    std::iota(permutations[0].begin(), permutations[0].end(), 0);
  }
  images = permutations.size();
  columns = images * sites;
  carried_from.resize(columns);
  for (std::size_t image = 0; image < images; ++image) {
    image_sites.insert(image_sites.end(), permutations[image].begin(), permutations[image].end());
    for (std::size_t site = 0; site < sites; ++site) {
      carried_from[image * sites + permutations[image][site]] = static_cast<int>(site);
    }
  }
}

void ColumnTables::set_flip(std::array<int, 2> flipped, Flip& flip) const {
  flip.sites = flipped;
  flip.touches.clear();
  if (flipped[1] < 0) {
    flip.kind = FlipKind::site;
    collect_site(flipped[0], flip.touches);
  } else {
    flip.kind = FlipKind::pair;
    collect_pair(flipped[0], flipped[1], flip.touches);
  }
}

void ColumnTables::set_flip_of_all(Flip& flip) const {
  const int none = static_cast<int>(taps);
  flip = {FlipKind::all, {-1, -1}, std::vector<Touch>(columns, {0, none, none})};
  for (std::size_t column = 0; column < columns; ++column) {
    flip.touches[column].column = static_cast<int>(column);
  }
}

void ColumnTables::collect_site(int site, std::vector<Touch>& touches) const {
  const int none = static_cast<int>(taps);
  for (std::size_t image = 0; image < images; ++image) {
    const auto begin = static_cast<int>(image * sites);
    const Reader* reader = readers_in_image(image, site);
    for (std::size_t k = 0; k < taps; ++k) {
      touches.push_back({begin + reader[k].site, reader[k].tap, none});
    }
  }
}

void ColumnTables::collect_pair(int first, int second, std::vector<Touch>& touches) const {
  const int none = static_cast<int>(taps);
  std::vector<int> second_tap(sites, none);
  for (std::size_t image = 0; image < images; ++image) {
    const auto begin = static_cast<int>(image * sites);
    const Reader* by_first = readers_in_image(image, first);
    const Reader* by_second = readers_in_image(image, second);
    for (std::size_t k = 0; k < taps; ++k) {
      second_tap[by_second[k].site] = by_second[k].tap;
    }
    for (std::size_t k = 0; k < taps; ++k) {
      int& other = second_tap[by_first[k].site];
      touches.push_back({begin + by_first[k].site, by_first[k].tap, other});
      other = none;
    }
    for (std::size_t k = 0; k < taps; ++k) {
      int& other = second_tap[by_second[k].site];
      if (other != none) {
        touches.push_back({begin + by_second[k].site, none, other});
        other = none;
      }
    }
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
