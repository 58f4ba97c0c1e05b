#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
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

TEST(GroundState, OfRingsWithEverySignOfBothCouplings) {
  // Free fermions, k = (2m + 1) pi / N; k = pi is alone on odd rings and frustrates an antiferromagnet.
  for (const int sites : {12, 13, 17}) {
    for (const double J : {1.0, -1.0, 0.0}) {
      for (const double h : {0.0, 1e-6, 0.3, 1.0, -1.0, -1.5, 3.0, -3.0}) {
        double exact = sites % 2 == 1 ? -(std::abs(h) + J) : 0.0;
        for (int m = 0; m < sites / 2; ++m) {
          const double k = (2 * m + 1) * std::numbers::pi / sites;
          exact -= 2.0 * std::hypot(J * std::sin(k), std::abs(h) - J * std::cos(k));
        }
        cases::Case asked = testing::quench_case({sites}, h, {1.0});
        asked.model.J = J;
        EXPECT_NEAR(ground_state_energy(testing::problem_of(asked), 0.0, {}), exact, 1e-10)
            << sites << " sites, J = " << J << ", h = " << h;
      }
    }
  }
  EXPECT_NEAR(ground_state_energy(testing::problem_of(testing::quench_case({13}, -1.5, {1.0})), 0.0, {}),
              -21.736, 5e-4);
}

TEST(GroundState, OfStartsThatAreEigenvectors) {
  // The uniform state is one at J = 0, every configuration at h = 0: 433 and 805 orbits are iterated over.
  for (const bool longitudinal : {false, true}) {
    cases::Case asked = testing::quench_case({4, 4}, 0.0, {1.0});
    asked.model.J = 0.0;
    EXPECT_EQ(ground_state_energy(testing::problem_of(asked), 0.0, {}), 0.0);
    asked.model.h = 3.0;
    if (longitudinal) {
      asked.model.kind = cases::ModelKind::mixed_field;
      asked.model.g = -4.0;
    }
    EXPECT_NEAR(ground_state_energy(testing::problem_of(asked), 0.0, {}), longitudinal ? -80.0 : -48.0,
                1e-11);
  }
}

TEST(GroundState, CloseLevelsDoNotStopTheSearch) {
  const auto energy = [](const cases::Case& asked) {
    return ground_state_energy(testing::problem_of(asked), 0.0, {});
  };
  // Two wells, split by a longitudinal field of 1e-9 on each of 16 spins.
  cases::Case wells = testing::quench_case({4, 4}, 1e-9, {1.0});
  wells.model.kind = cases::ModelKind::mixed_field;
  wells.model.g = 0.1;
  EXPECT_NEAR(energy(wells), energy(testing::quench_case({4, 4}, 0.1, {1.0})), 16.5e-9);
  // The many lowest levels of a frustrated torus, split by a transverse field of 1e-7 on each of 15 spins.
  cases::Case torus = testing::quench_case({5, 3}, 0.0, {1.0});
  torus.model.J = -1.0;
  const double classical = energy(torus);
  torus.model.h = 1e-7;
  EXPECT_NEAR(energy(torus), classical, 15.5e-7);
  EXPECT_LT(energy(torus), classical);
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
  const Eigenvalue lowest = lowest_eigenvalue(sector, couplings, vector);
  EXPECT_NEAR(lowest.value, solver.eigenvalues()(0), 1e-11);
  EXPECT_GE(lowest.error, std::abs(lowest.value - solver.eigenvalues()(0)));
  EXPECT_LE(lowest.error, 1e-9);
  EXPECT_NEAR(std::abs(vector.dot(solver.eigenvectors().col(0))), 1.0, 1e-9);
}

/// A space whose products are wrong: H + shift, or not numbers at all.
class FaultySpace final : public HilbertSpace {
 public:
  FaultySpace(const IsingTerms& terms, double shift)
      : HilbertSpace(terms, Workers(1), {}), sound_(terms, Workers(1)), shift_(shift) {}

  std::int64_t dimension() const override { return sound_.dimension(); }
  Configuration configuration(std::int64_t index) const override { return sound_.configuration(index); }
  const std::uint16_t* multiplicities() const override { return nullptr; }
  double total_x(const StateVector& psi) const override { return sound_.total_x(psi); }
  SpinMoments spin_moments(const StateVector& psi) const override { return sound_.spin_moments(psi); }

 private:
  void product(const cases::Couplings& couplings, const Combination& combination, const double* in,
               double* out, int components) const override {
    Combination shifted = combination;
    shifted.shift += combination.scale * shift_;
    sound_.apply(couplings, shifted, in, out, components);
  }

  FullSpace sound_;
  double shift_;
};

TEST(LowestEigenvalue, NeverHandsOutWhatCannotBe) {
  for (const int sites : {4, 9}) {  // dense and iterated
    const cases::Problem problem = testing::problem_of(testing::quench_case({sites}, 0.8, {1.0}));
    const cases::Couplings couplings = problem.schedule.at(0.0);
    for (const double shift : {0.0, -30.0, 30.0, std::nan("")}) {
      const FaultySpace space(read_terms(problem), shift);
      Eigen::VectorXd vector;
      if (shift == 0.0) {
        EXPECT_NO_THROW(lowest_eigenvalue(space, couplings, vector));
        continue;
      }
      try {
        const Eigenvalue found = lowest_eigenvalue(space, couplings, vector);
        ADD_FAILURE() << sites << " sites, shift " << shift << ": " << found.value;
      } catch (const Error& error) {
        EXPECT_EQ(error.diagnostics()[0].kind, ErrorKind::numeric);
        EXPECT_NE(error.diagnostics()[0].message.find("the search for the ground state failed: "),
                  std::string::npos);
      }
    }
  }
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
