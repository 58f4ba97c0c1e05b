#include "cases/spec/symmetry.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace quenchmark::cases {

std::vector<SitePermutation> make_translations(const Lattice& lattice) {
  const int shifts = lattice.boundary == Boundary::periodic ? lattice.sites() : 1;
  std::vector<SitePermutation> translations;
  for (int shift = 0; shift < shifts; ++shift) {
    const std::vector<int> offset = lattice.coordinates(shift);
    SitePermutation permutation(lattice.sites());
    for (int i = 0; i < lattice.sites(); ++i) {
      std::vector<int> c = lattice.coordinates(i);
      for (int axis = 0; axis < lattice.dimension(); ++axis) {
        c[axis] = (c[axis] + offset[axis]) % lattice.size[axis];
      }
      permutation[i] = lattice.site(c);
    }
    translations.push_back(std::move(permutation));
  }
  return translations;
}

std::vector<SitePermutation> make_point_group(const Lattice& lattice) {
  const int dimension = lattice.dimension();
  std::vector<SitePermutation> group;
  std::set<SitePermutation> seen;  // reflections of short axes coincide with the identity
  std::vector<int> axes(dimension);
  std::iota(axes.begin(), axes.end(), 0);
  do {
    const bool equal_lengths = std::all_of(axes.begin(), axes.end(), [&, axis = 0](int from) mutable {
      return lattice.size[from] == lattice.size[axis++];
    });
    if (!equal_lengths) {
      continue;
    }
    for (int reflections = 0; reflections < (1 << dimension); ++reflections) {
      SitePermutation permutation(lattice.sites());
      for (int i = 0; i < lattice.sites(); ++i) {
        const std::vector<int> c = lattice.coordinates(i);
        std::vector<int> image(dimension);
        for (int axis = 0; axis < dimension; ++axis) {
          const int length = lattice.size[axis];
          const int component = c[axes[axis]];
          const int mirror =
              lattice.boundary == Boundary::periodic ? (length - component) % length : length - 1 - component;
          image[axis] = ((reflections >> axis) & 1) != 0 ? mirror : component;
        }
        permutation[i] = lattice.site(image);
      }
      if (seen.insert(permutation).second) {
        group.push_back(std::move(permutation));
      }
    }
  } while (std::next_permutation(axes.begin(), axes.end()));
  return group;
}

}  // namespace quenchmark::cases
