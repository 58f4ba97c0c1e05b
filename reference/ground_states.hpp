#pragma once
// Energies of the ground state, by the method that a case names.

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {

/// The method that `spec` names; exact where it names none and excess energies are asked for all the same.
cases::GroundStateMethod ground_state_method(const cases::Problem& problem, const cases::ReferenceSpec& spec);

/// At some times, with absolute errors; empty for `none`, and when a stop was requested. Throws Error(bad_case |
/// memory | numeric).
GroundStates ground_states(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                           const std::vector<double>& times, const ReferenceSettings& settings,
                           const RunControl& control);

/// Bytes that it takes at its peak.
std::int64_t ground_states_bytes(const cases::Problem& problem, const cases::ReferenceSpec& spec);

/// The errors of E_0 are errors of the excess energies of a curve too.
void add_ground_state_errors(double sites, ReferenceCurve& curve);

}  // namespace quenchmark::reference
