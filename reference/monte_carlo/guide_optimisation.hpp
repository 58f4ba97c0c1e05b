#pragma once
// The guide of least variance: Gauss and Newton on the local energies of samples of psi^2 (C. J. Umrigar, K. G.
// Wilson and J. W. Wilkins, Phys. Rev. Lett. 60, 1719 (1988)). Where the variance vanishes the guide is exact.

#include <cstdint>

#include "reference/monte_carlo/jastrow_guide.hpp"
#include "reference/monte_carlo/spin_model.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference::monte_carlo {

struct OptimisedGuide {
  GuideParameters guide;
  double energy = 0.0;    ///< <H> in the guide, from the last samples
  double variance = 0.0;  ///< of the local energy
  Spins spins;            ///< one sample
};

/// From `spins` and `guess` on. A function of the seed.
OptimisedGuide optimise_guide(const SpinModel& model, const Shells& shells, const GuideParameters& guess,
                              const Spins& spins, std::uint64_t seed, const Workers& workers);

}  // namespace quenchmark::reference::monte_carlo
