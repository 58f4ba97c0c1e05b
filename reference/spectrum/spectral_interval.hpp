#pragma once
// Bounds of the spectrum that hold without computing it.

#include "cases/spec/problem.hpp"
#include "reference/hilbert/ising_terms.hpp"

namespace quenchmark::reference {

struct SpectralInterval {
  double lower = 0.0;
  double upper = 0.0;

  double centre() const { return 0.5 * (lower + upper); }
  double half_width() const { return 0.5 * (upper - lower); }
};

/// Contains every eigenvalue: H is written as a sum of two-site operators (each site's fields shared among
/// its bonds), and the extreme eigenvalues of a sum lie within the sums of the extreme eigenvalues (P. W.
/// Anderson, 1951).
SpectralInterval spectral_interval(const IsingTerms& terms, const cases::Couplings& couplings);

}  // namespace quenchmark::reference
