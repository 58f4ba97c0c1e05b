#pragma once
// The transverse-field Ising ring is free fermions: quenches and ramps of any even length from the
// paramagnet.

#include "reference/reference.hpp"

namespace quenchmark::reference {

/// Two routes. One by wave vectors: each pair (k, -k) is a two-level system with exact 2 x 2 exponentials (a
/// quench is one of them per output time; a ramp is a Magnus product, refined until it stands still). The
/// other in real space: the power series of the Heisenberg equation. Their disagreement is the error of the
/// curve. Throws Error(bad_case) unless the problem is a periodic chain of even length >= 4 without
/// longitudinal field, started in the paramagnet.
ReferenceCurve free_fermion_curve(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                  const ReferenceSettings& settings, const RunControl& control);

std::int64_t free_fermion_bytes(const cases::Problem& problem);

/// Energies of the ground state of an even ring at some times. Throws Error(bad_case) for anything else.
GroundStates ring_ground_states(const cases::Problem& problem, const std::vector<double>& times);

}  // namespace quenchmark::reference
