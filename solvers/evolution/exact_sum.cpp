#include "solvers/evolution/exact_sum.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"
#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

namespace {

constexpr std::size_t tile_size = 32;          // configurations handed to the kernel at once
constexpr Eigen::Index parallel_from = 20000;  // below, waking threads costs more than the loop
constexpr std::int64_t elements_tile = 4096;

Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

double sign_product(const std::int8_t* spins, const std::array<int, 2>& signs) {
  double product = 1.0;
  for (int site : signs) {
    product *= site >= 0 ? spins[site] : 1.0;
  }
  return product;
}

}  // namespace

ExactSum::ExactSum(kernels::Network& network, ConfigurationSpace& space, int threads)
    : network_(network), space_(space), threads_(threads) {}

template <class Evaluate>
void ExactSum::for_each_tile(const Evaluate& evaluate) const {
  const int sites = space_.sites();
  parallel_for_tiles(static_cast<std::int64_t>(size()), tile_size, threads_,
                     [&](std::int64_t begin, std::int64_t end) {
                       const auto count = static_cast<std::size_t>(end - begin);
                       evaluate(kernels::SpinBatch{space_.spins().data() + begin * sites, count, sites},
                                static_cast<std::size_t>(begin), count);
                     });
}

void ExactSum::normalise(NetworkState& state) const {
  if (!state.log_psi.allFinite()) {
    throw UnusableTrial("the network has amplitudes that are not finite");
  }
  const auto multiplicity = as_vector(space_.multiplicity());
  const double largest = state.log_psi.real().maxCoeff();
  state.amplitude = (state.log_psi.array() - largest).exp();
  state.probability = multiplicity.array() * state.amplitude.array().abs2();
  const double total = state.probability.sum();
  state.probability /= total;
  state.amplitude /= std::sqrt(total);
}

NetworkState ExactSum::evaluate(const Eigen::VectorXcd& parameters) {
  network_.set_parameters({parameters.data(), static_cast<std::size_t>(parameters.size())});
  NetworkState state;
  state.log_psi.resize(static_cast<Eigen::Index>(size()));
  for_each_tile([&](const kernels::SpinBatch& batch, std::size_t begin, std::size_t count) {
    network_.log_psi(batch, {state.log_psi.data() + begin, count});
  });
  forward_passes_ += static_cast<std::int64_t>(size());
  normalise(state);
  return state;
}

NetworkState ExactSum::evaluate(const Eigen::VectorXcd& parameters, RowMajorMatrix& derivatives) {
  network_.set_parameters({parameters.data(), static_cast<std::size_t>(parameters.size())});
  const std::size_t width = network_.parameter_count();
  NetworkState state;
  state.log_psi.resize(static_cast<Eigen::Index>(size()));
  derivatives.resize(static_cast<Eigen::Index>(size()), static_cast<Eigen::Index>(width));
  for_each_tile([&](const kernels::SpinBatch& batch, std::size_t begin, std::size_t count) {
    network_.log_psi_and_derivatives(batch, {state.log_psi.data() + begin, count},
                                     {derivatives.data() + begin * width, count * width});
  });
  forward_passes_ += static_cast<std::int64_t>(size());
  normalise(state);
  return state;
}

Eigen::VectorXcd ExactSum::local_values(const WeightedOperator& a, double t, const NetworkState& state) {
  const std::vector<double> weights = a.weights(t);
  const int sites = space_.sites();
  const auto count = static_cast<Eigen::Index>(size());
  Eigen::VectorXcd values = Eigen::VectorXcd::Zero(count);
  for (std::size_t part = 0; part < a.parts.size(); ++part) {
    if (weights[part] == 0.0) {
      continue;
    }
    for (const FlipGroup& group : a.parts[part].groups()) {
      const std::vector<std::int32_t>* target = group.flip[0] >= 0 ? &space_.flipped(group.flip) : nullptr;
      const double weight = weights[part];
      parallel_for_tiles(count, elements_tile, count > parallel_from ? threads_ : 1,
                         [&](std::int64_t begin, std::int64_t end) {
                           for (std::int64_t k = begin; k < end; ++k) {
                             const std::int8_t* spins = space_.spins().data() + k * sites;
                             Complex element = 0;
                             for (const SignFactor& factor : group.factors) {
                               element += factor.coefficient * sign_product(spins, factor.signs);
                             }
                             if (target != nullptr) {
                               element *= std::exp(state.log_psi[(*target)[k]] - state.log_psi[k]);
                             }
                             values[k] += weight * element;
                           }
                         });
    }
  }
  return values;
}

double ExactSum::expectation(const WeightedOperator& a, double t, const NetworkState& state) {
  return local_values(a, t, state).real().dot(state.probability);
}

TangentSystem ExactSum::tangent_system(const NetworkState& state, RowMajorMatrix derivatives,
                                       const Eigen::VectorXcd& local_energy) const {
  const Eigen::VectorXd root = state.probability.array().sqrt();
  Eigen::RowVectorXcd mean = state.probability.transpose().cast<Complex>() * derivatives;
  const Complex energy = state.probability.cast<Complex>().dot(local_energy);
  if (planted(Defect::uncentred_derivatives)) {
    mean.setZero();
  }
  TangentSystem system;
  system.tangent = root.asDiagonal() * (derivatives.rowwise() - mean);
  system.drive = root.array() * (local_energy.array() - energy);
  if (!system.tangent.allFinite() || !system.drive.allFinite()) {
    throw UnusableTrial("derivatives or local energies are not finite");
  }
  return system;
}

}  // namespace quenchmark::solvers
