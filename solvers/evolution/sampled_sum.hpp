#pragma once
// Averages over Metropolis samples of |psi|^2, the same bits for any number of ranks and threads.

#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <vector>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/symmetry_probe.hpp"
#include "solvers/kernels/interface/network.hpp"
#include "solvers/operators/local_estimator.hpp"
#include "solvers/parallel/slot_reduction.hpp"
#include "solvers/sampler/chain_diagnostics.hpp"
#include "solvers/sampler/metropolis.hpp"
#include "solvers/tdvp/sampled_tdvp.hpp"

namespace quenchmark::solvers {

/// Chains are shared out evenly over the reduction slots, slots over the ranks. Samples drawn at one set of
/// parameters serve at others by reweighting with |psi'/psi|^2. Calls are collective; errors leave on all
/// ranks together.
class SampledSum {
 public:
  SampledSum(kernels::Network& network, const cases::SamplerSpec& spec, const MetropolisMoves& moves,
             const SlotReduction& reduction, std::uint64_t seed, int threads);

  /// Draws fresh samples of |psi|^2, each chain going on from where it stands. The first draw of all burns
  /// in.
  void draw(const Eigen::VectorXcd& parameters, std::uint32_t step, std::uint32_t stage);

  /// Local values of the first operator (and of the second, when there is one) and reweighting, at
  /// `parameters`.
  struct LocalValues {
    Complex mean = 0.0;
    Complex second_mean = 0.0;       ///< of the second operator, when there is one
    double variance = 0.0;           ///< <|A_loc - mean|^2>
    Complex pseudo_variance = 0.0;   ///< <(A_loc - mean)^2>
    double effective_samples = 0.0;  ///< (sum w)^2 / sum w^2: what reweighting leaves
  };
  LocalValues evaluate(const Eigen::VectorXcd& parameters, const LocalEstimator& estimator, double t);

  /// Sums for the tangent system of what evaluate() saw last and answered with `values`, drives being
  /// phase * (A_loc - mean). On rank 0 only.
  struct Moments {
    SampledEquations first, second, all;  ///< halves of the chains, and both
  };
  std::optional<Moments> moments(Complex phase, const LocalValues& values, bool noise);

  /// Means of all operators over each slot's samples as drawn: [slot][operator], on every rank. The second
  /// operator-sized half of each row holds <|A_loc|^2>.
  std::vector<std::vector<Complex>> slot_means(const LocalEstimator& estimator, double t);

  /// Mean of the product of neighbouring spins over the samples that are there, reweighted to `parameters`.
  double neighbour_product(const Eigen::VectorXcd& parameters, const std::vector<cases::Bond>& bonds);

  /// At the parameters that the network has.
  double asymmetry(const SymmetryProbe& probe) const { return probe.asymmetry(network_); }

  /// Of the real part of what evaluate() saw last.
  ChainDiagnostics chain_diagnostics() const;

  std::int64_t samples() const { return static_cast<std::int64_t>(spec_.chains) * draws_; }
  double acceptance() const { return acceptance_; }
  bool real_parameters() const { return !network_.holomorphic(); }
  std::size_t parameter_count() const { return network_.parameter_count(); }
  int sites() const { return moves_.sites; }
  Communicator& communicator() const { return reduction_.communicator(); }
  std::int64_t forward_passes() const { return forward_passes_; }

  /// ln psi of the samples as evaluate() saw them last, per local slot.
  double log_psi_variance() const;

  /// Spins of all chains [chain][site], on every rank.
  std::vector<std::int8_t> chain_spins() const;
  /// Puts chains where they stood; no burn-in follows.
  void set_chain_spins(const std::vector<std::int8_t>& spins);

 private:
  struct Slot {
    std::vector<std::int8_t> chains;   ///< [chain][site]
    std::vector<std::int8_t> samples;  ///< [draw][chain][site]
    Eigen::VectorXcd drawn_log_psi;    ///< [sample] at the parameters they were drawn from
    Eigen::VectorXcd log_psi, local_value, second_value;
    Eigen::VectorXd weight;
  };

  template <class Work>
  void together(const Work& work) const;
  template <class Work>
  void in_parallel(std::size_t count, const Work& work) const;
  std::size_t samples_in_slot() const { return static_cast<std::size_t>(chains_in_slot_) * draws_; }
  kernels::SpinBatch batch(const Slot& slot, std::size_t begin, std::size_t count) const;
  void evaluate_block(Slot& slot, std::size_t begin, std::size_t count, const LocalEstimator& estimator,
                      const LocalEstimator::Weights& weights);
  void reweight();
  Eigen::VectorXcd derivative_origin();
  SampledEquations slot_equations(const Slot& slot, const Eigen::VectorXcd& origin, Complex phase,
                                  Complex mean, const SampleMoments::Kind& kind) const;

  kernels::Network& network_;
  cases::SamplerSpec spec_;
  MetropolisMoves moves_;
  const SlotReduction& reduction_;
  std::uint64_t seed_;
  int threads_;
  int chains_in_slot_ = 0;
  int draws_ = 0;
  BatchPlan batches_;
  bool burnt_in_ = false;
  bool at_drawn_parameters_ = false;
  double acceptance_ = 0.0;
  std::int64_t forward_passes_ = 0;
  std::vector<Slot> slots_;  ///< of this rank
};

}  // namespace quenchmark::solvers
