#pragma once
// Metropolis chains: configurations drawn from |psi|^2 by flips of sites.

#include <array>
#include <cstdint>
#include <vector>

#include "solvers/kernels/interface/network.hpp"
#include "solvers/sampler/random_stream.hpp"

namespace quenchmark::solvers {

/// Chains that propose the same flips, each with acceptance numbers of its own: lanes of one register.
inline constexpr int chains_in_group = 8;

/// How chains move.
struct MetropolisMoves {
  int sites = 0;
  std::vector<std::array<int, 2>> pairs;  ///< proposed in every other move; empty: single sites alone
  int global_flip_every = 0;              ///< every so many proposals flip all spins instead; 0: never
};

/// What one call of draw() has cost and seen.
struct MetropolisCounts {
  std::int64_t proposed = 0;
  std::int64_t accepted = 0;
};

/// Spins of a fresh chain: independent and uniform.
void randomise_spins(const DrawKey& key, int chain, std::span<std::int8_t> spins);

/// Moves neighbouring chains `first_chain`, `first_chain` + 1, ... (at most chains_in_group, `spins`
/// [chain][site]) on by `draws` draws of `sweeps` sweeps each, a sweep being as many proposals as there are
/// sites, and writes samples[draw][chain][site] with `sample_stride` spins between draws. What a chain does
/// depends on the key and its number alone.
MetropolisCounts draw_samples(const kernels::Network& network, const MetropolisMoves& moves,
                              const DrawKey& key, int first_chain, std::span<std::int8_t> spins, int draws,
                              int sweeps, std::int8_t* samples, std::size_t sample_stride);

}  // namespace quenchmark::solvers
