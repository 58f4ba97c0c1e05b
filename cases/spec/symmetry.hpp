#pragma once
// The symmetry permutations of a lattice, as explicit data for both the solvers and the reference.

#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

/// All translations of a torus, identity first; only the identity for open boundaries.
std::vector<SitePermutation> make_translations(const Lattice& lattice);

/// Reflections of every axis and exchanges of axes of equal length, identity first, each once. They fix site
/// 0 on a torus and the centre of an open lattice.
std::vector<SitePermutation> make_point_group(const Lattice& lattice);

}  // namespace quenchmark::cases
