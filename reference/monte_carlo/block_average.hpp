#pragma once
// Ratios of averages over a run that is cut into blocks, with errors by leaving out one block at a time (the
// jackknife: M. H. Quenouille, Biometrika 43, 353 (1956)).

#include <cstddef>
#include <vector>

namespace quenchmark::reference::monte_carlo {

struct Average {
  double value = 0.0;
  double error = 0.0;  ///< one standard error; infinite for fewer than two blocks
};

/// Sum of numerators over the sum of denominators. Both [blocks].
Average ratio_of_sums(const std::vector<double>& numerators, const std::vector<double>& denominators);

/// Mean of `values` [slices] in `blocks` blocks of equal length, each slice weighted by the mean weights of the
/// `window` slices that end with it: without them the average is that of a population of finite size, which
/// lies too high; with as many as the population remembers, it does not (M. P. Nightingale and H. W. J. Bloete,
/// Phys. Rev. B 33, 659 (1986)). The first `skip` slices count as weights alone.
Average windowed_average(const std::vector<double>& values, const std::vector<double>& log_weights,
                         std::size_t window, std::size_t skip, int blocks);

}  // namespace quenchmark::reference::monte_carlo
