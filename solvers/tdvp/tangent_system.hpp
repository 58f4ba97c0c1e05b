#pragma once
// The time-dependent variational principle as a weighted least-squares problem, and its filtered solutions.

#include <Eigen/Dense>

#include "cases/spec/case.hpp"

namespace quenchmark::solvers {

/// Rows are configurations with weight w_s (|psi|^2 times multiplicity, sum 1):
/// tangent(s, k) = sqrt(w_s) (O_k(s) - <O_k>), drive(s) = sqrt(w_s) (E_loc(s) - <E>).
/// Then S = tangent^+ tangent, F = -i tangent^+ drive, Var H = |drive|^2 (solvers/PHYSICS.md, section 4).
struct TangentSystem {
  Eigen::MatrixXcd tangent;  ///< [configurations, parameters]
  Eigen::VectorXcd drive;    ///< [configurations]
};

/// || sum_k velocity_k dO_k - target ||: with target = -i drive this is sqrt(r^2 Var H), never computed as a
/// ratio.
double residual_norm(const TangentSystem& system, const Eigen::VectorXcd& velocity,
                     const Eigen::VectorXcd& target);

/// What a solve found. Modes are in ascending order of sigma^2.
struct TdvpSolution {
  Eigen::VectorXcd velocity;   ///< d theta/dt
  double residual_norm = 0.0;  ///< with the filtered velocity and the unfiltered system
  double optimal_norm = 0.0;   ///< the least that this tangent space allows above the hard cut
  Eigen::VectorXd sigma2;   ///< eigenvalues of S (absolute values of those of Im S for the Lagrangian form)
  Eigen::VectorXd filter;   ///< factor applied to each mode, 0..1
  double kept_modes = 0.0;  ///< sum of the filter
  double tikhonov = 0.0;    ///< chosen by generalised cross-validation, else 0
};

/// Minimises |tangent velocity - target| under the filter of `spec`; target = -i drive moves in real time,
/// -drive in imaginary time. `real_parameters` restricts the velocity to real numbers (McLachlan: real part
/// of S; Lagrangian: imaginary part). Throws Error(numeric) on numbers that are not finite.
TdvpSolution solve_tdvp(const TangentSystem& system, const Eigen::VectorXcd& target,
                        const cases::TdvpSpec& spec, bool real_parameters);

}  // namespace quenchmark::solvers
