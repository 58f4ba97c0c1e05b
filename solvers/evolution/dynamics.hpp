#pragma once
// What a walk through time needs of a network's dynamics, however its averages are taken.

#include <Eigen/Dense>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "solvers/evolution/trajectory.hpp"
#include "solvers/tdvp/tangent_system.hpp"

namespace quenchmark::solvers {

/// The variational flow at one point of the trajectory.
struct DynamicsPoint {
  virtual ~DynamicsPoint() = default;
  TdvpSolution solution;
  double variance = 0.0;     ///< Var of the generator
  double energy_flow = 0.0;  ///< d<generator>/dt along the flow; zero for holomorphic networks

  /// r^2; zero where nothing moves, which is no residual.
  double relative_residual() const {
    return variance > 0.0 ? solution.residual_norm * solution.residual_norm / variance : 0.0;
  }
};

/// Where a walk stands when it measures.
struct WalkPosition {
  double t = 0.0;
  double step = 0.0;
  double integrated_r2 = 0.0;  ///< R^2(t)
  double energy_flow = 0.0;    ///< integral of d<E>/dt that the flow itself accounts for
};

/// An accepted step.
struct StepTaken {
  const Eigen::VectorXcd& from;
  const DynamicsPoint& begin;
  const Eigen::VectorXcd& to;
  const DynamicsPoint& end;
  double t = 0.0;
  double tau = 0.0;
  const Eigen::VectorXcd& error;  ///< estimated error of `to`
};

/// What must be kept of the dynamics so that a walk can go on from here with the same bits.
struct DynamicsState {
  std::vector<double> sums;        ///< integrals along the path
  std::vector<std::int8_t> spins;  ///< chains [chain][site] before the samples of this point were drawn
  std::uint32_t draw = 0;          ///< which draw comes next
  std::vector<double> counters;    ///< of work, without that of the point begun last, which is begun again
};

/// Every call is collective when several ranks work together. Throws UnusableTrial on numbers that are not
/// finite.
class Dynamics {
 public:
  virtual ~Dynamics() = default;

  /// What may refuse a point, by throwing.
  using Inspection = std::function<void(const DynamicsPoint&)>;

  /// The point from which a step sets out; with samples, they are drawn here. When `inspect` throws, the
  /// walk can go on from the point before.
  virtual std::shared_ptr<const DynamicsPoint> begin_step(const Eigen::VectorXcd& parameters, double t,
                                                          const Inspection& inspect) = 0;
  /// d theta/dt at a stage of the step.
  virtual Eigen::VectorXcd velocity(const Eigen::VectorXcd& parameters, double t) = 0;
  /// sqrt(x^+ S x) at a point.
  virtual double length(const DynamicsPoint& point, const Eigen::VectorXcd& x) = 0;
  /// Counts a step. Throws UnusableTrial, with nothing counted, when the path between its ends cannot be
  /// followed.
  virtual void step_taken(const StepTaken& step) = 0;
  /// Bound on the angle to the exact state so far, radians.
  virtual double certified_angle() const = 0;
  /// Measures the observables at the point begun last and appends them, with the diagnostics, to the
  /// trajectory.
  virtual void record(const WalkPosition& where, const DynamicsPoint& point) = 0;
  /// Whether any of the ranks has been asked to stop.
  virtual bool agree_to_stop(bool asked) { return asked; }
  /// Adds the seconds by phase that it has spent itself.
  virtual void add_seconds(std::map<std::string, double>& seconds) const = 0;
  /// Puts the counters into the trajectory.
  virtual void finish(Trajectory& trajectory) const = 0;

  virtual DynamicsState state() const = 0;
  virtual void restore(const DynamicsState& state) = 0;
};

}  // namespace quenchmark::solvers
