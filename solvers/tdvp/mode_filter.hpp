#pragma once
// Which modes of the overlap matrix S are trusted: soft and hard cuts, Tikhonov with generalised
// cross-validation.

#include <Eigen/Dense>

#include "cases/spec/case.hpp"

namespace quenchmark::solvers {

/// The modes of a least-squares problem min |B x - b|.
struct ModeWeights {
  Eigen::VectorXd sigma2;  ///< eigenvalues of B^+ B, ascending; may carry rounding noise below zero
  Eigen::VectorXd
      projection2;  ///< |u_k^+ b|^2 with u_k the left singular vectors; 0 where sigma2 is below the hard cut
  double target_norm2 = 0.0;  ///< |b|^2
  double rows = 0.0;          ///< number of data, in the unit of data_used
  /// u_k^+ R u_k, R the covariance of the errors of b in units of their mean variance: how many data
  /// following the mode uses up. 1 for each where errors are independent and alike.
  Eigen::VectorXd data_used;
};

struct ModeFilter {
  Eigen::VectorXd factor;  ///< multiplies rho_k / sigma_k^2
  double tikhonov = 0.0;
};

/// 1 above hard_cut * sigma_max^2, else 0.
Eigen::VectorXd hard_cut_filter(const Eigen::VectorXd& sigma2, double hard_cut);

/// The filter of `spec` ([2D] eq. 30 for the soft cut): none, soft cut, or Tikhonov with the
/// parameter that minimises the generalised cross-validation function of correlated errors, |b - B x|^2 /
/// (rows - sum_k f_k data_used_k)^2 with f_k = sigma_k^2/(sigma_k^2 + lambda) (Golub, Heath & Wahba 1979;
/// Altman 1990 for the errors).
ModeFilter make_mode_filter(const ModeWeights& modes, const cases::TdvpSpec& spec);

}  // namespace quenchmark::solvers
