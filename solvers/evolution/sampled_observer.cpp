#include "solvers/evolution/sampled_observer.hpp"

#include <algorithm>
#include <cmath>

#include "cases/spec/names.hpp"

namespace quenchmark::solvers {

namespace {

using cases::ObservableKind;

/// Places of the operators in the estimator; the correlations zz(d) follow.
enum Place : std::size_t { hamiltonian, mx, mz, spin_squared, first_zz };

std::vector<const WeightedOperator*> measured_operators(const Frame& frame) {
  std::vector<const WeightedOperator*> operators{&frame.hamiltonian, &frame.mx, &frame.mz,
                                                 &frame.total_spin_squared};
  for (const WeightedOperator& correlation : frame.zz) {
    operators.push_back(&correlation);
  }
  return operators;
}

std::vector<double> as_vector(const Eigen::VectorXd& values) {
  return {values.data(), values.data() + values.size()};
}

std::vector<Complex> average(const std::vector<std::vector<Complex>>& slots) {
  std::vector<Complex> mean(slots.front().size(), 0.0);
  for (const std::vector<Complex>& slot : slots) {
    for (std::size_t k = 0; k < mean.size(); ++k) {
      mean[k] += slot[k] / static_cast<double>(slots.size());
    }
  }
  return mean;
}

/// The average without one of the slots.
std::vector<Complex> without(const std::vector<Complex>& average, const std::vector<Complex>& slot,
                             double slots) {
  std::vector<Complex> rest(average.size());
  for (std::size_t k = 0; k < rest.size(); ++k) {
    rest[k] = (slots * average[k] - slot[k]) / (slots - 1.0);
  }
  return rest;
}

}  // namespace

SampledObserver::SampledObserver(const cases::Problem& problem, const Frame& frame, const SampledSum& sum,
                                 SampledSum& measured, Trajectory& trajectory)
    : problem_(problem),
      sum_(sum),
      measured_(measured),
      trajectory_(trajectory),
      displacements_(frame.displacements),
      estimator_(measured_operators(frame)) {}

std::vector<double> SampledObserver::values(const cases::Observable& observable,
                                            const std::vector<Complex>& means) const {
  const double sites = problem_.sites();
  const double mz_mean = means[mz].real();
  switch (observable.kind) {
    case ObservableKind::mx:
      return {means[mx].real()};
    case ObservableKind::mz:
      return {mz_mean};
    case ObservableKind::zz:
    case ObservableKind::zz_connected: {
      // The network is translation-invariant: every <sz_i> is mz.
      const double product = observable.kind == ObservableKind::zz_connected ? mz_mean * mz_mean : 0.0;
      std::vector<double> correlations;
      for (const std::vector<int>& displacement : observable.displacements) {
        const auto place = std::find(displacements_.begin(), displacements_.end(), displacement);
        correlations.push_back(
            means[first_zz + static_cast<std::size_t>(place - displacements_.begin())].real() - product);
      }
      return correlations;
    }
    case ObservableKind::energy:
      return {means[hamiltonian].real()};
    case ObservableKind::energy_density:
      return {means[hamiltonian].real() / sites};
    case ObservableKind::energy_variance:
      return {means[estimator_.operators() + hamiltonian].real() - std::norm(means[hamiltonian])};
    case ObservableKind::f_q:
      return {means[spin_squared].real() / sites - sites * mz_mean * mz_mean};
    default:
      return {};  // excess_energy needs the ground state; loschmidt is refused for samples
  }
}

void SampledObserver::measure(double t) {
  const std::vector<std::vector<Complex>> slots = measured_.slot_means(estimator_, t);
  const std::vector<Complex> mean = average(slots);
  const auto count = static_cast<double>(slots.size());
  trajectory_.diagnostics["energy"].push_back(mean[hamiltonian].real());
  for (const cases::Observable& observable : problem_.observables) {
    const std::vector<double> value = values(observable, mean);
    if (value.empty()) {
      continue;
    }
    const std::string name(cases::name(observable.kind));
    trajectory_.observables[name].push_back(value);
    std::vector<double> error(value.size(), 0.0);
    for (const std::vector<Complex>& slot : slots) {
      const std::vector<double> left_out = values(observable, without(mean, slot, count));
      for (std::size_t k = 0; k < value.size(); ++k) {
        error[k] += (left_out[k] - value[k]) * (left_out[k] - value[k]) * (count - 1.0) / count;
      }
    }
    std::transform(error.begin(), error.end(), error.begin(), [](double x) { return std::sqrt(x); });
    trajectory_.sampling_errors[name].push_back(std::move(error));
  }
}

void SampledObserver::record(const WalkPosition& where, const SampledPoint& point, const AngleBudget& angle) {
  const ChainDiagnostics chains = sum_.chain_diagnostics();
  trajectory_.times.push_back(where.t);
  measure(where.t);

  const auto relative = [&](double norm) {
    return point.variance > 0.0 ? norm * norm / point.variance : 0.0;
  };
  auto& diagnostics = trajectory_.diagnostics;
  const std::vector<double>& energy = diagnostics["energy"];
  diagnostics["step"].push_back(where.step);
  diagnostics["r2"].push_back(point.relative_residual());
  diagnostics["r2_optimal"].push_back(relative(point.solution.optimal_norm));
  diagnostics["r2_holdout"].push_back(point.r2_held_out);
  diagnostics["r2_integrated"].push_back(where.integrated_r2);
  diagnostics["generator_variance"].push_back(point.variance);
  diagnostics["energy_drift"].push_back(energy.back() - energy.front() - angle.work_done);
  diagnostics["energy_flow"].push_back(where.energy_flow);
  diagnostics["kept_modes"].push_back(point.solution.kept_modes);
  diagnostics["tikhonov"].push_back(point.solution.tikhonov);
  diagnostics["largest_sigma2"].push_back(point.solution.sigma2.size() > 0 ? point.solution.sigma2.maxCoeff()
                                                                           : 0.0);
  diagnostics["acceptance"].push_back(sum_.acceptance());
  diagnostics["tau_int"].push_back(chains.autocorrelation_time);
  diagnostics["ess"].push_back(chains.effective_sample_size);
  diagnostics["rhat"].push_back(chains.split_r_hat);
  diagnostics["chain_inflation"].push_back(chains.chain_inflation);

  angle.append_to(trajectory_.angle);
  auto& spectra = trajectory_.spectra;
  spectra["sigma2"].push_back(as_vector(point.solution.sigma2));
  spectra["filter"].push_back(as_vector(point.solution.filter));
  spectra["snr"].push_back(as_vector(point.snr));
  spectra["snr_gaussian"].push_back(as_vector(point.snr_gaussian));
  spectra["snr_residual"].push_back(as_vector(point.snr_residual));
  spectra["tau_int"].push_back(as_vector(point.correlation_time));
}

}  // namespace quenchmark::solvers
