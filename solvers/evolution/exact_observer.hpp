#pragma once
// Measures the observables of a case on a network state and writes them, with the diagnostics, into a
// trajectory.

#include <Eigen/Dense>
#include <vector>

#include "cases/spec/problem.hpp"
#include "solvers/evolution/certificate.hpp"
#include "solvers/evolution/exact_flow.hpp"
#include "solvers/evolution/trajectory.hpp"
#include "solvers/operators/frame.hpp"

namespace quenchmark::solvers {

/// Every displacement that some observable of the case asks for, each once.
std::vector<std::vector<int>> wanted_displacements(const cases::Problem& problem);

/// Appends one output time to the trajectory.
class ExactObserver {
 public:
  ExactObserver(const cases::Problem& problem, const Frame& frame, ExactSum& sum, bool store_states,
                Trajectory& trajectory);

  void record(const WalkPosition& where, const ExactPoint& point, const Certificate& certificate);

  /// <H> in full, J.
  double energy(double t, const NetworkState& state);

 private:
  void measure(double t, const NetworkState& state);
  void append(const char* name, std::vector<double> values);
  double displacement_value(const std::vector<int>& displacement, const std::vector<double>& zz) const;
  /// Schroedinger-picture amplitudes [K] at time t.
  Eigen::VectorXcd laboratory_amplitudes(double t, const NetworkState& state) const;

  const cases::Problem& problem_;
  const Frame& frame_;
  ExactSum& sum_;
  bool store_states_;
  Trajectory& trajectory_;
};

}  // namespace quenchmark::solvers
