#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

int Lattice::sites() const {
  return std::accumulate(size.begin(), size.end(), 1, [](int a, int b) { return a * b; });
}

std::vector<int> Lattice::coordinates(int site) const {
  std::vector<int> result(size.size());
  for (std::size_t axis = 0; axis < size.size(); ++axis) {
    result[axis] = site % size[axis];
    site /= size[axis];
  }
  return result;
}

int Lattice::site(const std::vector<int>& coordinates) const {
  int index = 0;
  for (int axis = dimension() - 1; axis >= 0; --axis) {
    const int length = size[axis];
    int c = coordinates[axis];
    if (boundary == Boundary::periodic) {
      c = ((c % length) + length) % length;
    } else if (c < 0 || c >= length) {
      return -1;
    }
    index = index * length + c;
  }
  return index;
}

std::vector<Bond> make_bonds(const Lattice& lattice, DoubleBonds double_bonds) {
  std::map<std::pair<int, int>, int> multiplicity;
  for (int i = 0; i < lattice.sites(); ++i) {
    for (int axis = 0; axis < lattice.dimension(); ++axis) {
      std::vector<int> neighbour = lattice.coordinates(i);
      neighbour[axis] += 1;
      const int j = lattice.site(neighbour);
      if (j >= 0 && j != i) {
        ++multiplicity[{std::min(i, j), std::max(i, j)}];
      }
    }
  }
  std::vector<Bond> bonds;
  for (const auto& [pair, count] : multiplicity) {
    if (count > 1 && double_bonds == DoubleBonds::refuse) {
      throw Error(ErrorKind::bad_case,
                  "a torus of length 2 makes sites " + std::to_string(pair.first) + " and " +
                      std::to_string(pair.second) + " neighbours twice",
                  "set double_bonds = \"count\" to count the pair twice, use open boundaries, or a length of "
                  "3 or more");
    }
    bonds.push_back({pair.first, pair.second, count});
  }
  return bonds;
}

std::vector<std::vector<int>> default_displacements(const Lattice& lattice) {
  const bool periodic = lattice.boundary == Boundary::periodic;
  // Reflections make every component non-negative and, on a torus, at most L/2; axes of equal length are
  // interchangeable.
  std::set<std::vector<int>> representatives;
  for (int i = 1; i < lattice.sites(); ++i) {
    std::vector<int> d = lattice.coordinates(i);
    for (int axis = 0; axis < lattice.dimension(); ++axis) {
      if (periodic) {
        d[axis] = std::min(d[axis], lattice.size[axis] - d[axis]);
      }
    }
    std::map<int, std::vector<int>> by_length;
    for (int axis = 0; axis < lattice.dimension(); ++axis) {
      by_length[lattice.size[axis]].push_back(d[axis]);
    }
    for (auto& [length, components] : by_length) {
      std::sort(components.begin(), components.end());
    }
    // The largest component goes to the first axis of its length: (1, 0) rather than (0, 1).
    for (int axis = 0; axis < lattice.dimension(); ++axis) {
      std::vector<int>& components = by_length[lattice.size[axis]];
      d[axis] = components.back();
      components.pop_back();
    }
    representatives.insert(d);
  }
  std::vector<std::vector<int>> result(representatives.begin(), representatives.end());
  const auto length_squared = [](const std::vector<int>& d) {
    return std::inner_product(d.begin(), d.end(), d.begin(), 0);
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const auto& a, const auto& b) { return length_squared(a) < length_squared(b); });
  return result;
}

std::vector<std::array<int, 2>> displacement_pairs(const Lattice& lattice,
                                                   const std::vector<int>& displacement) {
  std::vector<std::array<int, 2>> pairs;
  for (int i = 0; i < lattice.sites(); ++i) {
    std::vector<int> target = lattice.coordinates(i);
    for (int axis = 0; axis < lattice.dimension(); ++axis) {
      target[axis] += displacement[axis];
    }
    const int j = lattice.site(target);
    if (j >= 0) {
      pairs.push_back({i, j});
    }
  }
  return pairs;
}

}  // namespace quenchmark::cases
