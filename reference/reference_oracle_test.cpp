// Every observable of every kind of problem against dense Kronecker products, which share no code with this
// engine.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "cases/spec/kronecker_oracle.hpp"
#include "cases/spec/names.hpp"
#include "reference/spectrum/ground_state.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

using cases::ObservableKind;
using testing::method;
using testing::problem_of;
using testing::quench_case;
namespace kronecker = cases::kronecker;

void expect_oracle(const cases::Problem& problem, cases::ReferenceMethod asked, double tolerance) {
  const ReferenceCurve curve = compute_reference(problem, method(asked), {}, {});
  ASSERT_EQ(curve.status, "complete");
  ASSERT_EQ(curve.times, problem.output_times);
  kronecker::Vector psi = kronecker::start_state(problem);
  for (std::size_t k = 0; k < curve.times.size(); ++k) {
    if (k > 0 && problem.schedule.constant()) {
      psi = kronecker::evolve(kronecker::hamiltonian(problem, 0.0), kronecker::start_state(problem),
                              curve.times[k]);
    } else if (k > 0) {
      psi = kronecker::evolve(problem, psi, curve.times[k - 1], curve.times[k], 400);
    }
    for (const cases::Observable& observable : problem.observables) {
      const std::string name(cases::name(observable.kind));
      const std::vector<double> expected = kronecker::measure(problem, observable, psi, curve.times[k]);
      const std::vector<double>& value = curve.observables.at(name)[k];
      ASSERT_EQ(value.size(), expected.size()) << name;
      for (std::size_t c = 0; c < value.size(); ++c) {
        EXPECT_NEAR(value[c], expected[c], tolerance * std::max(1.0, std::abs(expected[c])))
            << name << "[" << c << "] at t = " << curve.times[k];
      }
    }
  }
  for (const auto& [name, errors] : curve.errors) {
    for (std::size_t k = 0; k < errors.size(); ++k) {
      for (std::size_t c = 0; c < errors[k].size(); ++c) {
        EXPECT_LE(errors[k][c], tolerance * std::max(1.0, std::abs(curve.observables.at(name)[k][c])))
            << name;
      }
    }
  }
}

void expect_oracle_in_both_spaces(const cases::Problem& problem, double tolerance) {
  {
    SCOPED_TRACE("full space");
    expect_oracle(problem, cases::ReferenceMethod::exact, tolerance);
  }
  {
    SCOPED_TRACE("sector");
    expect_oracle(problem, cases::ReferenceMethod::exact_sector, tolerance);
  }
}

TEST(ReferenceOracle, ParamagnetOnTorus) {
  cases::Case asked = quench_case({3, 3}, 3.04438, {0.0, 0.3, 1.0});
  asked.observables.push_back({ObservableKind::excess_energy, {}});
  expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
}

TEST(ReferenceOracle, FerromagnetOnTorus) {
  cases::Case asked = quench_case({3, 3}, 2.63 * 3.04438, {0.0, 0.3, 1.0});
  asked.protocol.start = cases::Start::ferromagnet;
  expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
}

TEST(ReferenceOracle, MixedFieldOpenChain) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet}) {
    cases::Case asked = quench_case({7}, 0.5, {0.0, 0.7, 2.0});
    asked.model.kind = cases::ModelKind::mixed_field;
    asked.model.g = -1.05;
    asked.model.boundary = cases::Boundary::open;
    asked.protocol.start = start;
    asked.observables.push_back({ObservableKind::excess_energy, {}});
    expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
  }
}

TEST(ReferenceOracle, OpenRectangle) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet}) {
    cases::Case asked = quench_case({4, 2}, 1.7, {0.0, 0.7, 2.0});
    asked.model.boundary = cases::Boundary::open;
    asked.model.J = 0.8;
    asked.protocol.start = start;
    expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
  }
}

TEST(ReferenceOracle, DoubleBondsCountTwice) {
  expect_oracle_in_both_spaces(problem_of(quench_case({4, 2}, 1.3, {0.0, 0.5})), 1e-12);
  expect_oracle_in_both_spaces(problem_of(quench_case({2, 2, 2}, 1.3, {0.0, 0.5})), 1e-12);
}

TEST(ReferenceOracle, NegativeCouplings) {
  // The ground state of an odd number of spins in a field along -x is odd under the flip of all spins.
  cases::Case asked = quench_case({7}, -0.9, {0.0, 0.5});
  asked.model.J = -1.0;
  asked.observables.push_back({ObservableKind::excess_energy, {}});
  expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
}

TEST(ReferenceOracle, TinyLattices) {
  for (const int length : {1, 2, 3, 5}) {
    cases::Case asked = quench_case({length}, 0.6, {0.0, 0.4, 3.0});
    asked.model.boundary = cases::Boundary::open;
    expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
  }
}

TEST(ReferenceOracle, Ramps) {
  for (const auto kind : {cases::ProtocolKind::smooth_ramp, cases::ProtocolKind::linear_ramp}) {
    cases::Case asked = quench_case({6}, 0.0, {1.0});
    asked.protocol.kind = kind;
    asked.protocol.output_times = {};
    asked.protocol.output_dt = 0.5;
    asked.protocol.tau_q = 1.0;
    asked.protocol.x_start = kind == cases::ProtocolKind::smooth_ramp ? -1.5 : -1.0;
    asked.protocol.x_end = 0.5;
    asked.observables.push_back({ObservableKind::excess_energy, {}});
    // The oracle's Runge-Kutta steps set the accuracy.
    expect_oracle_in_both_spaces(problem_of(asked), 1e-8);
  }
}

TEST(ReferenceOracle, GroundStatesOfEverySmallLattice) {
  const std::vector<std::vector<int>> sizes{{1}, {2}, {3}, {5}, {6}, {7}, {2, 2}, {3, 2}, {2, 2, 2}};
  for (const std::vector<int>& size : sizes) {
    for (const cases::Boundary boundary : {cases::Boundary::periodic, cases::Boundary::open}) {
      if (size == std::vector<int>{1} && boundary == cases::Boundary::periodic) {
        continue;
      }
      for (const double J : {1.0, -1.0, 0.0}) {
        for (const double transverse : {0.0, 0.7, -1.5}) {
          for (const double longitudinal : {0.0, 0.4, -0.4}) {
            cases::Case asked = quench_case(size, longitudinal, {1.0});
            asked.model.kind = cases::ModelKind::mixed_field;
            asked.model.boundary = boundary;
            asked.model.J = J;
            asked.model.g = transverse;
            const cases::Problem problem = problem_of(asked);
            const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
                kronecker::hamiltonian(problem, 0.0).real(), Eigen::EigenvaluesOnly);
            const GroundStates found = ground_state_energies(problem, {0.0}, {}, {});
            EXPECT_NEAR(found.energies.at(0), solver.eigenvalues()(0), 1e-12)
                << ::testing::PrintToString(size) << " J " << J << " transverse " << transverse
                << " longitudinal " << longitudinal;
            EXPECT_LE(found.errors.at(0), 1e-11);
          }
        }
      }
    }
  }
}

TEST(ReferenceOracle, WithoutCouplings) {
  cases::Case asked = quench_case({3, 3}, 0.0, {0.0, 0.5});
  expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
  asked.model.J = 0.0;
  expect_oracle_in_both_spaces(problem_of(asked), 1e-12);
}

}  // namespace
}  // namespace quenchmark::reference
