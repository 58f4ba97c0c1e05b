#pragma once
// How well chains mix (autocorrelation time, effective sample size, rank-normalised split R-hat), and whether
// they know of each other.

#include <vector>

namespace quenchmark::solvers {

/// A quantity along chains of equal length: values[chain][draw].
using ChainTable = std::vector<std::vector<double>>;

struct ChainDiagnostics {
  double autocorrelation_time = 1.0;   ///< integrated, in draws: 1 + 2 sum of rho(lag)
  double effective_sample_size = 0.0;  ///< draws of all chains / autocorrelation_time
  double split_r_hat = 1.0;  ///< rank-normalised (Vehtari, Gelman, Simpson, Carpenter, Buerkner 2021)
  /// Variance of the mean over chains at one draw, over what independent chains would give: 1 where they are
  /// independent, their number where they are copies. They are worth chains / chain_inflation independent
  /// ones.
  double chain_inflation = 1.0;
};

/// Autocorrelations are averaged over chains about the mean of all of them, and summed by Geyer's initial
/// monotone sequence of pairs; a constant quantity has time 1 and R-hat 1. What chains are too short to tell
/// is 1: times and inflation of a single draw, R-hat of fewer than four.
///
/// Inflation is sum_d (sum_c D_cd)^2 / sum_cd D_cd^2 with D_cd = x_c,d+1 - x_cd: successive differences (von
/// Neumann, Kent, Bellinson, Hart 1941) need no mean, so that memory along the chains does not bias it. Of
/// independent chains it scatters by sqrt(2/(draws - 1)) where they remember much, sqrt(3/(draws - 1)) where
/// they forget at once.
ChainDiagnostics diagnose_chains(const ChainTable& chains);

}  // namespace quenchmark::solvers
