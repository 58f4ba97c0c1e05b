#include "reference/spectrum/ground_state.hpp"

#include <algorithm>

#include "base/memory.hpp"
#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/spectrum/lowest_eigenvalue.hpp"

namespace quenchmark::reference {

SymmetryGroup ground_state_group(const cases::Problem& problem, const IsingTerms& terms) {
  SymmetryGroup group{terms.sites, problem.translations, problem.point_group, false};
  const auto ends = {problem.schedule.t_start(), problem.schedule.t_end()};
  // The transverse coupling is monotone on every ramp, so its ends tell its sign.
  group.spin_flip = std::all_of(ends.begin(), ends.end(), [&](double t) {
    const cases::Couplings couplings = problem.schedule.at(t);
    return couplings[1] * terms.flip_weight <= 0.0 && (couplings[2] == 0.0 || !terms.has_longitudinal());
  });
  return group;
}

std::int64_t ground_state_bytes(const cases::Problem& problem) {
  const IsingTerms terms = read_terms(problem);
  const std::int64_t dimension = sector_dimension(ground_state_group(problem, terms));
  return saturating_sum(SymmetricSector::bytes(dimension, terms.sites, NeighbourSource::table),
                        lowest_eigenvalue_bytes(dimension));
}

std::vector<double> ground_state_energies(const cases::Problem& problem, const std::vector<double>& times,
                                          const ReferenceSettings& settings, const RunControl& control) {
  const std::int64_t available = memory_budget(settings.memory_limit);
  require_memory("the search for the ground state", ground_state_bytes(problem), available,
                 "leave out excess_energy or choose a smaller lattice");
  const IsingTerms terms = read_terms(problem);
  std::vector<double> energies;
  try {
    const SymmetricSector sector(terms, ground_state_group(problem, terms), NeighbourSource::table,
                                 Workers(settings.threads), control);
    Eigen::VectorXd guess;
    for (std::size_t k = 0; k < times.size(); ++k) {
      const cases::Couplings couplings = problem.schedule.at(times[k]);
      const bool same = k > 0 && couplings == problem.schedule.at(times[k - 1]);
      energies.push_back(same ? energies.back() : lowest_eigenvalue(sector, couplings, guess));
      control.progress({"ground state", times[k], times.back(), {}});
    }
  } catch (const Interrupted&) {
    return {};
  }
  return energies;
}

double ground_state_energy(const cases::Problem& problem, double t, const ReferenceSettings& settings) {
  return ground_state_energies(problem, {t}, settings, {})[0];
}

}  // namespace quenchmark::reference
