#pragma once
// The group whose trivial irreducible representation holds the dynamics: translations, point group, flip of
// all spins.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/hilbert/ising_terms.hpp"

namespace quenchmark::reference {

/// Every element is (translation after point-group operation), with and without the flip of all spins.
struct SymmetryGroup {
  int sites = 0;
  std::vector<cases::SitePermutation> translations;
  std::vector<cases::SitePermutation> point_group;
  bool spin_flip = false;

  std::int64_t order() const;
};

/// The largest group that leaves both H and the start alone: the spin flip needs the paramagnet and no
/// longitudinal field at any time. Throws Error(bad_case) for a random start, and Error(internal) when a
/// permutation of the problem is not a symmetry of its terms.
SymmetryGroup dynamics_group(const cases::Problem& problem, const IsingTerms& terms);

/// Number of orbits, by Burnside's lemma: the mean over the group of the number of configurations left alone.
std::int64_t sector_dimension(const SymmetryGroup& group);

/// second after first.
cases::SitePermutation compose(const cases::SitePermutation& second, const cases::SitePermutation& first);
cases::SitePermutation inverse(const cases::SitePermutation& permutation);

}  // namespace quenchmark::reference
