#pragma once
// The symmetries of a torus as permutations of its sites, for the tests and benchmarks of every backend. The
// first axis runs fastest.

#include <algorithm>
#include <numeric>
#include <vector>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels::testing {

inline std::vector<int> coordinates_of(int site, const std::vector<int>& size) {
  std::vector<int> coordinates;
  for (const int length : size) {
    coordinates.push_back(site % length);
    site /= length;
  }
  return coordinates;
}

/// Where each site goes when move(axis, its coordinates) is its new coordinate along the axis, modulo the
/// length.
template <typename Move>
std::vector<int> site_permutation(const std::vector<int>& size, Move move) {
  std::vector<int> permutation(static_cast<std::size_t>(volume(size)));
  for (int site = 0; site < volume(size); ++site) {
    const std::vector<int> from = coordinates_of(site, size);
    int& to = permutation[static_cast<std::size_t>(site)];
    for (std::size_t axis = size.size(); axis-- > 0;) {
      to = to * size[axis] + (move(axis, from) + size[axis]) % size[axis];
    }
  }
  return permutation;
}

/// All translations, the identity first.
inline std::vector<std::vector<int>> translations(const std::vector<int>& size) {
  std::vector<std::vector<int>> group;
  for (int target = 0; target < volume(size); ++target) {
    const std::vector<int> shift = coordinates_of(target, size);
    group.push_back(
        site_permutation(size, [&](std::size_t axis, const auto& from) { return from[axis] + shift[axis]; }));
  }
  return group;
}

/// Reflections of every axis about site 0 and exchanges of axes of equal length, the identity first, each
/// once.
inline std::vector<std::vector<int>> point_group(const std::vector<int>& size) {
  std::vector<std::vector<int>> group;
  std::vector<std::size_t> axes(size.size());
  std::iota(axes.begin(), axes.end(), 0);
  do {
    if (!std::equal(axes.begin(), axes.end(), size.begin(),
                    [&](std::size_t axis, int length) { return size[axis] == length; })) {
      continue;
    }
    for (unsigned reflected = 0; reflected < 1U << size.size(); ++reflected) {
      const auto permutation = site_permutation(size, [&](std::size_t axis, const auto& from) {
        return (reflected >> axis & 1U) != 0 ? -from[axes[axis]] : from[axes[axis]];
      });
      if (std::find(group.begin(), group.end(), permutation) == group.end()) {
        group.push_back(permutation);
      }
    }
  } while (std::next_permutation(axes.begin(), axes.end()));
  return group;
}

}  // namespace quenchmark::solvers::kernels::testing
