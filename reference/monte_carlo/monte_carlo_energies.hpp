#pragma once
// Energies of the ground state of a problem by projection: any size, with a statistical error.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference {

/// At some times; equal couplings are solved once. `error`: one standard error asked of E_0/N, relative to
/// Schedule::energy_unit; those reached are in the result. A function of the problem, the error and the seed.
/// Throws Error(bad_case) where a field is zero and bonds or fields compete, Error(numeric) when the population
/// dies out. Empty when a stop was requested.
GroundStates monte_carlo_energies(const cases::Problem& problem, const std::vector<double>& times,
                                  double error, std::uint64_t seed, const ReferenceSettings& settings,
                                  const RunControl& control);

}  // namespace quenchmark::reference
