#include "reference/observables/observer.hpp"

#include <utility>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "reference/hilbert/inner_products.hpp"

namespace quenchmark::reference {

namespace {

/// <A> and <B> of ising_terms.hpp.
std::array<double, 2> diagonal_energies(const IsingTerms& terms, const SpinMoments& moments) {
  std::array<double, 2> sum{};
  for (const WeightedPair& pair : terms.pairs) {
    sum[0] += pair.weight * moments.zz(pair.first, pair.second);
  }
  for (int i = 0; i < terms.sites; ++i) {
    sum[1] += terms.fields[i] * moments.z(i);
  }
  return sum;
}

}  // namespace

double pair_mean(const cases::Lattice& lattice, const std::vector<int>& displacement,
                 const SpinMoments& moments, bool connected) {
  const std::vector<std::array<int, 2>> pairs = cases::displacement_pairs(lattice, displacement);
  if (pairs.empty()) {
    throw Error(ErrorKind::bad_case, "no pair of sites has one of the displacements asked for",
                "choose displacements that fit on the lattice");
  }
  double sum = 0.0;
  for (const auto& [i, j] : pairs) {
    sum += moments.zz(i, j) - (connected ? moments.z(i) * moments.z(j) : 0.0);
  }
  return sum / static_cast<double>(pairs.size());
}

Observer::Observer(const cases::Problem& problem, const HilbertSpace& space, const StartState& start,
                   std::function<double(double)> ground_state_energy)
    : problem_(problem), space_(space), start_(start), ground_state_energy_(std::move(ground_state_energy)) {}

double Observer::energy_variance(const cases::Couplings& couplings, double energy, const StateVector& psi,
                                 StateVector* workspace) const {
  if (workspace == nullptr) {
    throw Error(ErrorKind::internal, "no second vector to measure the energy variance");
  }
  // || (H - E) psi ||^2 does not subtract large numbers.
  space_.apply(couplings, {1.0, -energy, 0.0}, psi.parts(), workspace->parts(), 2);
  return squared_norm(space_, workspace->data());
}

Measurement Observer::measure(double t, const StateVector& psi, StateVector* workspace) const {
  const IsingTerms& terms = space_.terms();
  const cases::Couplings couplings = problem_.schedule.at(t);
  SpinMoments moments = space_.spin_moments(psi);
  Measurement result;
  result.norm = moments.norm;
  moments.z /= result.norm;
  moments.zz /= result.norm;

  const double mx = space_.total_x(psi) / (result.norm * terms.sites);
  const std::array<double, 2> diagonal = diagonal_energies(terms, moments);
  result.energy = couplings[0] * diagonal[0] + couplings[1] * terms.flip_weight * terms.sites * mx +
                  couplings[2] * diagonal[1];

  for (const cases::Observable& observable : problem_.observables) {
    std::vector<double>& value = result.values[std::string(cases::name(observable.kind))];
    switch (observable.kind) {
      case cases::ObservableKind::mx:
        value = {mx};
        break;
      case cases::ObservableKind::mz:
        value = {moments.z.mean()};
        break;
      case cases::ObservableKind::zz:
      case cases::ObservableKind::zz_connected:
        for (const std::vector<int>& displacement : observable.displacements) {
          value.push_back(pair_mean(problem_.lattice, displacement, moments,
                                    observable.kind == cases::ObservableKind::zz_connected));
        }
        break;
      case cases::ObservableKind::energy:
        value = {result.energy};
        break;
      case cases::ObservableKind::energy_density:
        value = {result.energy / terms.sites};
        break;
      case cases::ObservableKind::energy_variance:
        value = {energy_variance(couplings, result.energy, psi, workspace) / result.norm};
        break;
      case cases::ObservableKind::f_q: {
        const double total = moments.z.sum();
        value = {(moments.zz.sum() - total * total) / terms.sites};
        break;
      }
      case cases::ObservableKind::loschmidt:
        value = {std::norm(start_.overlap(space_, psi)) / result.norm};
        break;
      case cases::ObservableKind::excess_energy:
        value = {(result.energy - ground_state_energy_(t)) / terms.sites};
        break;
      default:  // those of a predictor are no observables of one state; check_case refuses them
        throw Error(ErrorKind::internal, "not an observable of a state");
    }
  }
  return result;
}

}  // namespace quenchmark::reference
