#pragma once
// The claim about the energies of the ground state that excess energies are counted from.

#include <optional>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// "ground-state": every E_0 that the reference has stored, and every one that the run has taken off its
/// energies, lies within the bounds of ground_state_bounds.hpp and not above the energy of a state that the
/// run or the reference has visited, each with its error. `value` = the largest distance from the middle of
/// what is allowed over half its width; the reason says how far apart the bounds are. Absent when nothing
/// asks for excess_energy or nothing is there to judge.
std::optional<Verdict> judge_ground_state(const Evidence& evidence);

}  // namespace quenchmark::validation
