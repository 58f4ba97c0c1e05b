#pragma once
// The start state from samples: imaginary time with H = -sum sx of the computational basis.

#include "base/run_control.hpp"
#include "solvers/evolution/preparation.hpp"
#include "solvers/evolution/sampled_sum.hpp"

namespace quenchmark::solvers {

/// As prepare_uniform_state, with a fresh draw in each step. Local energies become equal as the state is
/// reached, so noise dies out with the variance. Sets Preparation::angle.
Preparation prepare_sampled_state(SampledSum& sum, const Eigen::VectorXcd& initial,
                                  const RunControl& control);

}  // namespace quenchmark::solvers
