#include "solvers/tdvp/tangent_system.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/planted_defect.hpp"
#include "solvers/tdvp/hermitian_eigen.hpp"
#include "solvers/tdvp/mode_filter.hpp"

namespace quenchmark::solvers {

namespace {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

double scale_of_overlap() {
  return planted(Defect::overlap_doubled) ? 2.0 : 1.0;
}

/// min |B x - b| in the modes of B: through B^+ B (one row and column per parameter) or B B^+ (per
/// configuration).
template <class Scalar>
struct LeastSquaresModes {
  Eigen::VectorXd sigma2;       // ascending
  Vector<Scalar> coefficients;  // rho_k = sigma_k u_k^+ b, in the basis below
  Matrix<Scalar> basis;         // columns v_k: x = sum_k v_k filter_k rho_k / sigma_k^2
};

template <class Scalar>
LeastSquaresModes<Scalar> parameter_modes(const Matrix<Scalar>& b_matrix, const Vector<Scalar>& target) {
  Matrix<Scalar> gram = Matrix<Scalar>::Zero(b_matrix.cols(), b_matrix.cols());
  gram.template selfadjointView<Eigen::Lower>().rankUpdate(b_matrix.adjoint(), scale_of_overlap());
  HermitianEigen<Scalar> eigen = hermitian_eigen(std::move(gram));
  LeastSquaresModes<Scalar> modes;
  modes.sigma2 = std::move(eigen.values);
  modes.coefficients = eigen.vectors.adjoint() * (b_matrix.adjoint() * target);
  modes.basis = std::move(eigen.vectors);
  return modes;
}

/// With fewer configurations than parameters: v_k = B^+ u_k / sigma_k.
template <class Scalar>
LeastSquaresModes<Scalar> configuration_modes(const Matrix<Scalar>& b_matrix, const Vector<Scalar>& target) {
  Matrix<Scalar> gram = Matrix<Scalar>::Zero(b_matrix.rows(), b_matrix.rows());
  gram.template selfadjointView<Eigen::Lower>().rankUpdate(b_matrix, scale_of_overlap());
  HermitianEigen<Scalar> eigen = hermitian_eigen(std::move(gram));
  LeastSquaresModes<Scalar> modes;
  modes.sigma2 = std::move(eigen.values);
  const Eigen::VectorXd sigma = modes.sigma2.array().max(0.0).sqrt();
  modes.coefficients = sigma.asDiagonal() * (eigen.vectors.adjoint() * target);
  const Eigen::VectorXd inverse = (sigma.array() > 0.0).select(1.0 / sigma.array(), 0.0);
  modes.basis = (b_matrix.adjoint() * eigen.vectors) * inverse.asDiagonal();
  return modes;
}

template <class Scalar>
TdvpSolution solve_least_squares(const Matrix<Scalar>& b_matrix, const Vector<Scalar>& target,
                                 const cases::TdvpSpec& spec) {
  const LeastSquaresModes<Scalar> modes = spec.solve == cases::Solve::samples
                                              ? configuration_modes(b_matrix, target)
                                              : parameter_modes(b_matrix, target);
  const Eigen::VectorXd hard = hard_cut_filter(modes.sigma2, spec.hard_cut);
  const Eigen::VectorXd inverse = (hard.array() > 0.0).select(1.0 / modes.sigma2.array(), 0.0);
  const Eigen::VectorXd projection2 = modes.coefficients.cwiseAbs2().cwiseProduct(inverse);
  const ModeFilter filter =
      make_mode_filter({modes.sigma2, projection2, target.squaredNorm(), static_cast<double>(b_matrix.rows()),
                        Eigen::VectorXd::Ones(modes.sigma2.size())},
                       spec);

  TdvpSolution solution;
  const Vector<Scalar> optimal =
      modes.basis * modes.coefficients.cwiseProduct(inverse.template cast<Scalar>());
  const Vector<Scalar> velocity =
      modes.basis *
      modes.coefficients.cwiseProduct(inverse.cwiseProduct(filter.factor).template cast<Scalar>());
  solution.velocity = velocity.template cast<std::complex<double>>();
  solution.residual_norm = (b_matrix * velocity - target).norm();
  solution.optimal_norm = std::min((b_matrix * optimal - target).norm(), solution.residual_norm);
  solution.sigma2 = modes.sigma2;
  solution.filter = filter.factor;
  solution.kept_modes = filter.factor.sum();
  solution.tikhonov = filter.tikhonov;
  return solution;
}

/// Im(S) x = Im(F): the action principle for real parameters. i Im(S) is Hermitian with eigenvalues in +-
/// pairs, so a filter that looks at their absolute values keeps x real.
TdvpSolution solve_lagrangian(const TangentSystem& system, const Eigen::VectorXcd& target,
                              const cases::TdvpSpec& spec) {
  const std::complex<double> i(0, 1);
  const Eigen::MatrixXcd overlap = system.tangent.adjoint() * system.tangent;
  const Eigen::VectorXd force = (system.tangent.adjoint() * target).imag();
  const HermitianEigen<std::complex<double>> eigen =
      hermitian_eigen(Eigen::MatrixXcd(i * overlap.imag().cast<std::complex<double>>()));

  // Filters expect ascending values: order the modes by |eigenvalue|.
  const Eigen::Index count = eigen.values.size();
  std::vector<Eigen::Index> order(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    order[k] = k;
  }
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return std::abs(eigen.values[a]) < std::abs(eigen.values[b]);
  });
  Eigen::VectorXd magnitude(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    magnitude[k] = std::abs(eigen.values[order[k]]);
  }
  const Eigen::VectorXcd rho = eigen.vectors.adjoint() * force.cast<std::complex<double>>();
  const Eigen::VectorXd hard = hard_cut_filter(magnitude, spec.hard_cut);
  Eigen::VectorXd projection2 = Eigen::VectorXd::Zero(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    projection2[k] = hard[k] > 0.0 ? std::norm(rho[order[k]]) / magnitude[k] : 0.0;
  }
  // For real unknowns a complex row is two data.
  const ModeFilter filter =
      make_mode_filter({magnitude, projection2, target.squaredNorm(),
                        2.0 * static_cast<double>(system.tangent.rows()), Eigen::VectorXd::Ones(count)},
                       spec);

  const auto velocity_with = [&](const Eigen::VectorXd& factor) {
    Eigen::VectorXcd scaled = Eigen::VectorXcd::Zero(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      if (factor[k] > 0.0) {
        scaled[order[k]] = i * rho[order[k]] * factor[k] / eigen.values[order[k]];
      }
    }
    return Eigen::VectorXcd((eigen.vectors * scaled).real().cast<std::complex<double>>());
  };
  TdvpSolution solution;
  solution.velocity = velocity_with(filter.factor);
  solution.residual_norm = residual_norm(system, solution.velocity, target);
  solution.optimal_norm =
      std::min(residual_norm(system, velocity_with(hard), target), solution.residual_norm);
  solution.sigma2 = magnitude;
  solution.filter = filter.factor;
  solution.kept_modes = filter.factor.sum();
  solution.tikhonov = filter.tikhonov;
  return solution;
}

}  // namespace

double residual_norm(const TangentSystem& system, const Eigen::VectorXcd& velocity,
                     const Eigen::VectorXcd& target) {
  return (system.tangent * velocity - target).norm();
}

TdvpSolution solve_tdvp(const TangentSystem& system, const Eigen::VectorXcd& target,
                        const cases::TdvpSpec& spec, bool real_parameters) {
  TdvpSolution solution;
  if (spec.form == cases::TdvpForm::lagrangian) {
    solution = solve_lagrangian(system, target, spec);
  } else if (real_parameters) {
    // McLachlan: real and imaginary parts are rows of their own, so B^T B = Re S.
    Eigen::MatrixXd stacked(2 * system.tangent.rows(), system.tangent.cols());
    stacked << system.tangent.real(), system.tangent.imag();
    Eigen::VectorXd stacked_target(2 * target.size());
    stacked_target << target.real(), target.imag();
    solution = solve_least_squares<double>(stacked, stacked_target, spec);
  } else {
    solution = solve_least_squares<std::complex<double>>(system.tangent, target, spec);
  }
  if (!solution.velocity.allFinite()) {
    throw UnusableTrial("the variational equation has a solution that is not finite");
  }
  return solution;
}

}  // namespace quenchmark::solvers
