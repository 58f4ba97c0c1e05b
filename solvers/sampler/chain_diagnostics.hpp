#pragma once
// How well chains mix: autocorrelation time, effective sample size, rank-normalised split R-hat.

#include <vector>

namespace quenchmark::solvers {

/// A quantity along chains of equal length: values[chain][draw].
using ChainTable = std::vector<std::vector<double>>;

struct ChainDiagnostics {
  double autocorrelation_time = 1.0;   ///< integrated, in draws: 1 + 2 sum of rho(lag)
  double effective_sample_size = 0.0;  ///< draws of all chains / autocorrelation_time
  double split_r_hat = 1.0;  ///< rank-normalised (Vehtari, Gelman, Simpson, Carpenter, Buerkner 2021)
};

/// Autocorrelations are averaged over chains about the mean of all of them, and summed by Geyer's initial
/// monotone sequence of pairs; a constant quantity has time 1 and R-hat 1. What chains are too short to tell is 1:
/// times of a single draw, R-hat of fewer than four.
ChainDiagnostics diagnose_chains(const ChainTable& chains);

}  // namespace quenchmark::solvers
