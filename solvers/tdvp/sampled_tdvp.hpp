#pragma once
// The time-dependent variational principle from noisy averages: modes that drown in noise are not followed.

#include <Eigen/Dense>

#include "cases/spec/case.hpp"
#include "solvers/tdvp/sample_moments.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// What a solve from samples knows beyond one from exact sums. Modes in ascending order of sigma^2.
struct SampledSolution : TdvpSolution {
  /// |rho_k| sqrt(N) / sqrt(<|Q_k* e|^2> - |rho_k|^2): measured ([2D] eq. 31).
  Eigen::VectorXd snr;
  /// sqrt(N) / sqrt(1 + sigma_k^2/|rho_k|^2 Var H): what Gaussian samples would give ([2D] eq. 24).
  Eigen::VectorXd snr_gaussian;
  /// |v_k| over the standard error of least squares, sigma_k |v_k| sqrt(N - P) / residual, for real parameters
  /// sqrt(2N - P): S and F come from the same samples, so what the network explains carries no noise (ours; Gaussian
  /// residuals).
  Eigen::VectorXd snr_residual;
};

/// Whether modes are held against the noise of the solution, which needs more equations than unknowns.
bool judged_by_residual(const cases::TdvpSpec& spec);

/// S velocity = force, both from `moments`, with the filter of `spec`: soft cuts in signal-to-noise ratio and
/// in sigma^2 ([2D] eq. 30), or Tikhonov with generalised cross-validation. `samples`: how many independent
/// samples the averages are worth. Throws Error(numeric) on numbers that are not finite, and with noise = residual where
/// there are no more equations than unknowns.
SampledSolution solve_sampled_tdvp(const SampleMoments& moments, double samples, const cases::TdvpSpec& spec);

/// || sum_k velocity_k do_k - e ||^2 averaged over the samples of `moments`, which need not be those that the
/// velocity comes from.
double residual2(const SampleMoments& moments, const Eigen::VectorXcd& velocity);

/// r^2 on samples that the velocity has not seen: each half's solution judged by the other half.
double held_out_residual(const SampleMoments& first, const SampleMoments& second, double samples,
                         const cases::TdvpSpec& spec);

}  // namespace quenchmark::solvers
