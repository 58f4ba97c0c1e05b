#pragma once
// The computational frame: in which basis the network sees the spins, and what the physical operators look
// like there.

#include <vector>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/operators/pauli_sum.hpp"

namespace quenchmark::solvers {

/// Symmetries of the state over whose orbits sums run: observables must be averaged over them too.
struct StateSymmetry {
  bool point_group = false;
  bool spin_flip = false;  ///< of all spins of the computational basis
  /// Translations: pairs of sites are counted from one site alone, which costs N times fewer flips. Right for
  /// exact means of translation-invariant states; for samples it trades averaging for time.
  bool one_origin = false;
};

/// Operators of a problem as the network sees them (solvers/PHYSICS.md, section 2).
/// z: as written. x: the Hadamard on every site (sz <-> sx, sy -> -sy). interaction: the x basis, rotating
/// with H0 = -h sum sz (rotated), so that sx -> sx cos(phi) + sy sin(phi) with phi(t) = 2 * integral of h,
/// and H0 drops out.
struct Frame {
  cases::Basis basis = cases::Basis::z;
  WeightedOperator generator;               ///< moves the state: H(t), or V_I(t) in the interaction picture
  WeightedOperator hamiltonian;             ///< the energy, whole, in this frame
  WeightedOperator hamiltonian_derivative;  ///< dH/dt at fixed state
  WeightedOperator mx, mz;                  ///< per site
  /// zz(d) of each displacement.
  std::vector<WeightedOperator> zz;
  std::vector<std::vector<int>> displacements;
  WeightedOperator total_spin_squared;  ///< O^2 with O = sum of physical sz
};

/// Builds the operators. `displacements`: those for which zz is wanted. `symmetry`: zz(d) is averaged over
/// the images of d, and mz, odd under the flip of all spins, is zero in a state that is even. Throws
/// Error(bad_case) for a term this frame cannot carry, and for one that breaks `symmetry`.
Frame make_frame(const cases::Problem& problem, cases::Basis basis,
                 const std::vector<std::vector<int>>& displacements, StateSymmetry symmetry);

}  // namespace quenchmark::solvers
