#include "reference/spectrum/ground_state.hpp"

#include <cmath>

#include "base/memory.hpp"
#include "base/planted_defect.hpp"
#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/spectrum/lowest_eigenvalue.hpp"

namespace quenchmark::reference {

cases::Couplings without_sign(const IsingTerms& terms, cases::Couplings couplings) {
  couplings[1] = terms.flip_weight > 0 ? -std::abs(couplings[1]) : std::abs(couplings[1]);
  return couplings;
}

SymmetryGroup ground_state_group(const cases::Problem& problem, const IsingTerms& terms) {
  // No schedule switches the longitudinal coupling on in the course of time: it is constant.
  const bool longitudinal =
      terms.has_longitudinal() && problem.schedule.at(problem.schedule.t_start())[2] != 0.0;
  return {terms.sites, problem.translations, problem.point_group, !longitudinal};
}

std::int64_t ground_state_bytes(const cases::Problem& problem) {
  const IsingTerms terms = read_terms(problem);
  const std::int64_t dimension = sector_dimension(ground_state_group(problem, terms));
  return saturating_sum(SymmetricSector::bytes(dimension, terms.sites, NeighbourSource::table),
                        lowest_eigenvalue_bytes(dimension));
}

GroundStates ground_state_energies(const cases::Problem& problem, const std::vector<double>& times,
                                   const ReferenceSettings& settings, const RunControl& control) {
  const std::int64_t available = memory_budget(settings.memory_limit);
  require_memory("the search for the ground state", ground_state_bytes(problem), available,
                 "leave out excess_energy or choose a smaller lattice");
  const IsingTerms terms = read_terms(problem);
  GroundStates found;
  try {
    const SymmetricSector sector(terms, ground_state_group(problem, terms), NeighbourSource::table,
                                 Workers(settings.threads), control);
    found.method = "lanczos in the sector of " + std::to_string(sector.dimension()) + " states";
    Eigen::VectorXd guess;
    cases::Couplings before{};
    for (const double t : times) {
      const cases::Couplings couplings = without_sign(terms, problem.schedule.at(t));
      if (found.energies.empty() || couplings != before) {
        const Eigenvalue lowest = lowest_eigenvalue(sector, couplings, guess);
        found.energies.push_back(lowest.value);
        found.errors.push_back(lowest.error);
        before = couplings;
      } else {
        found.energies.push_back(found.energies.back());
        found.errors.push_back(found.errors.back());
      }
      control.progress({"ground state", t, times.back(), {}});
    }
  } catch (const Interrupted&) {
    return {};
  }
  if (planted(Defect::ground_energy_off)) {
    for (double& energy : found.energies) {
      energy *= 1.001;
    }
  }
  return found;
}

double ground_state_energy(const cases::Problem& problem, double t, const ReferenceSettings& settings) {
  return ground_state_energies(problem, {t}, settings, {}).energies.at(0);
}

}  // namespace quenchmark::reference
