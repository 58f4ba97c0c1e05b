#pragma once
// Columns are the sites of all images, [image][site]. Which sites a convolution reads, and which columns a
// flip reaches.

#include <array>
#include <cstddef>
#include <vector>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// One column that a flip changes, and through which taps; a flip of one site has first_tap alone. The tap
/// after the last one stands for none: its weights are zero.
struct Touch {
  int column;
  int first_tap;
  int second_tap;
};

/// A site that reads another through `tap`.
struct Reader {
  int site;
  int tap;
};

enum class FlipKind { site, pair, all };

/// A flip as every block of configurations needs it: the columns it changes, each once, image after image, in
/// an order fixed by the flip.
struct Flip {
  FlipKind kind = FlipKind::site;
  std::array<int, 2> sites = {-1, -1};
  std::vector<Touch> touches;
};

struct ColumnTables {
  explicit ColumnTables(const NetworkShape& shape);

  std::size_t sites = 0;
  std::size_t taps = 0;
  std::size_t images = 0;
  std::size_t columns = 0;
  std::vector<int> sources;             ///< [site][tap]: the site that tap reads
  std::vector<int> readers;             ///< [site][tap]: the site whose tap reads this one
  std::vector<Reader> ordered_readers;  ///< [site][k]: the same, by the number of the reading site
  std::vector<int> image_sites;         ///< [image][site]: where the image has the spin of that site
  std::vector<int> carried_from;        ///< [image][site]: whose spin the image has there

  /// Whether every column reads every site: the touches of a flip are then all columns in order.
  bool all_to_all() const { return taps == sites; }
  /// The readers of a site of the configuration in one image.
  const Reader* readers_in_image(std::size_t image, int site) const {
    return ordered_readers.data() + static_cast<std::size_t>(image_sites[image * sites + site]) * taps;
  }

  /// {i, -1} or {i, j}.
  void set_flip(std::array<int, 2> flipped, Flip& flip) const;
  void set_flip_of_all(Flip& flip) const;

 private:
  void collect_site(int site, std::vector<Touch>& touches) const;
  void collect_pair(int first, int second, std::vector<Touch>& touches) const;
};

}  // namespace quenchmark::solvers::kernels::cpu
