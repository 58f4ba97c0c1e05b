// What propagators promise: errors within the tolerance, bounds that hold, ways that lead back.

#include <gtest/gtest.h>

#include <boost/math/special_functions/factorials.hpp>
#include <cmath>

#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/inner_products.hpp"
#include "reference/propagate/chebyshev.hpp"
#include "reference/propagate/krylov.hpp"
#include "reference/propagate/lanczos.hpp"
#include "reference/propagate/magnus.hpp"
#include "reference/propagate/splitting.hpp"
#include "reference/propagate/taylor.hpp"
#include "reference/propagate/testing/propagation.hpp"

namespace quenchmark::reference {
namespace {

using testing::Dynamics;
using testing::mixed_case;
using testing::ramp_case;

/// Errors within four times what was asked for from 1e-2 to 1e-12, and less work where less is asked for.
void expect_tolerances_kept(const Propagator& propagator, const Dynamics& dynamics,
                            const StateVector& exact) {
  std::int64_t least = 0, most = 0;
  for (int power = 2; power <= 12; ++power) {
    const double tolerance = std::pow(10.0, -power);
    PropagationReport report;
    const double error = dynamics.distance(dynamics.last_state(propagator, tolerance, &report), exact);
    EXPECT_LE(error, 4.0 * tolerance) << propagator.name() << " at " << tolerance;
    least = least == 0 ? report.matrix_vector_products : least;
    most = report.matrix_vector_products;
  }
  EXPECT_LT(least, most) << propagator.name();
}

TEST(Tolerance, IsKeptByPropagatorsOfAConstantHamiltonian) {
  const Dynamics dynamics(mixed_case(8));
  const StateVector exact = dynamics.last_state(TaylorPropagator());
  expect_tolerances_kept(LanczosPropagator(), dynamics, exact);
  expect_tolerances_kept(MagnusPropagator(), dynamics, exact);
  // Summed to rounding whatever is asked for.
  EXPECT_LT(dynamics.distance(dynamics.last_state(ChebyshevPropagator(), 1e-2), exact), 4e-12);
}

TEST(Tolerance, IsKeptOnRamps) {
  for (const auto kind : {cases::ProtocolKind::smooth_ramp, cases::ProtocolKind::linear_ramp}) {
    const Dynamics dynamics(ramp_case(kind));
    const StateVector exact = dynamics.last_state(SplittingPropagator(8.0));
    expect_tolerances_kept(MagnusPropagator(), dynamics, exact);
    EXPECT_LT(dynamics.distance(dynamics.last_state(TaylorPropagator(), 1e-2), exact), 4e-12);
  }
}

/// Splitting has no tolerance but a step: its error falls with the sixth power until it meets rounding.
TEST(Tolerance, OfSplittingIsItsStep) {
  const Dynamics dynamics(mixed_case(10));
  const StateVector exact = dynamics.last_state(ChebyshevPropagator());
  double before = INFINITY;
  for (const double steps_per_width : {0.5, 1.0, 2.0, 4.0}) {
    const double error = dynamics.distance(dynamics.last_state(SplittingPropagator(steps_per_width)), exact);
    EXPECT_LT(error, std::max(before / 30.0, 1e-12)) << steps_per_width;
    before = error;
  }
  EXPECT_LT(before, 1e-11);
}

/// sup over -1 <= y <= 1 of what the first K terms of exp(-i x y) leave, Chebyshev polynomials being at most
/// one: no more than the sum of the coefficients left out, themselves no more than 2 (x/2)^k/k! (DLMF
/// 10.14.4).
TEST(ChebyshevBound, HoldsForEveryNumberOfTermsAndIsNotIdle) {
  constexpr double x = 8.0;
  const std::vector<double> coefficients = chebyshev_coefficients(x);
  for (std::size_t kept = 4; kept < coefficients.size() - 4; kept += 3) {
    double left_out = 0.0, majorant = 0.0;
    for (std::size_t k = kept; k < coefficients.size(); ++k) {
      left_out += std::abs(coefficients[k]);
    }
    for (unsigned k = static_cast<unsigned>(kept); k < kept + 60; ++k) {
      majorant += 2.0 * std::pow(0.5 * x, k) / boost::math::factorial<double>(k);
    }
    double worst = 0.0;
    for (double y = -1.0; y <= 1.0; y += 1.0 / 64.0) {
      Complex sum = 0.0;
      Complex factor = 1.0;
      for (std::size_t k = 0; k < kept; ++k) {
        sum += factor * coefficients[k] * std::cos(static_cast<double>(k) * std::acos(y));
        factor *= Complex(0.0, -1.0);
      }
      worst = std::max(worst, std::abs(sum - std::polar(1.0, -x * y)));
    }
    EXPECT_LE(worst, left_out + 1e-14) << kept;
    EXPECT_GE(worst, 0.3 * left_out - 1e-14) << kept;
    EXPECT_LE(left_out, majorant + 1e-14) << kept;
  }
}

/// H is real, so that U(t) is symmetric: the sum of the squares of U(t) psi, psi real, is <psi| U(2t) |psi>.
/// A propagator that damps, drifts or mixes up a sign does not come round.
TEST(Mirror, SquaresOfAmplitudesTellTheReturnAtTwiceTheTime) {
  cases::Case once = mixed_case(10), twice = once;
  once.protocol.output_times = {0.3, 0.9, 1.0};
  twice.protocol.output_times = {0.5, 1.1, 2.0};
  once.protocol.t_max = 1.0;
  twice.protocol.t_max = 2.0;
  const Dynamics near(once), far(twice);
  const StateVector start = near.started();
  const auto expect_return = [&](const Propagator& propagator, double tolerance) {
    const StateVector half = near.last_state(propagator);
    const StateVector whole = far.last_state(propagator);
    Complex squares = 0.0, amplitude = 0.0;
    for (std::int64_t i = 0; i < near.space().dimension(); ++i) {
      squares += half[i] * half[i];
      amplitude += std::conj(start[i]) * whole[i];
    }
    EXPECT_LT(std::abs(squares - amplitude), tolerance) << propagator.name();
    EXPECT_GT(std::abs(amplitude - 1.0), 0.1) << "it has been somewhere";
  };
  expect_return(ChebyshevPropagator(), 1e-12);
  expect_return(LanczosPropagator(), 1e-12);
  expect_return(MagnusPropagator(), 1e-12);
  expect_return(TaylorPropagator(), 1e-12);
  expect_return(SplittingPropagator(4.0), 1e-11);
}

TEST(Mirror, StepsBackUndoStepsForward) {
  const Dynamics dynamics(ramp_case(cases::ProtocolKind::smooth_ramp));
  const cases::Schedule& schedule = dynamics.problem().schedule;
  const double t = schedule.t_start(), span = schedule.t_end() - t;
  constexpr int steps = 8;
  const auto expect_home = [&](const StateVector& psi, const char* who) {
    EXPECT_LT(dynamics.distance(psi, dynamics.started()), 1e-12) << who;
  };
  KrylovSpace krylov(dynamics.space(), 30);
  StateVector by_krylov = dynamics.started();
  krylov_exponential(schedule.at(schedule.t_end()), span, 1e-15, krylov, by_krylov);
  EXPECT_GT(dynamics.distance(by_krylov, dynamics.started()), 0.1);
  krylov_exponential(schedule.at(schedule.t_end()), -span, 1e-15, krylov, by_krylov);
  expect_home(by_krylov, "Krylov");

  StateVector by_magnus = dynamics.started();
  for (int k = 0; k < steps; ++k) {
    magnus_step(schedule, t + k * span / steps, span / steps, 1e-15, krylov, by_magnus);
  }
  for (int k = steps; k > 0; --k) {
    magnus_step(schedule, t + k * span / steps, -span / steps, 1e-15, krylov, by_magnus);
  }
  expect_home(by_magnus, "Magnus");
}

}  // namespace
}  // namespace quenchmark::reference
