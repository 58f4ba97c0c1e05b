#include "solvers/tdvp/tangent_system.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace quenchmark::solvers {
namespace {

using Eigen::MatrixXcd;
using Eigen::VectorXcd;
constexpr std::complex<double> i(0, 1);

/// A tangent system with singular values 1, 1/2, 1/4, ... and a drive that is not in its span.
TangentSystem random_system(Eigen::Index rows, Eigen::Index columns) {
  std::srand(7);
  const Eigen::Index rank = std::min(rows, columns);
  const MatrixXcd left = MatrixXcd::Random(rows, rows).householderQr().householderQ();
  const MatrixXcd right = MatrixXcd::Random(columns, columns).householderQr().householderQ();
  Eigen::VectorXd singular(rank);
  for (Eigen::Index k = 0; k < rank; ++k) {
    singular[k] = std::pow(0.5, static_cast<double>(k));
  }
  return {left.leftCols(rank) * singular.asDiagonal() * right.leftCols(rank).adjoint(),
          VectorXcd::Random(rows)};
}

cases::TdvpSpec spec(cases::Filter filter, cases::Solve solve = cases::Solve::dense, double cut = 0.0) {
  cases::TdvpSpec s;
  s.filter = filter;
  s.solve = solve;
  s.cut = cut;
  return s;
}

VectorXcd target(const TangentSystem& system) {
  return -i * system.drive;
}

TEST(SolveTdvp, UnfilteredVelocityIsTheLeastSquaresSolution) {
  const TangentSystem system = random_system(12, 5);
  const VectorXcd expected = system.tangent.completeOrthogonalDecomposition().solve(target(system));
  const TdvpSolution solution = solve_tdvp(system, target(system), spec(cases::Filter::none), false);
  EXPECT_LT((solution.velocity - expected).norm(), 1e-10 * expected.norm());
  EXPECT_NEAR(solution.residual_norm, (system.tangent * expected - target(system)).norm(), 1e-12);
  EXPECT_DOUBLE_EQ(solution.kept_modes, 5.0);
}

TEST(SolveTdvp, ParameterAndSampleSpaceGiveTheSameVelocity) {
  for (const auto& [rows, columns] : {std::pair{12, 5}, {5, 12}}) {
    const TangentSystem system = random_system(rows, columns);
    for (double cut : {0.0, 1e-2}) {
      const auto dense =
          solve_tdvp(system, target(system), spec(cases::Filter::snr, cases::Solve::dense, cut), false);
      const auto samples =
          solve_tdvp(system, target(system), spec(cases::Filter::snr, cases::Solve::samples, cut), false);
      EXPECT_LT((dense.velocity - samples.velocity).norm(), 1e-9 * dense.velocity.norm());
      EXPECT_NEAR(dense.residual_norm, samples.residual_norm, 1e-10);
    }
  }
}

TEST(SolveTdvp,
     SoftCutHalvesTheModeAtTheCut) {  // [2D] eq. 30: the factor is 1/2 where sigma^2 = c sigma_max^2
  TangentSystem system;
  system.tangent = Eigen::Vector2cd(1.0, 0.1).asDiagonal();
  system.drive = Eigen::Vector2cd(1.0, 1.0);
  const TdvpSolution solution =
      solve_tdvp(system, target(system), spec(cases::Filter::snr, cases::Solve::dense, 0.01), false);
  EXPECT_NEAR(std::abs(solution.velocity[1] - -i * 5.0), 0.0, 1e-12);  // 10 without the cut
  EXPECT_NEAR(std::abs(solution.velocity[0] - -i), 0.0, 1e-11);
}

TEST(SolveTdvp, HardCutDropsAMode) {
  TangentSystem system;
  system.tangent = Eigen::Vector2cd(1.0, 1e-8).asDiagonal();
  system.drive = Eigen::Vector2cd(1.0, 1.0);
  const TdvpSolution solution = solve_tdvp(system, target(system), spec(cases::Filter::none), false);
  EXPECT_EQ(solution.velocity[1], 0.0);
  EXPECT_NEAR(solution.residual_norm, 1.0, 1e-12);
}

TEST(SolveTdvp, CrossValidationFindsTheMinimumOfItsFunction) {
  const TangentSystem system = random_system(30, 6);
  const TdvpSolution solution = solve_tdvp(system, target(system), spec(cases::Filter::tikhonov_gcv), false);
  const VectorXcd b = target(system);
  const auto cost = [&](double lambda) {
    const MatrixXcd s = system.tangent.adjoint() * system.tangent;
    const MatrixXcd influence =
        system.tangent * (s + lambda * MatrixXcd::Identity(6, 6)).inverse() * system.tangent.adjoint();
    const double freedom = 30.0 - influence.trace().real();
    return (b - influence * b).squaredNorm() / (freedom * freedom);
  };
  ASSERT_GT(solution.tikhonov, 0.0);
  for (double factor : {0.1, 0.5, 0.9, 1.1, 2.0, 10.0}) {
    EXPECT_LE(cost(solution.tikhonov), cost(factor * solution.tikhonov) * (1 + 1e-9)) << factor;
  }
}

TEST(SolveTdvp, McLachlanIsTheBestRealVelocity) {
  const TangentSystem system = random_system(12, 5);
  cases::TdvpSpec s = spec(cases::Filter::none);
  s.form = cases::TdvpForm::mclachlan;
  const TdvpSolution solution = solve_tdvp(system, target(system), s, true);
  EXPECT_EQ(solution.velocity.imag().norm(), 0.0);
  std::srand(3);
  for (int trial = 0; trial < 20; ++trial) {
    const VectorXcd other =
        solution.velocity + 1e-3 * Eigen::VectorXd::Random(5).cast<std::complex<double>>();
    EXPECT_GT(residual_norm(system, other, target(system)), solution.residual_norm);
  }
}

TEST(SolveTdvp, LagrangianFormConservesEnergyAndMcLachlanDoesNot) {
  const TangentSystem system = random_system(12, 6);
  const auto energy_rate = [&](cases::TdvpForm form) {
    cases::TdvpSpec s = spec(cases::Filter::none);
    s.form = form;
    const TdvpSolution solution = solve_tdvp(system, target(system), s, true);
    EXPECT_EQ(solution.velocity.imag().norm(), 0.0);
    return 2.0 * (system.tangent * solution.velocity).dot(system.drive).real();
  };
  EXPECT_LT(std::abs(energy_rate(cases::TdvpForm::lagrangian)), 1e-10);
  EXPECT_GT(std::abs(energy_rate(cases::TdvpForm::mclachlan)), 1e-3);
}

TEST(SolveTdvp, HolomorphicEnergyRateVanishesUnderAnyFilter) {
  const TangentSystem system = random_system(12, 6);
  for (const auto& s : {spec(cases::Filter::none), spec(cases::Filter::snr, cases::Solve::dense, 0.1),
                        spec(cases::Filter::tikhonov_gcv)}) {
    const TdvpSolution solution = solve_tdvp(system, target(system), s, false);
    EXPECT_LT(std::abs((system.tangent * solution.velocity).dot(system.drive).real()), 1e-12);
  }
}

TEST(SolveTdvp, NumbersThatAreNotFiniteAreAnError) {
  TangentSystem system = random_system(4, 2);
  system.tangent(0, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(solve_tdvp(system, target(system), spec(cases::Filter::none), false), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
