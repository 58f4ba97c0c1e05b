#pragma once
// What every backend checks of the arguments of Network's calls, with the same words.

#include <array>
#include <cstddef>
#include <span>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// Throws std::invalid_argument on a wrong length, or on an imaginary part where parameters are real.
void check_parameters(const Network& network, std::span<const Complex> parameters);

/// Throws std::invalid_argument unless the batch is of this lattice and `length` is `per_configuration` for
/// each of it.
void check_output(const Network& network, const SpinBatch& batch, const char* what, std::size_t length,
                  std::size_t per_configuration);

/// Throws std::invalid_argument on a site outside the lattice or a pair of equal sites.
void check_flip(const Network& network, std::array<int, 2> flip);
void check_flips(const Network& network, const FlipSet& flips);

}  // namespace quenchmark::solvers::kernels
