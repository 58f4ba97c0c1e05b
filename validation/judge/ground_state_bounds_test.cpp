// Bounds of the ground state's energy against dense diagonalisation and known values.
#include "validation/judge/ground_state_bounds.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "cases/spec/kronecker_oracle.hpp"

namespace quenchmark::validation {
namespace {

cases::LatticeKind kind_of(const std::vector<int>& size) {
  return size.size() == 1   ? cases::LatticeKind::chain
         : size.size() == 2 ? cases::LatticeKind::square
                            : cases::LatticeKind::cubic;
}

cases::Case quench(const std::vector<int>& size, double J, double h) {
  cases::Case asked;
  asked.model.lattice = kind_of(size);
  asked.model.size = size;
  asked.model.J = J;
  asked.model.h = h;
  asked.model.double_bonds = cases::DoubleBonds::count;
  asked.protocol.t_max = 1.0;
  asked.protocol.output_dt = 1.0;
  return asked;
}

EnergyBounds bounds_of(const cases::Case& asked) {
  const cases::Problem problem = cases::make_problem(asked);
  return GroundStateBounds(problem).at(problem.schedule.at(0.0));
}

/// Holds the truth, and is not wider than `width`.
void expect_around(const EnergyBounds& bounds, double truth, double width) {
  EXPECT_LE(bounds.lower, truth) << bounds.how;
  EXPECT_GE(bounds.upper, truth) << bounds.how;
  EXPECT_LE(bounds.upper - bounds.lower, width) << bounds.how;
}

TEST(GroundStateBounds, HoldTheLowestLevelOfEverySmallProblem) {
  const std::vector<std::vector<int>> sizes{{2}, {3}, {4}, {5}, {7}, {2, 2}, {3, 2}};
  for (const std::vector<int>& size : sizes) {
    for (const cases::Boundary boundary : {cases::Boundary::periodic, cases::Boundary::open}) {
      for (const double J : {1.0, -1.0, 0.0}) {
        for (const double field : {0.0, 0.4, -1.5, 1e-3}) {
          for (const double longitudinal : {0.0, 0.3}) {
            cases::Case asked = quench(size, J, field);
            asked.model.boundary = boundary;
            if (longitudinal != 0.0) {
              asked.model.kind = cases::ModelKind::mixed_field;
              asked.model.g = field;
              asked.model.h = longitudinal;
            }
            const Eigen::MatrixXd h = cases::kronecker::hamiltonian(cases::make_problem(asked), 0.0).real();
            const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(h, Eigen::EigenvaluesOnly);
            SCOPED_TRACE(::testing::Message()
                         << ::testing::PrintToString(size) << " open " << (boundary == cases::Boundary::open)
                         << " J " << J << " field " << field << " longitudinal " << longitudinal);
            // Where the state is nearly classical, rounding of its energy is large beside what the field
            // adds.
            expect_around(bounds_of(asked), solver.eigenvalues()(0), std::abs(field) < 0.1 ? 1e-7 : 1e-9);
          }
        }
      }
    }
  }
}

TEST(GroundStateBounds, MeetAtKnownEnergies) {
  EXPECT_NEAR(bounds_of(quench({3, 3}, 1.0, 3.04438)).lower, -29.55351104, 5e-9);
  EXPECT_NEAR(bounds_of(quench({3, 3}, 1.0, 3.04438)).upper, -29.55351104, 5e-9);
  EXPECT_NEAR(bounds_of(quench({4, 4}, 1.0, 3.04438)).lower, -52.065694384, 5e-10);
  EXPECT_NEAR(bounds_of(quench({4, 4}, 1.0, 3.04438)).upper, -52.065694384, 5e-10);
  expect_around(bounds_of(quench({12}, 0.0, 3.0)), -36.0, 1e-9);
  expect_around(bounds_of(quench({4, 4}, 0.0, 0.0)), 0.0, 1e-12);
  EXPECT_NEAR(bounds_of(quench({13}, 1.0, -1.5)).lower, -21.736, 5e-4);
}

TEST(GroundStateBounds, ALongRingIsFreeFermions) {
  // The critical ring: -sum of 2 |sin((2m + 1) pi / 2N)| over m < N.
  constexpr int sites = 200;
  expect_around(bounds_of(quench({sites}, 1.0, -1.0)), -2.0 / std::sin(std::numbers::pi / (2 * sites)), 1e-9);
}

TEST(GroundStateBounds, OfLargeLatticesAreBroadButTrue) {
  expect_around(bounds_of(quench({3, 3, 3}, 1.0, 5.158136)), -144.4351667998, 0.15 * 144);
  expect_around(bounds_of(quench({5, 5}, 1.0, 0.0)), -50.0, 1e-9);
  expect_around(bounds_of(quench({5, 5}, 0.0, -2.0)), -50.0, 1e-9);
}

TEST(GroundStateBounds, FollowCouplingsInTime) {
  cases::Case asked = quench({4, 3}, 1.0, 0.0);
  asked.protocol.kind = cases::ProtocolKind::smooth_ramp;
  asked.protocol.tau_q = 1.0;
  asked.protocol.x_start = -1.5;
  asked.protocol.x_end = 1.5;
  const cases::Problem problem = cases::make_problem(asked);
  GroundStateBounds along(problem);
  for (int k = 0; k <= 12; ++k) {
    const cases::Couplings couplings = problem.schedule.at(-1.5 + 0.25 * k);
    const EnergyBounds& bounds = along.at(couplings);
    const EnergyBounds afresh = GroundStateBounds(problem).at(couplings);
    EXPECT_LE(bounds.upper - bounds.lower, 1e-9) << k;
    EXPECT_NEAR(bounds.upper, afresh.upper, 1e-9) << k;
  }
}

}  // namespace
}  // namespace quenchmark::validation
