#pragma once
// Ground-state energies, in the symmetric sector that holds the ground state.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/hilbert/symmetry_group.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {

/// Energy of the ground state of H(t), in the unit of the couplings. Throws Error(bad_case | memory |
/// numeric).
double ground_state_energy(const cases::Problem& problem, double t, const ReferenceSettings& settings);

/// The same at several times, with errors; equal couplings are solved once, each search starts from the
/// result before. Empty when a stop was requested.
GroundStates ground_state_energies(const cases::Problem& problem, const std::vector<double>& times,
                                   const ReferenceSettings& settings, const RunControl& control);

/// Couplings of the same spectrum whose off-diagonal elements are not positive: a factor (-1)^(spins down) on
/// every amplitude turns the sign of the transverse field, whatever the lattice. The ground state of the
/// couplings returned is positive then (Perron and Frobenius), which the one before need not be: on an odd
/// number of sites it is odd under the flip of all spins.
cases::Couplings without_sign(const IsingTerms& terms, cases::Couplings couplings);

/// The symmetries of the positive ground state of couplings without sign: all of the lattice, and the flip of
/// all spins where no longitudinal field breaks it.
SymmetryGroup ground_state_group(const cases::Problem& problem, const IsingTerms& terms);

/// Bytes that ground_state_energies takes at its peak.
std::int64_t ground_state_bytes(const cases::Problem& problem);

}  // namespace quenchmark::reference
