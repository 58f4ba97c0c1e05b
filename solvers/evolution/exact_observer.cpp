#include "solvers/evolution/exact_observer.hpp"

#include <algorithm>
#include <cmath>

namespace quenchmark::solvers {

namespace {

using cases::ObservableKind;

std::vector<double> as_vector(const Eigen::VectorXd& values) {
  return {values.data(), values.data() + values.size()};
}

}  // namespace

std::vector<std::vector<int>> wanted_displacements(const cases::Problem& problem) {
  std::vector<std::vector<int>> all;
  for (const cases::Observable& observable : problem.observables) {
    for (const auto& displacement : observable.displacements) {
      if (std::find(all.begin(), all.end(), displacement) == all.end()) {
        all.push_back(displacement);
      }
    }
  }
  return all;
}

ExactObserver::ExactObserver(const cases::Problem& problem, const Frame& frame, ExactSum& sum,
                             bool store_states, Trajectory& trajectory)
    : problem_(problem), frame_(frame), sum_(sum), store_states_(store_states), trajectory_(trajectory) {
  if (store_states_) {
    const ConfigurationSpace& space = sum_.space();
    cases::StateSnapshots& states = trajectory_.states;
    states.basis = frame_.basis == cases::Basis::z ? cases::Basis::z : cases::Basis::x;
    states.translations = space.symmetry().translations;
    states.point_group = space.symmetry().point_group;
    states.spin_flip = space.symmetry().spin_flip;
    states.configurations = space.representatives();
    states.multiplicity = space.multiplicity();
  }
}

void ExactObserver::append(const char* name, std::vector<double> values) {
  trajectory_.observables[name].push_back(std::move(values));
}

double ExactObserver::displacement_value(const std::vector<int>& displacement,
                                         const std::vector<double>& zz) const {
  const auto place = std::find(frame_.displacements.begin(), frame_.displacements.end(), displacement);
  return zz[static_cast<std::size_t>(place - frame_.displacements.begin())];
}

Eigen::VectorXcd ExactObserver::laboratory_amplitudes(double t, const NetworkState& state) const {
  if (frame_.basis != cases::Basis::interaction) {
    return state.amplitude;
  }
  // psi_S = exp(-i H0 t) psi_I with H0 = -h sum s: the phase exp(+i s integral of h).
  const double phase = problem_.schedule.integral(t)[static_cast<std::size_t>(cases::Channel::transverse)];
  Eigen::VectorXcd amplitudes = state.amplitude;
  const int sites = sum_.space().sites();
  for (Eigen::Index k = 0; k < amplitudes.size(); ++k) {
    int total = 0;
    for (int i = 0; i < sites; ++i) {
      total += sum_.space().spins()[static_cast<std::size_t>(k) * sites + i];
    }
    amplitudes[k] *= std::polar(1.0, phase * total);
  }
  return amplitudes;
}

double ExactObserver::energy(double t, const NetworkState& state) {
  return sum_.expectation(frame_.hamiltonian, t, state);
}

void ExactObserver::measure(double t, const NetworkState& state) {
  const double sites = problem_.sites();
  const Eigen::VectorXcd local_energy = sum_.local_values(frame_.hamiltonian, t, state);
  const double energy_mean = local_energy.real().dot(state.probability);
  std::vector<double> zz;
  for (const WeightedOperator& correlation : frame_.zz) {
    zz.push_back(sum_.expectation(correlation, t, state));
  }
  for (const cases::Observable& observable : problem_.observables) {
    switch (observable.kind) {
      case ObservableKind::mx:
        append("mx", {sum_.expectation(frame_.mx, t, state)});
        break;
      case ObservableKind::mz:
        append("mz", {sum_.expectation(frame_.mz, t, state)});
        break;
      case ObservableKind::zz:
      case ObservableKind::zz_connected: {
        // The network is translation-invariant: every <sz_i> is mz.
        const bool connected = observable.kind == ObservableKind::zz_connected;
        const double mz = connected ? sum_.expectation(frame_.mz, t, state) : 0.0;
        std::vector<double> values;
        for (const auto& displacement : observable.displacements) {
          values.push_back(displacement_value(displacement, zz) - mz * mz);
        }
        append(connected ? "zz_connected" : "zz", std::move(values));
        break;
      }
      case ObservableKind::energy:
        append("energy", {energy_mean});
        break;
      case ObservableKind::energy_density:
        append("energy_density", {energy_mean / sites});
        break;
      case ObservableKind::energy_variance: {
        const Complex mean = state.probability.cast<Complex>().dot(local_energy);
        append("energy_variance", {(local_energy.array() - mean).abs2().matrix().dot(state.probability)});
        break;
      }
      case ObservableKind::f_q: {
        const double mz = sum_.expectation(frame_.mz, t, state);
        append("f_q", {sum_.expectation(frame_.total_spin_squared, t, state) / sites - sites * mz * mz});
        break;
      }
      case ObservableKind::loschmidt: {
        const Eigen::Map<const Eigen::VectorXd> multiplicity(sum_.space().multiplicity().data(),
                                                             state.amplitude.size());
        const Complex overlap = multiplicity.cast<Complex>().dot(laboratory_amplitudes(t, state));
        append("loschmidt", {std::norm(overlap) / std::pow(2.0, sites)});
        break;
      }
      default:
        break;  // excess_energy needs the ground state: filled in where the reference is known
    }
  }
}

void ExactObserver::record(const WalkPosition& where, const ExactPoint& point,
                           const Certificate& certificate) {
  const double energy_now = energy(where.t, point.state);
  trajectory_.times.push_back(where.t);
  measure(where.t, point.state);

  const double variance = point.variance;
  const auto relative = [&](double norm) { return variance > 0.0 ? norm * norm / variance : 0.0; };
  auto& diagnostics = trajectory_.diagnostics;
  diagnostics["step"].push_back(where.step);
  diagnostics["r2"].push_back(relative(point.solution.residual_norm));
  diagnostics["r2_optimal"].push_back(relative(point.solution.optimal_norm));
  diagnostics["r2_integrated"].push_back(where.integrated_r2);
  diagnostics["generator_variance"].push_back(variance);
  diagnostics["energy"].push_back(energy_now);
  diagnostics["energy_drift"].push_back(energy_now - diagnostics["energy"].front() -
                                        certificate.budget().work_done);
  diagnostics["energy_flow"].push_back(where.energy_flow);
  diagnostics["kept_modes"].push_back(point.solution.kept_modes);
  diagnostics["tikhonov"].push_back(point.solution.tikhonov);
  diagnostics["largest_sigma2"].push_back(point.solution.sigma2.size() > 0 ? point.solution.sigma2.maxCoeff()
                                                                           : 0.0);
  diagnostics["smallest_log_psi"].push_back(point.state.log_psi.real().minCoeff() -
                                            point.state.log_psi.real().maxCoeff());

  certificate.budget().append_to(trajectory_.angle);

  trajectory_.spectra["sigma2"].push_back(as_vector(point.solution.sigma2));
  trajectory_.spectra["filter"].push_back(as_vector(point.solution.filter));
  if (store_states_) {
    const Eigen::VectorXcd amplitudes = laboratory_amplitudes(where.t, point.state);
    trajectory_.states.amplitudes.emplace_back(amplitudes.data(), amplitudes.data() + amplitudes.size());
  }
}

}  // namespace quenchmark::solvers
