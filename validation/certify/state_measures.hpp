#pragma once
// What a wave function tells about itself, and how far it is from the exact one.

#include <limits>
#include <optional>
#include <vector>

#include "cases/spec/problem.hpp"
#include "cases/spec/state_snapshots.hpp"
#include "validation/certify/states_file.hpp"

namespace quenchmark::validation {

/// A number and its standard error, from blocks of consecutive samples (0 for sums over all configurations).
struct Measured {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = 0.0;
};

/// At one time. What cannot be known is absent.
struct StateMeasures {
  double time = 0.0;
  Measured energy;    ///< <H>
  Measured variance;  ///< Var H
  /// || d psi/dt + i (H - E) psi ||^2 with what moves norm and phase taken out: the square of the speed at
  /// which the path leaves the exact flow, rad^2 per time^2 (solvers/PHYSICS.md, certificate). Needs the
  /// rate.
  std::optional<Measured> speed_squared;
  std::optional<Measured> r2;        ///< speed_squared / Var H; absent where Var H vanishes
  std::optional<Measured> fidelity;  ///< |<exact|psi>|^2 of unit vectors
  std::optional<Measured> angle;     ///< its arccos of the root, rad
  std::optional<double> bound;       ///< of the angle to the exact state, rad: see angle_bounds
};

/// `exact`: snapshots of the exact states at the same times, or empty.
std::vector<StateMeasures> measure_states(const StatesFile& states, const cases::Problem& problem,
                                          const cases::StateSnapshots& exact, int threads);

/// arccos of the root of a fidelity, which noise may have carried out of [0, 1].
double angle_of(double fidelity);

/// Fills `bound`: angle at the first time, plus the integral of the speed by trapezoids, with the difference
/// to every second time and 2.33 standard errors on top. `first_angle` is that of the first time.
void bound_angles(double first_angle, std::vector<StateMeasures>& measures);

/// Angle to the start state of the problem, where it is known without computing: the paramagnet is uniform.
std::optional<Measured> fidelity_with_start(const StatesFile& states, std::size_t t,
                                            const cases::Problem& problem);

}  // namespace quenchmark::validation
