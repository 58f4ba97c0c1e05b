#include <gtest/gtest.h>

#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/operators/dense_matrix.hpp"
#include "solvers/operators/frame.hpp"

namespace quenchmark::solvers {
namespace {

using testing::dense_matrix;
using testing::kronecker;
using testing::pauli;

constexpr double rounding = 1e-13;

cases::Problem chain(int sites, double h, cases::Start start) {
  cases::Case c;
  c.model.lattice = cases::LatticeKind::chain;
  c.model.size = {sites};
  c.model.J = 1.0;
  c.model.h = h;
  c.protocol.start = start;
  c.protocol.t_max = 1.0;
  c.protocol.output_dt = 0.5;
  return cases::make_problem(c);
}

double distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

TEST(PauliSum, EveryPairOfPauliMatricesIsItsKroneckerProduct) {
  for (char a : {'x', 'y', 'z'}) {
    for (char b : {'x', 'y', 'z'}) {
      PauliSum sum;
      sum.add(0.7, {2, 0}, {a, b});
      const WeightedOperator op{{sum}, [](double) { return std::vector<double>{1.0}; }};
      EXPECT_LT(distance(dense_matrix(op, 0, 3), 0.7 * kronecker({pauli(b), pauli('1'), pauli(a)})), rounding)
          << a << b;
    }
  }
}

TEST(PauliSum, StringsWithTheSameFlipsShareAGroup) {
  PauliSum sum;
  sum.add(1.0, {0, 1}, {'x', 'x'});
  sum.add(1.0, {1, 0}, {'y', 'y'});
  sum.add(1.0, {0, 1}, {'z', 'z'});
  EXPECT_EQ(sum.groups().size(), 2u);
}

TEST(PauliSum, RefusesTwoMatricesOnOneSite) {
  EXPECT_THROW(PauliSum().add(1.0, {1, 1}, {'x', 'z'}), std::invalid_argument);
}

TEST(Frame, XBasisIsTheHadamardConjugateOfTheZBasis) {
  const cases::Problem problem = chain(4, 0.8, cases::Start::ferromagnet);
  const std::vector<std::vector<int>> displacements{{1}, {2}};
  const Frame z = make_frame(problem, cases::Basis::z, displacements, {});
  const Frame x = make_frame(problem, cases::Basis::x, displacements, {});
  Eigen::Matrix2cd hadamard;
  hadamard << 1, 1, 1, -1;
  const Eigen::MatrixXcd u = kronecker(std::vector<Eigen::Matrix2cd>(4, hadamard / std::sqrt(2.0)));
  const auto compare = [&](const WeightedOperator& in_z, const WeightedOperator& in_x) {
    return distance(u * dense_matrix(in_z, 0, 4) * u, dense_matrix(in_x, 0, 4));
  };
  EXPECT_LT(compare(z.hamiltonian, x.hamiltonian), rounding);
  EXPECT_LT(compare(z.mx, x.mx), rounding);
  EXPECT_LT(compare(z.mz, x.mz), rounding);
  EXPECT_LT(compare(z.zz[0], x.zz[0]), rounding);
  EXPECT_LT(compare(z.zz[1], x.zz[1]), rounding);
  EXPECT_LT(compare(z.total_spin_squared, x.total_spin_squared), rounding);
}

// The sign of the phase is invisible in mz and f_q: mx and the energy must be checked too.
TEST(Frame, InteractionPictureIsTheRotationByTheField) {
  const double h = 0.8;
  const cases::Problem problem = chain(4, h, cases::Start::ferromagnet);
  const Frame x = make_frame(problem, cases::Basis::x, {{1}}, {});
  const Frame rotating = make_frame(problem, cases::Basis::interaction, {{1}}, {});
  Eigen::MatrixXcd field = Eigen::MatrixXcd::Zero(16, 16);
  for (int i = 0; i < 4; ++i) {
    std::vector<Eigen::Matrix2cd> factors(4, pauli('1'));
    factors[i] = pauli('z');
    field -= h * kronecker(factors);
  }
  const double t = 0.37;
  const Eigen::MatrixXcd u = (Complex(0, t) * field).exp();
  const auto rotated = [&](const WeightedOperator& a) {
    return Eigen::MatrixXcd(u * dense_matrix(a, t, 4) * u.adjoint());
  };
  const Eigen::MatrixXcd hamiltonian = rotated(x.hamiltonian);
  EXPECT_LT(distance(dense_matrix(rotating.hamiltonian, t, 4), hamiltonian), rounding);
  EXPECT_LT(distance(dense_matrix(rotating.generator, t, 4), hamiltonian - field), rounding);
  EXPECT_LT(distance(dense_matrix(rotating.mx, t, 4), rotated(x.mx)), rounding);
  EXPECT_LT(distance(dense_matrix(rotating.mz, t, 4), rotated(x.mz)), rounding);
  EXPECT_LT(distance(dense_matrix(rotating.zz[0], t, 4), rotated(x.zz[0])), rounding);
  EXPECT_LT(distance(dense_matrix(rotating.total_spin_squared, t, 4), rotated(x.total_spin_squared)),
            rounding);
}

TEST(Frame, InteractionPictureHasThePhaseOfTheSampledRow) {
  const double h = 0.8, t = 0.37;
  const cases::Problem problem = chain(4, h, cases::Start::ferromagnet);
  const Eigen::MatrixXcd v =
      dense_matrix(make_frame(problem, cases::Basis::interaction, {}, {}).generator, t, 4);
  // Row up-up (all bits 0) on sites 0 and 1: -J exp(-2iht (1 + 1)).
  EXPECT_LT(std::abs(v(0b0000, 0b0011) + std::polar(1.0, -4 * h * t)), rounding);
  EXPECT_LT(std::abs(v(0b0011, 0b0000) + std::polar(1.0, +4 * h * t)), rounding);
}

TEST(Frame, SymmetrisedCorrelationIsTheMeanOverItsImages) {
  cases::Case c;
  c.model.lattice = cases::LatticeKind::square;
  c.model.size = {3, 3};
  c.protocol.t_max = 1.0;
  c.protocol.output_dt = 0.5;
  const cases::Problem problem = cases::make_problem(c);
  const Frame plain = make_frame(problem, cases::Basis::z, {{1, 0}, {0, 1}}, {});
  const Frame symmetric = make_frame(problem, cases::Basis::z, {{1, 0}}, {true, false});
  const Eigen::MatrixXcd mean = 0.5 * (dense_matrix(plain.zz[0], 0, 9) + dense_matrix(plain.zz[1], 0, 9));
  EXPECT_LT(distance(dense_matrix(symmetric.zz[0], 0, 9), mean), rounding);
}

TEST(Frame, TotalSpinSquaredIsTheSquareOfTheSum) {
  const Frame frame = make_frame(chain(4, 0.8, cases::Start::paramagnet), cases::Basis::z, {}, {});
  const Eigen::MatrixXcd total = 4.0 * dense_matrix(frame.mz, 0, 4);
  EXPECT_LT(distance(dense_matrix(frame.total_spin_squared, 0, 4), total * total), 16 * rounding);
}

TEST(Frame, AnEvenStateHasNoMagnetisationAndRefusesAnOddHamiltonian) {
  cases::Problem problem = chain(4, 0.8, cases::Start::paramagnet);
  EXPECT_TRUE(make_frame(problem, cases::Basis::z, {}, {true, true}).mz.parts[0].groups().empty());
  cases::Case mixed;
  mixed.model.kind = cases::ModelKind::mixed_field;
  mixed.model.size = {4};
  mixed.model.h = 0.5;
  mixed.protocol.t_max = mixed.protocol.output_dt = 1.0;
  EXPECT_THROW(make_frame(cases::make_problem(mixed), cases::Basis::z, {}, {true, true}), Error);
}

}  // namespace
}  // namespace quenchmark::solvers
