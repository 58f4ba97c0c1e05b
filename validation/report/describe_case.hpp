#pragma once
// A case in the words of its reader.

#include <string>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

/// "4 × 4 torus, transverse-field Ising, h = 3.044 J = 1 hc; quench from the paramagnet to t = 0.5/J".
std::string describe_physics(const cases::Case& asked);

/// "complex CNN (8;4), even activation, point group averaged; z basis; sums over orbits; holomorphic". Empty
/// without a solver.
std::string describe_solver(const cases::Case& asked);

/// "exact dynamics", "a series", ...: what a truth level of a verdict means.
std::string describe_truth(const std::string& truth);

}  // namespace quenchmark::validation
