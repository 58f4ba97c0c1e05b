#pragma once
// The claims that every sampled run makes about its chains: they have mixed, and they know nothing of each
// other.

#include <vector>

#include "validation/judge/claim.hpp"

namespace quenchmark::validation {

/// What R-hat of the local energy may be. It is made of halves of a chain: halves of n draws with a
/// correlation time of tau_n show 1 + (tau_n - 1)/(n - tau_n) for R-hat^2, so that at this limit a half of
/// four draws is worth two.
inline constexpr double largest_rhat = 1.2;
/// What the integrated autocorrelation time may be, as a share of the draws of a chain at one time.
inline constexpr double longest_memory = 1.0 / 3.0;
/// How far the variance of the mean over chains may be from that of independent ones, in units of the latter:
/// chains are worth half their number of independent ones at least.
inline constexpr double largest_inflation = 1.0;

/// "mixing": R-hat - 1 and the autocorrelation time over what they may be, at every output time.
/// "independent-chains": chain_inflation, averaged over the output times, against 1
/// (solvers/sampler/chain_diagnostics.hpp). Both are equivalence tests over the replicas, in the family of
/// the statistical claims. Made when the case asks for as many replicas as its tier has to have;
/// "independent-chains" needs chains of at least two draws.
std::vector<JudgedClaim> judge_chains(const Evidence& evidence);

}  // namespace quenchmark::validation
