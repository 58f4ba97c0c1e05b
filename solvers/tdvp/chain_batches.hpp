#pragma once
// Sums over batches of samples that know nothing of each other: how far they scatter is how noisy averages
// are.

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "solvers/tdvp/sample_moments.hpp"

namespace quenchmark::solvers {

/// Which batch a sample of a reduction slot belongs to. Batches are whole chains, neighbours together where
/// there are more than `most_batches` of them (more do not sharpen the estimate, and each costs a vector of
/// parameters). Fewer than `fewest_batches` chains are cut into stretches, at most sqrt(draws) of them, so
/// that a stretch outlasts its correlations (batch means: Flegal & Jones 2010).
class BatchPlan {
 public:
  static constexpr int most_batches = 256;   ///< of all slots: a variance is known to 9 %
  static constexpr int fewest_batches = 32;  ///< of all slots: a variance is known to 25 %

  BatchPlan(int slots, int chains_in_slot, int draws);

  int batches() const { return batches_; }  ///< of one slot
  int batch_of(int chain, int draw) const;

 private:
  int chains_, draws_, stretches_, batches_;
};

/// Sums over each of some batches: w, w e and w o* e, with o, e and w as SampleMoments has them.
struct ChainBatches {
  Eigen::VectorXd weight;  ///< [batch]
  Eigen::VectorXcd drive;  ///< [batch]
  Eigen::MatrixXcd force;  ///< [parameter][batch]

  ChainBatches(Eigen::Index parameters, Eigen::Index batches);
  /// Of parts that know nothing of each other either, one after the other; each as flattened().
  ChainBatches(Eigen::Index parameters, std::span<const std::vector<double>> parts);

  /// `batch[i]`: where row i of `derivatives` belongs.
  void add(const SampleMoments::RowMajorMatrix& derivatives, const Eigen::VectorXd& weights,
           const Eigen::VectorXcd& drives, std::span<const int> batch);

  Eigen::Index count() const { return weight.size(); }
  std::vector<double> flattened() const;
};

/// sum_batch |v_k^+ z|^2 for each column v_k of `modes`, z = sum w ((o - <o>)* e - F) / W over the batch: an
/// unbiased estimate of the variance of rho_k = v_k^+ F as it is, with what correlations along chains, uneven
/// weights and the weights' own correlation with Q_k* e make of it. For real parameters of the variance of
/// Re(rho_k). 0 where there are no two batches.
Eigen::VectorXd force_scatter(const ChainBatches& batches, const SampleMoments& moments,
                              const Eigen::MatrixXcd& modes);
Eigen::VectorXd force_scatter(const ChainBatches& batches, const SampleMoments& moments,
                              const Eigen::MatrixXd& modes);

}  // namespace quenchmark::solvers
