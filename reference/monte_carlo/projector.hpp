#pragma once
// Ground states by projection, e^(-tau H) on a guide, in continuous imaginary time: no sign, no time step.
// Source: N. Trivedi and D. M. Ceperley, Phys. Rev. B 41, 4552 (1990); in continuous time S. Sorella and L.
// Capriotti, Phys. Rev. B 61, 2599 (2000).

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/problem.hpp"
#include "reference/monte_carlo/block_average.hpp"
#include "reference/monte_carlo/spin_model.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference::monte_carlo {

struct ProjectorSettings {
  double error = 1e-5;  ///< asked for, of the energy per site, in the unit of the couplings
  std::uint64_t seed = 1;
  int walkers = 100;
  int most_partners = 320;    ///< of one site in the guide
  double most_turns = 3e9;    ///< of spins; a run that reaches it tells the error it has got to
  bool correlations = false;  ///< in the ground state
};

struct ProjectedGroundState {
  Average energy;         ///< of all sites; the error holds what the population's size may have left
  double population = 0;  ///< that part of the error: what the second half of the weights' window has changed
  double guide_energy = 0.0;
  double guide_variance = 0.0;        ///< of the local energy
  std::vector<Average> correlations;  ///< by shell (jastrow_guide.hpp); empty unless asked
  Average fisher;                     ///< f_Q
  double imaginary_time = 0.0;        ///< projected, all walkers together
  double turns = 0.0;                 ///< of spins
};

/// H must have a transverse field. Throws Error(numeric) when the population dies out, Interrupted.
ProjectedGroundState project_ground_state(const cases::Lattice& lattice, const SpinModel& model,
                                          const ProjectorSettings& settings, const Workers& workers,
                                          const RunControl& control);

}  // namespace quenchmark::reference::monte_carlo
