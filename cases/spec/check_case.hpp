#pragma once
// Whether a case makes sense: physics and consistency beyond the words and types of the vocabulary.

#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/key_positions.hpp"

namespace quenchmark::cases {

/// Fills in what follows from other keys (h from h_over_hc, one filter length per direction, the default
/// displacements) and returns everything that contradicts physics or itself. Parts that need one of the
/// sections in `broken` ("model", "solver", ...), which could not be read, are passed over.
std::vector<Diagnostic> complete_and_check(Case& subject, const KeyPositions& positions = {},
                                           const std::set<std::string>& broken = {});

/// Lattices beyond this are refused: their tables of translations would fill the memory.
inline constexpr int most_sites = 4096;
/// Exact sums over all configurations, over orbits, and the two exact methods: what is in reach with 64-bit
/// indices.
inline constexpr int most_sites_exact_sum = 24;
inline constexpr int most_sites_orbit_sum = 30;
inline constexpr int most_sites_exact = 30;
inline constexpr int most_sites_exact_sector = 36;

/// Whether free fermions solve it: a periodic chain of even length, at least 4, in a transverse field.
bool is_even_ring(const Model& model);

}  // namespace quenchmark::cases
