#include "reference/chain/free_fermions.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "cases/spec/asks_for.hpp"
#include "cases/spec/names.hpp"
#include "reference/agreement.hpp"
#include "reference/chain/majorana_state.hpp"
#include "reference/chain/momentum_route.hpp"
#include "reference/chain/real_space_route.hpp"
#include "reference/parallel/interruption.hpp"

namespace quenchmark::reference {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::bad_case, "method \"free_fermions\" does not apply: " + why,
              "use method \"exact_sector\" or \"exact\"");
}

bool is_ring_bond(const cases::PauliTerm& term, int sites) {
  if (term.sites.size() != 2 || term.axes != std::vector<char>{'z', 'z'}) {
    return false;
  }
  const int gap = std::abs(term.sites[0] - term.sites[1]);
  return term.coefficient == -1.0 && (gap == 1 || gap == sites - 1);
}

void require_ring_terms(const cases::Problem& problem) {
  const int sites = problem.sites();
  if (problem.lattice.dimension() != 1 || problem.lattice.boundary != cases::Boundary::periodic) {
    refuse("the lattice is not a periodic chain");
  }
  if (sites < 4 || sites % 2 != 0) {
    refuse("the length " + std::to_string(sites) + " is not an even number of at least 4");
  }
  int bonds = 0;
  int fields = 0;
  for (const cases::PauliTerm& term : problem.terms) {
    const bool field =
        term.sites.size() == 1 && term.axes == std::vector<char>{'x'} && term.coefficient == -1.0;
    if (term.channel == cases::Channel::exchange && is_ring_bond(term, sites)) {
      ++bonds;
    } else if (term.channel == cases::Channel::transverse && field) {
      ++fields;
    } else if (term.channel != cases::Channel::longitudinal ||
               problem.schedule.at(problem.schedule.t_start())[2] != 0.0) {
      refuse("a term of the Hamiltonian is neither a bond of the ring nor a transverse field");
    }
  }
  if (bonds != sites || fields != sites) {
    refuse("the bonds or fields do not form a ring");
  }
}

void require_ring(const cases::Problem& problem) {
  require_ring_terms(problem);
  if (problem.start != cases::Start::paramagnet) {
    refuse("the start is not the paramagnet");
  }
}

/// -sum_k Lam_k over all N wave vectors of an even number of down x-spins, which hold the ground state for
/// even N.
double ring_ground_energy(const RingCouplings& couplings, int sites) {
  double sum = 0.0;
  for (int m = 0; m < sites; ++m) {
    const double k = (2 * m + 1) * std::numbers::pi / sites;
    sum -= std::sqrt(couplings.J * couplings.J + couplings.h * couplings.h -
                     2.0 * couplings.J * couplings.h * std::cos(k));
  }
  return sum;
}

class RingObserver {
 public:
  explicit RingObserver(const cases::Problem& problem)
      : problem_(problem), sites_(problem.sites()), start_(paramagnet_covariance(problem.sites())) {}

  /// Appends the values at t to the tables.
  void measure(double t, const Eigen::MatrixXd& covariance, ObservableTables& tables) const {
    const cases::Couplings now = problem_.schedule.at(t);
    const RingCouplings couplings{now[0], now[1]};
    std::map<std::string, std::vector<double>> values;
    for (const cases::Observable& observable : problem_.observables) {
      std::vector<double>& value = values[std::string(cases::name(observable.kind))];
      if (cases::has_displacements(observable.kind)) {
        // <sz> = 0: the state is even under the flip of all spins.
        for (const std::vector<int>& displacement : observable.displacements) {
          value.push_back(correlation(covariance, displacement[0]));
        }
      } else {
        value = {single(observable.kind, couplings, covariance)};
      }
    }
    for (auto& [name, value] : values) {
      tables[name].push_back(std::move(value));
    }
  }

 private:
  double correlation(const Eigen::MatrixXd& covariance, int displacement) const {
    const int distance = std::abs(displacement) % sites_;
    return distance == 0 ? 1.0 : spin_correlation(covariance, std::min(distance, sites_ - distance));
  }

  double energy(const RingCouplings& couplings, const Eigen::MatrixXd& covariance) const {
    return -sites_ * (couplings.J * spin_correlation(covariance, 1) + couplings.h * mean_sx(covariance));
  }

  double single(cases::ObservableKind kind, const RingCouplings& couplings,
                const Eigen::MatrixXd& covariance) const {
    switch (kind) {
      case cases::ObservableKind::mx:
        return mean_sx(covariance);
      case cases::ObservableKind::energy:
        return energy(couplings, covariance);
      case cases::ObservableKind::energy_density:
        return energy(couplings, covariance) / sites_;
      case cases::ObservableKind::energy_variance:
        return ring_energy_variance(couplings, covariance);
      case cases::ObservableKind::f_q: {
        double sum = 0.0;
        for (int distance = 0; distance < sites_; ++distance) {
          sum += correlation(covariance, distance);
        }
        return sum;
      }
      case cases::ObservableKind::loschmidt:
        return squared_overlap(start_, covariance);
      case cases::ObservableKind::excess_energy:
        return (energy(couplings, covariance) - ring_ground_energy(couplings, sites_)) / sites_;
      default:
        return 0.0;  // mz vanishes by the symmetry under the flip of all spins
    }
  }

  const cases::Problem& problem_;
  int sites_;
  Eigen::MatrixXd start_;
};

}  // namespace

std::int64_t free_fermion_bytes(const cases::Problem& problem) {
  // Both routes, their covariances, and the matrices of one measurement.
  constexpr std::int64_t matrices = 16;
  const std::int64_t size = 2 * static_cast<std::int64_t>(problem.sites());
  return saturating_product(saturating_product(size, size),
                            matrices * static_cast<std::int64_t>(sizeof(double)));
}

GroundStates ring_ground_states(const cases::Problem& problem, const std::vector<double>& times) {
  require_ring_terms(problem);
  GroundStates found;
  found.method = "free fermions";
  for (const double t : times) {
    const cases::Couplings now = problem.schedule.at(t);
    const double size = problem.sites() * (std::abs(now[0]) + std::abs(now[1]));
    found.energies.push_back(ring_ground_energy({now[0], now[1]}, problem.sites()));
    found.errors.push_back(16.0 * std::numeric_limits<double>::epsilon() * size);
  }
  return found;
}

ReferenceCurve free_fermion_curve(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                                  const ReferenceSettings& settings, const RunControl& control) {
  require_ring(problem);
  require_memory("a ring of " + std::to_string(problem.sites()) + " sites", free_fermion_bytes(problem),
                 memory_budget(settings.memory_limit), "choose a shorter chain");
  const RingObserver observer(problem);
  MomentumRoute momentum(problem.sites(), problem.schedule, 1e-3 * spec.tolerance, control);
  RealSpaceRoute real_space(problem.sites(), problem.schedule, control);
  ReferenceCurve curve;
  curve.method = settings.second_propagator ? "free fermions by wave vectors, checked in real space"
                                            : "free fermions by wave vectors";
  ObservableTables check;
  try {
    for (const double t : problem.output_times) {
      throw_if_stopped(control);
      momentum.advance(t);
      if (settings.second_propagator) {
        real_space.advance(t);
        observer.measure(t, real_space.covariance(), check);
      }
      observer.measure(t, momentum.covariance(), curve.observables);
      curve.times.push_back(t);
      control.progress({"free fermions", t, problem.output_times.back(), {}});
    }
  } catch (const Interrupted&) {
    curve.end(StopCause::signal);
  }
  if (settings.second_propagator) {
    record_agreement(check, spec.tolerance, problem.schedule.energy_unit(), curve);
  }
  if (cases::asks_for(problem.observables, cases::ObservableKind::excess_energy)) {
    curve.ground_states = ring_ground_states(problem, curve.times);
  }
  return curve;
}

}  // namespace quenchmark::reference
