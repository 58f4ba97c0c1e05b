#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/spectrum/ground_state.hpp"
#include "reference/spectrum/lowest_eigenvalue.hpp"
#include "reference/spectrum/spectral_interval.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

cases::Problem critical(const std::vector<int>& size) {
  const double field = cases::critical_field(testing::lattice_kind(size));
  return testing::problem_of(testing::quench_case(size, field, {1.0}));
}

TEST(GroundState, KnownEnergies) {
  EXPECT_NEAR(ground_state_energy(critical({3, 3}), 0.0, {}), -29.55351104, 5e-9);
  EXPECT_NEAR(ground_state_energy(critical({4, 4}), 0.0, {}), -52.065694384, 5e-10);
  EXPECT_NEAR(ground_state_energy(critical({3, 3, 3}), 0.0, {}), -144.4351667998, 5e-11);
}

TEST(GroundState, LimitsWithoutOneCoupling) {
  // All aligned: two bonds per site; all along the field.
  cases::Case asked = testing::quench_case({4, 4}, 0.0, {1.0});
  EXPECT_NEAR(ground_state_energy(testing::problem_of(asked), 0.0, {}), -32.0, 1e-12);
  asked.model.J = 0.0;
  asked.model.h = 1.5;
  EXPECT_NEAR(ground_state_energy(testing::problem_of(asked), 0.0, {}), -24.0, 1e-12);
}

TEST(GroundState, FollowsRamps) {
  cases::Case asked = testing::quench_case({3, 3}, 0.0, {1.0});
  asked.protocol.kind = cases::ProtocolKind::smooth_ramp;
  asked.protocol.output_times = {};
  asked.protocol.output_dt = 0.5;
  asked.protocol.tau_q = 1.0;
  const cases::Problem problem = testing::problem_of(asked);
  // The ramp begins at J = 0, h = 2 hc and ends at the critical point.
  EXPECT_NEAR(ground_state_energy(problem, -1.5, {}), -9 * 2 * 3.04438, 1e-10);
  EXPECT_NEAR(ground_state_energy(problem, 0.0, {}), -29.55351104, 5e-9);
}

TEST(LowestEigenvalue, IterationAgreesWithDense) {
  const cases::Problem problem = critical({4, 4});
  const IsingTerms terms = read_terms(problem);
  const SymmetricSector sector(terms, dynamics_group(problem, terms), NeighbourSource::table, Workers(2), {});
  const cases::Couplings couplings = problem.schedule.at(0.0);
  const Eigen::MatrixXd h = dense_hamiltonian(sector, couplings);
  EXPECT_LT((h - h.transpose()).cwiseAbs().maxCoeff(), 1e-13);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(h);
  Eigen::VectorXd vector;
  EXPECT_NEAR(lowest_eigenvalue(sector, couplings, vector), solver.eigenvalues()(0), 1e-11);
  EXPECT_NEAR(std::abs(vector.dot(solver.eigenvectors().col(0))), 1.0, 1e-9);
}

TEST(SpectralInterval, HoldsTheSpectrumAndIsNotIdle) {
  for (const double field : {0.0, 0.3, 1.0, 5.0, -2.0}) {
    for (const bool open : {false, true}) {
      cases::Case asked = testing::quench_case({9}, field, {1.0});
      asked.model.kind = cases::ModelKind::mixed_field;
      asked.model.g = 0.8;
      asked.model.boundary = open ? cases::Boundary::open : cases::Boundary::periodic;
      const cases::Problem problem = testing::problem_of(asked);
      const FullSpace space(read_terms(problem), Workers(1));
      const cases::Couplings couplings = problem.schedule.at(0.0);
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense_hamiltonian(space, couplings),
                                                                  Eigen::EigenvaluesOnly);
      const SpectralInterval interval = spectral_interval(space.terms(), couplings);
      EXPECT_LE(interval.lower, solver.eigenvalues().minCoeff());
      EXPECT_GE(interval.upper, solver.eigenvalues().maxCoeff());
      const double width = solver.eigenvalues().maxCoeff() - solver.eigenvalues().minCoeff();
      EXPECT_LE(interval.upper - interval.lower, 1.35 * width);
    }
  }
}

TEST(SpectralInterval, OfNothingIsNotEmpty) {
  cases::Case asked = testing::quench_case({4}, 0.0, {1.0});
  asked.model.J = 0.0;
  const cases::Problem problem = testing::problem_of(asked);
  const SpectralInterval interval = spectral_interval(read_terms(problem), problem.schedule.at(0.0));
  EXPECT_LT(interval.lower, 0.0);
  EXPECT_GT(interval.upper, 0.0);
}

}  // namespace
}  // namespace quenchmark::reference
