#pragma once
// The time-dependent variational principle from noisy averages: modes that drown in noise are not followed.

#include <Eigen/Dense>

#include "base/error.hpp"
#include "cases/spec/case.hpp"
#include "solvers/tdvp/chain_batches.hpp"
#include "solvers/tdvp/sample_moments.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// What samples say of S and F: averages, and how far batches of them scatter.
struct SampledEquations {
  SampleMoments moments;
  ChainBatches batches;
};

/// What a solve from samples knows beyond one from exact sums. Modes in ascending order of sigma^2.
///
/// N_k = N/tau_k counts independent samples: N = (sum w)^2/sum w^2 is what reweighting leaves, and tau_k the
/// correlation time of w Q_k* e along the chains (real parameters: of w Re(Q_k* e)), mode by mode, as batches
/// of chains show it (correlation_times).
struct SampledSolution : TdvpSolution {
  /// |rho_k| sqrt(N_k) / sqrt(<|Q_k* e|^2> - |rho_k|^2): measured ([2D] eq. 31); for real parameters
  /// rho_k and its variance are those of real parts. Empty where the noise was not summed.
  Eigen::VectorXd snr;
  /// The same with the variance that Gaussian samples would give: gaussian_force_variance and, for real
  /// parameters, gaussian_real_force_variance ([2D] eq. 24).
  Eigen::VectorXd snr_gaussian;
  /// |v_k| over the standard error of least squares, whose noise is that of the residual r alone: S and F
  /// come from the same samples, so what the network explains carries none (ours; Gaussian residuals). A mode
  /// sees the share a_k of r's variance (complex parameters: all; real ones: share_of_variance with <r^2> as
  /// it is), and uses up a_k tau_k of the N - 1 samples that the mean leaves, so that snr_k = sigma_k |v_k|
  /// sqrt((N - 1 - sum_l a_l tau_l)/(a_k tau_k)) / |r|; independent circular samples have sqrt(N - 1 - P),
  /// for real parameters sqrt(2N - 2 - P). tau_k is counted in Gaussian noise, and that of the drive stands
  /// in for that of r: exact where r is correlated as the drive is, short of it by what explained modes of
  /// quick decay add to the drive's.
  Eigen::VectorXd snr_residual;
  /// tau_k of `snr` where that was measured, else with the variance of Gaussian samples.
  Eigen::VectorXd correlation_time;
};

/// Modes are to be held against the noise of the solution, but the samples are worth no more than the modes.
/// A smaller step does not help.
class TooFewSamples : public Error {
 public:
  TooFewSamples();
};

/// Whether modes are held against the noise of the solution, which needs more equations than unknowns.
bool judged_by_residual(const cases::TdvpSpec& spec);

/// S velocity = force with the filter of `spec`: soft cuts in signal-to-noise ratio and in sigma^2 ([2D] eq.
/// 30), or Tikhonov with generalised cross-validation, which counts data as snr_residual does. Throws
/// Error(numeric) on numbers that are not finite, and with noise = residual where there are no more equations
/// than unknowns.
SampledSolution solve_sampled_tdvp(const SampledEquations& equations, const cases::TdvpSpec& spec);

/// || sum_k velocity_k do_k - e ||^2 averaged over the samples of `moments`, which need not be those that the
/// velocity comes from.
double residual2(const SampleMoments& moments, const Eigen::VectorXcd& velocity);

/// r^2 on samples that the velocity has not seen: each half's solution judged by the other half. A half with
/// too few samples for a solution counts as one that stands still.
double held_out_residual(const SampledEquations& first, const SampledEquations& second,
                         const cases::TdvpSpec& spec);

}  // namespace quenchmark::solvers
