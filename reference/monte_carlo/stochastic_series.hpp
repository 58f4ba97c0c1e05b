#pragma once
// An independent check: e^(-beta H) by its power series, sampled with cluster moves, at a temperature where
// nothing but the ground state is left. No guide, no population, no bias but the temperature; its error falls as
// slowly as one over the root of the work from a much larger variance.
// Source: A. W. Sandvik, Phys. Rev. E 68, 056701 (2003); strings without an end, in continuous imaginary time: H.
// Rieger and N. Kawashima, Eur. Phys. J. B 9, 233 (1999).

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "reference/monte_carlo/block_average.hpp"
#include "reference/monte_carlo/jastrow_guide.hpp"
#include "reference/monte_carlo/spin_model.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference::monte_carlo {

struct StochasticSeriesSettings {
  double beta = 20.0;  ///< inverse temperature, in the inverse unit of the couplings
  int sweeps = 10000;  ///< measured, of each chain
  int chains = 4;      ///< independent ones
  std::uint64_t seed = 1;
};

struct ThermalAverages {
  Average energy;                     ///< of all sites
  std::vector<Average> correlations;  ///< <sz sz> by shell
  Average fisher;                     ///< (1/N) <(sum sz)^2>
};

/// Without fields along z, and with ferromagnetic bonds alone: throws Error(bad_case) for others, Interrupted.
ThermalAverages sample_series(const SpinModel& model, const Shells& shells,
                              const StochasticSeriesSettings& settings, const Workers& workers,
                              const RunControl& control);

}  // namespace quenchmark::reference::monte_carlo
