#include "solvers/tdvp/chain_batches.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace quenchmark::solvers {

namespace {

using Complex = std::complex<double>;

/// z of every batch, as columns.
Eigen::MatrixXcd deviations(const ChainBatches& batches, const SampleMoments& moments) {
  Eigen::MatrixXcd z = batches.force;
  z.noalias() -= moments.mean().conjugate() * batches.drive.transpose();
  z.noalias() -= moments.force() * batches.weight.transpose().cast<Complex>();
  return z / moments.weight();
}

/// That the mean is taken off costs one of the batches.
double unbiased(const ChainBatches& batches) {
  const auto count = static_cast<double>(batches.count());
  return count > 1.0 ? count / (count - 1.0) : 0.0;
}

}  // namespace

BatchPlan::BatchPlan(int slots, int chains_in_slot, int draws) : chains_(chains_in_slot), draws_(draws) {
  const int chains = slots * chains_in_slot;
  const int wanted = (fewest_batches + chains - 1) / chains;
  const int longest_root = static_cast<int>(std::sqrt(static_cast<double>(draws)));
  stretches_ = std::max(1, std::min(wanted, longest_root));
  batches_ = stretches_ > 1 ? chains_in_slot * stretches_
                            : std::min(chains_in_slot, std::max(1, most_batches / slots));
}

int BatchPlan::batch_of(int chain, int draw) const {
  if (stretches_ > 1) {
    return chain * stretches_ + static_cast<int>(static_cast<long long>(draw) * stretches_ / draws_);
  }
  return static_cast<int>(static_cast<long long>(chain) * batches_ / chains_);
}

ChainBatches::ChainBatches(Eigen::Index parameters, Eigen::Index batches)
    : weight(Eigen::VectorXd::Zero(batches)),
      drive(Eigen::VectorXcd::Zero(batches)),
      force(Eigen::MatrixXcd::Zero(parameters, batches)) {}

ChainBatches::ChainBatches(Eigen::Index parameters, std::span<const std::vector<double>> parts) {
  const std::size_t numbers_of_a_batch = 1 + 2 + 2 * static_cast<std::size_t>(parameters);
  std::size_t total = 0;
  for (const std::vector<double>& part : parts) {
    if (part.size() % numbers_of_a_batch != 0) {
      throw Error(ErrorKind::internal, "sums over batches have another length than they should");
    }
    total += part.size() / numbers_of_a_batch;
  }
  *this = ChainBatches(parameters, static_cast<Eigen::Index>(total));
  Eigen::Index batch = 0;
  for (const std::vector<double>& part : parts) {
    for (const double* x = part.data(); x != part.data() + part.size(); ++batch) {
      weight[batch] = *x++;
      drive[batch] = {x[0], x[1]};
      x += 2;
      std::copy_n(x, 2 * parameters, reinterpret_cast<double*>(force.col(batch).data()));
      x += 2 * parameters;
    }
  }
}

void ChainBatches::add(const SampleMoments::RowMajorMatrix& derivatives, const Eigen::VectorXd& weights,
                       const Eigen::VectorXcd& drives, std::span<const int> batch) {
  for (Eigen::Index i = 0; i < derivatives.rows(); ++i) {
    const int b = batch[static_cast<std::size_t>(i)];
    const Complex weighted_drive = weights[i] * drives[i];
    weight[b] += weights[i];
    drive[b] += weighted_drive;
    force.col(b) += weighted_drive * derivatives.row(i).adjoint();
  }
}

std::vector<double> ChainBatches::flattened() const {
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(count() * (3 + 2 * force.rows())));
  for (Eigen::Index b = 0; b < count(); ++b) {
    numbers.insert(numbers.end(), {weight[b], drive[b].real(), drive[b].imag()});
    const auto* column = reinterpret_cast<const double*>(force.col(b).data());
    numbers.insert(numbers.end(), column, column + 2 * force.rows());
  }
  return numbers;
}

Eigen::VectorXd force_scatter(const ChainBatches& batches, const SampleMoments& moments,
                              const Eigen::MatrixXcd& modes) {
  const Eigen::MatrixXcd z = deviations(batches, moments);
  return unbiased(batches) * (modes.adjoint() * z).rowwise().squaredNorm();
}

Eigen::VectorXd force_scatter(const ChainBatches& batches, const SampleMoments& moments,
                              const Eigen::MatrixXd& modes) {
  const Eigen::MatrixXd z = deviations(batches, moments).real();
  return unbiased(batches) * (modes.transpose() * z).rowwise().squaredNorm();
}

}  // namespace quenchmark::solvers
