#pragma once
// The start state: imaginary time with H = -sum sx of the computational basis, whose ground state is uniform.

#include <Eigen/Dense>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "solvers/evolution/exact_sum.hpp"
#include "solvers/operators/pauli_sum.hpp"

namespace quenchmark::solvers {

struct Preparation {
  Eigen::VectorXcd parameters;
  double variance_density = 0.0;  ///< Var H / N at the end
  double angle = 0.0;             ///< to the uniform state, radians
  int steps = 0;
};

inline constexpr double variance_density_wanted = 1e-7;  // [2D] supplement IV B
inline constexpr int most_preparation_steps = 5000;
/// Modes decay by e^{-4 tau} per flipped spin: some 40 steps suffice.
inline constexpr double imaginary_time_step = 0.05;

/// H = -sum sx of the computational basis, whose ground state is uniform.
WeightedOperator uniform_hamiltonian(int sites);

/// Directions that hardly change the state must not run away.
cases::TdvpSpec preparation_filter();

/// Throws Error(numeric) that says how far the preparation came.
[[noreturn]] void refuse_unprepared(const Preparation& preparation);

/// Stochastic reconfiguration until Var H / N < 1e-7 ([2D] supplement IV B), and no further: at exactly
/// uniform psi an even network has S = 0 and cannot move. Throws Error(numeric) when that is not reached.
Preparation prepare_uniform_state(ExactSum& sum, const Eigen::VectorXcd& initial, const RunControl& control);

/// Angle between the state and the uniform one, from the part orthogonal to it (accurate however small), in
/// radians.
double angle_to_uniform(const NetworkState& state, const ConfigurationSpace& space);

}  // namespace quenchmark::solvers
