#pragma once
// Whether a network has the symmetries that orbit sums and observables take for granted.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"
#include "solvers/kernels/interface/network.hpp"
#include "solvers/sampler/configuration_space.hpp"

namespace quenchmark::solvers {

/// Asks the network for ln psi of a few random configurations and of their images under every element of the
/// point group with a translation each, and under the flip of all spins, as far as `symmetry` promises.
class SymmetryProbe {
 public:
  SymmetryProbe(const cases::Problem& problem, const OrbitSymmetry& symmetry);

  /// The largest |psi(image)/psi(configuration) - 1|, at the parameters that the network has.
  double asymmetry(const kernels::Network& network) const;

 private:
  std::size_t images_ = 0;  // of one configuration, itself first
  int sites_ = 0;
  std::vector<std::int8_t> spins_;  // [configuration][image][site]
};

}  // namespace quenchmark::solvers
