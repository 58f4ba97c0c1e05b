#pragma once
// Ensembles of random start states of a chain, each state a function of seed, length and its number alone.

#include <Eigen/Core>
#include <cstdint>

#include "cases/spec/case.hpp"

namespace quenchmark::reference {

/// States first .. first + count - 1 as normalised columns [2^spins][count] in the z basis (bit i of a row's
/// number set: spin i down). product: every spin uniform on the Bloch sphere; haar: uniform on the sphere of
/// all states; both: even numbers product, odd ones haar.
Eigen::MatrixXcd random_states(cases::StateEnsemble ensemble, int spins, std::uint64_t seed,
                               std::uint64_t first, std::int64_t count);

}  // namespace quenchmark::reference
