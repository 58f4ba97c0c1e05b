// Propagators against one another and against their stated orders.

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>

#include "reference/propagate/chebyshev.hpp"
#include "reference/propagate/lanczos.hpp"
#include "reference/propagate/magnus.hpp"
#include "reference/propagate/splitting.hpp"
#include "reference/propagate/taylor.hpp"
#include "reference/propagate/testing/propagation.hpp"
#include "reference/spectrum/lowest_eigenvalue.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {
namespace {

using testing::Dynamics;
using testing::mixed_case;
using testing::ramp_case;

TEST(ChebyshevCoefficients, SumToTheExponential) {
  // exp(-i x y) at y = 1: sum of (2 - delta) (-i)^k J_k(x).
  for (const double x : {0.0, 0.1, 3.0, 80.0}) {
    Complex sum = 0.0;
    Complex factor = 1.0;
    for (double coefficient : chebyshev_coefficients(x)) {
      sum += factor * coefficient;
      factor *= Complex(0.0, -1.0);
    }
    EXPECT_LT(std::abs(sum - std::polar(1.0, -x)), 1e-14) << x;
  }
}

TEST(ChebyshevCoefficients, AreBesselFunctionsAtSmallAndLargeArguments) {
  for (const double x : {1e-20, 1e-9, 0.3, 5.0, 5.5, 100.0, 2000.0, 16384.0}) {
    const std::vector<double> coefficients = chebyshev_coefficients(x);
    for (std::size_t k = 0; k < coefficients.size(); k += 1 + coefficients.size() / 40) {
      const long double exact =
          boost::math::cyl_bessel_j(static_cast<int>(k), static_cast<long double>(x)) * (k == 0 ? 1 : 2);
      EXPECT_NEAR(coefficients[k], static_cast<double>(exact), 1e-15) << "J_" << k << "(" << x << ")";
    }
    const double beyond = boost::math::cyl_bessel_j(static_cast<double>(coefficients.size()), x);
    EXPECT_LT(std::abs(2.0 * beyond), 1e-17) << x;
  }
}

TEST(ChebyshevCoefficients, AreNoMoreThanTheArgumentAsksFor) {
  // Each is one step of a recurrence. Evaluated one by one these would take an hour.
  EXPECT_LT(chebyshev_coefficients(1e6).size(), 1e6 + 2000);
  EXPECT_EQ(chebyshev_coefficients(0.0).size(), 1U);
}

TEST(Propagators, ChebyshevReachesFarTimesAtACostProportionalToThem) {
  cases::Case asked = testing::quench_case({6}, 0.7, {10.0, 9000.0, 9000.5, 10000.0});
  asked.protocol.start = cases::Start::random;
  const Dynamics dynamics(asked);
  const cases::Couplings couplings = dynamics.problem().schedule.at(0.0);
  PropagationReport report;
  const StateVector last = dynamics.last_state(ChebyshevPropagator(), 1e-13, &report);
  const double phase = spectral_interval(dynamics.space().terms(), couplings).half_width() * 1e4;
  EXPECT_GT(phase, 5e4);  // several recurrences
  EXPECT_LT(static_cast<double>(report.matrix_vector_products), 1.03 * phase);

  // All eigenvectors: the phases of 1e4 are exact to rounding.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense_hamiltonian(dynamics.space(), couplings));
  const StateVector start = dynamics.started();
  const Eigen::VectorXcd components =
      solver.eigenvectors().transpose() * Eigen::Map<const Eigen::VectorXcd>(start.data(), 64);
  const Eigen::VectorXcd exact =
      solver.eigenvectors() *
      ((solver.eigenvalues().cast<Complex>() * Complex(0.0, -1e4)).array().exp() * components.array())
          .matrix();
  EXPECT_LT((Eigen::Map<const Eigen::VectorXcd>(last.data(), 64) - exact).norm(), 1e-10);
}

TEST(Propagators, ConstantHamiltonian) {
  for (const auto start : {cases::Start::paramagnet, cases::Start::ferromagnet, cases::Start::random}) {
    cases::Case asked = mixed_case(10);
    asked.protocol.start = start;
    const Dynamics dynamics(asked);
    const StateVector chebyshev = dynamics.last_state(ChebyshevPropagator());
    EXPECT_LT(dynamics.distance(dynamics.last_state(LanczosPropagator()), chebyshev), 1e-13);
    EXPECT_LT(dynamics.distance(dynamics.last_state(MagnusPropagator()), chebyshev), 1e-13);
    EXPECT_LT(dynamics.distance(dynamics.last_state(TaylorPropagator()), chebyshev), 1e-13);
    EXPECT_LT(dynamics.distance(dynamics.last_state(SplittingPropagator(4.0)), chebyshev), 1e-11);
  }
}

TEST(Propagators, Ramps) {
  for (const auto kind : {cases::ProtocolKind::smooth_ramp, cases::ProtocolKind::linear_ramp}) {
    const Dynamics dynamics(ramp_case(kind));
    const StateVector taylor = dynamics.last_state(TaylorPropagator());
    EXPECT_LT(dynamics.distance(dynamics.last_state(MagnusPropagator(), 1e-12), taylor), 1e-12);
    EXPECT_LT(dynamics.distance(dynamics.last_state(SplittingPropagator(4.0)), taylor), 1e-11);
  }
}

TEST(Krylov, BoundHoldsAndIsNotIdle) {
  const Dynamics dynamics(mixed_case(10));
  const StateVector start = dynamics.started();
  KrylovSpace krylov(dynamics.space(), 10);
  KrylovSpace fine(dynamics.space(), 30);
  const cases::Couplings couplings = dynamics.problem().schedule.at(0.0);
  krylov.build(couplings, start, 1.0, 1e-30);
  StateVector rough(dynamics.space().dimension());
  for (const double t : {0.1, 0.3, 0.6}) {
    krylov.evaluate(t, rough);
    StateVector exact = dynamics.started();
    krylov_exponential(couplings, t, 1e-15, fine, exact);
    const double error = dynamics.distance(rough, exact);
    EXPECT_LE(error, krylov.error_bound(t) + 1e-14) << t;
    EXPECT_GE(error, 0.02 * krylov.error_bound(t) - 1e-14) << t;
  }
}

/// log2 of how much the error shrinks when the number of steps doubles.
double order(double coarse, double fine) {
  return std::log2(coarse / fine);
}

TEST(Magnus, SixthOrder) {
  const Dynamics dynamics(ramp_case(cases::ProtocolKind::smooth_ramp));
  const StateVector exact = dynamics.last_state(TaylorPropagator());
  KrylovSpace krylov(dynamics.space(), 30);
  const auto error = [&](int steps) {
    StateVector psi = dynamics.started();
    const double t = dynamics.problem().schedule.t_start();
    const double h = (dynamics.problem().schedule.t_end() - t) / steps;
    for (int k = 0; k < steps; ++k) {
      magnus_step(dynamics.problem().schedule, t + k * h, h, 1e-15, krylov, psi);
    }
    return dynamics.distance(psi, exact);
  };
  const double coarse = error(10);
  const double fine = error(20);
  EXPECT_NEAR(order(coarse, fine), 6.0, 0.4) << coarse << " " << fine;
}

double splitting_error(const Dynamics& dynamics, SplittingScheme scheme, int steps,
                       const StateVector& exact) {
  StateVector psi = dynamics.started();
  const cases::Schedule& schedule = dynamics.problem().schedule;
  SplitSweep(dynamics.space())
      .apply(splitting_stages(scheme, dynamics.space().terms(), schedule, schedule.t_start(),
                              schedule.t_end() - schedule.t_start(), steps),
             psi);
  EXPECT_NEAR(squared_norm(dynamics.space(), psi.data()), 1.0, 1e-12);
  return dynamics.distance(psi, exact);
}

TEST(Splitting, OrdersForConstantHamiltonian) {
  const Dynamics dynamics(mixed_case(11));
  const StateVector exact = dynamics.last_state(ChebyshevPropagator());
  const auto error = [&](SplittingScheme scheme, int steps) {
    return splitting_error(dynamics, scheme, steps, exact);
  };
  EXPECT_NEAR(order(error(SplittingScheme::strang, 40), error(SplittingScheme::strang, 80)), 2.0, 0.1);
  EXPECT_NEAR(order(error(SplittingScheme::blanes_moan, 6), error(SplittingScheme::blanes_moan, 12)), 6.0,
              0.3);
}

TEST(Splitting, OrdersForRamps) {
  const Dynamics dynamics(ramp_case(cases::ProtocolKind::smooth_ramp));
  const StateVector exact = dynamics.last_state(TaylorPropagator());
  const auto error = [&](SplittingScheme scheme, int steps) {
    return splitting_error(dynamics, scheme, steps, exact);
  };
  EXPECT_NEAR(order(error(SplittingScheme::strang, 40), error(SplittingScheme::strang, 80)), 2.0, 0.1);
  EXPECT_NEAR(order(error(SplittingScheme::blanes_moan, 12), error(SplittingScheme::blanes_moan, 24)), 6.0,
              0.4);
}

}  // namespace
}  // namespace quenchmark::reference
