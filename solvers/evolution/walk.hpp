#pragma once
// The integration of one replica: adaptive steps from output time to output time.

#include <Eigen/Dense>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/evolution/dynamics.hpp"
#include "solvers/evolution/trajectory.hpp"
#include "solvers/integrator/heun.hpp"

namespace quenchmark::solvers {

/// Where a walk stands between two steps: what it takes to go on with the same bits.
struct WalkState {
  Eigen::VectorXcd parameters;
  double t = 0.0;
  double step = 0.0;  ///< size that the next attempt starts from
  double last_step = 0.0;
  double integrated_r2 = 0.0;
  double energy_flow = 0.0;
  std::int64_t accepted = 0;
  std::int64_t next_output = 0;  ///< index of the output time that has not been recorded yet
  DynamicsState dynamics;
};

class Walk {
 public:
  /// `keep` is called after every accepted step, when the walk could go on from its state.
  using Keep = std::function<void(const WalkState&)>;

  /// Starts at the problem's first output time with `parameters`.
  Walk(const cases::IntegratorSpec& spec, const cases::Problem& problem, const RunControl& control,
       Dynamics& dynamics, Eigen::VectorXcd parameters, Trajectory& trajectory);
  /// Goes on from `state`; `trajectory` holds what was recorded until then.
  Walk(const cases::IntegratorSpec& spec, const cases::Problem& problem, const RunControl& control,
       Dynamics& dynamics, WalkState state, Trajectory& trajectory);

  /// To the last output time, or until it cannot go on: the trajectory says why. Only an UnusableTrial
  /// rejects a step; whatever else is thrown leaves, and state() is where the walk stood after its last step.
  void run(const Keep& keep);

  const WalkState& state() const { return state_; }

  const Eigen::VectorXcd& parameters() const { return state_.parameters; }

 private:
  bool end(const char* status, StopCause cause, std::string reason);
  void record();
  bool walk_to(double target, const Keep& keep);
  bool take_step(double target);
  double norm(const DynamicsPoint& point, const Eigen::VectorXcd& x);
  void accept(const HeunAttempt& attempt, std::shared_ptr<const DynamicsPoint> next, double t_next);
  std::string progress_text(double tau) const;

  cases::IntegratorSpec spec_;
  const cases::Problem& problem_;
  const RunControl& control_;
  Dynamics& dynamics_;
  Trajectory& trajectory_;
  WalkState state_;
  std::shared_ptr<const DynamicsPoint> point_;
};

}  // namespace quenchmark::solvers
