#pragma once
// Ground-state energies, in the symmetric sector that holds the ground state.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/hilbert/symmetry_group.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {

/// Energy of the ground state of H(t), in the unit of the couplings. Throws Error(bad_case | memory | numeric).
double ground_state_energy(const cases::Problem& problem, double t, const ReferenceSettings& settings);

/// The same at several times; equal couplings are solved once, each search starts from the result before.
/// Empty when a stop was requested.
std::vector<double> ground_state_energies(const cases::Problem& problem, const std::vector<double>& times,
                                          const ReferenceSettings& settings, const RunControl& control);

/// The symmetries of the ground state. Off-diagonal elements of one sign make it positive (Perron and
/// Frobenius), up to a factor (-1)^(spins down) when the field points the other way; so it is invariant under
/// all lattice symmetries, and under the flip of all spins when the amplitudes are positive and there is no
/// longitudinal field.
SymmetryGroup ground_state_group(const cases::Problem& problem, const IsingTerms& terms);

/// Bytes that ground_state_energies takes at its peak.
std::int64_t ground_state_bytes(const cases::Problem& problem);

}  // namespace quenchmark::reference
