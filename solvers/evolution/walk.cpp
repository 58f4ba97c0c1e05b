#include "solvers/evolution/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "solvers/integrator/heun.hpp"

namespace quenchmark::solvers {

namespace {

/// Errors are measured where a step begins. Where it ends they may be this many tolerances: beyond, the
/// metric has changed so much that the measured error means nothing.
constexpr double most_growth = 10.0;

/// Leaves a step in its midst.
struct StopRequested {};

}  // namespace

Walk::Walk(const cases::IntegratorSpec& spec, const cases::Problem& problem, const RunControl& control,
           Dynamics& dynamics, Eigen::VectorXcd parameters, Trajectory& trajectory)
    : Walk(spec, problem, control, dynamics, WalkState{}, trajectory) {
  state_.parameters = std::move(parameters);
  state_.t = problem.schedule.t_start();
  state_.step = spec.dt_first;
}

Walk::Walk(const cases::IntegratorSpec& spec, const cases::Problem& problem, const RunControl& control,
           Dynamics& dynamics, WalkState state, Trajectory& trajectory)
    : spec_(spec),
      problem_(problem),
      control_(control),
      dynamics_(dynamics),
      trajectory_(trajectory),
      state_(std::move(state)) {
  if (state_.accepted > 0) {
    dynamics_.restore(state_.dynamics);
  }
}

void Walk::run(const Keep& keep) {
  point_ = dynamics_.begin_step(state_.parameters, state_.t, [](const DynamicsPoint&) {});
  const auto outputs = static_cast<std::int64_t>(problem_.output_times.size());
  while (state_.next_output < outputs) {
    if (!walk_to(problem_.output_times[static_cast<std::size_t>(state_.next_output)], keep)) {
      return;
    }
    record();
  }
}

bool Walk::end(const char* status, StopCause cause, std::string reason) {
  trajectory_.status = status;
  trajectory_.cause = cause;
  trajectory_.reason = std::move(reason);
  return false;
}

void Walk::record() {
  dynamics_.record({state_.t, state_.last_step, state_.integrated_r2, state_.energy_flow}, *point_);
  ++state_.next_output;
  state_.dynamics = dynamics_.state();  // what was measured is counted, and is not measured again
}

bool Walk::walk_to(double target, const Keep& keep) {
  while (state_.t < target) {
    if (dynamics_.agree_to_stop(control_.stop_requested())) {
      if (keep && state_.accepted > 0) {
        keep(state_);
      }
      return end("interrupted", StopCause::signal,
                 fmt::format("stopped by a signal at t = {:.6g}", state_.t));
    }
    if (state_.accepted >= spec_.max_steps) {
      return end("stopped", StopCause::step_count,
                 fmt::format("max_steps = {} reached at t = {:.6g}", spec_.max_steps, state_.t));
    }
    const double step = state_.step;
    const double rejected = trajectory_.work["rejected_steps"];
    // The unfinished step is dropped with the attempts that failed: whoever goes on makes them again, with
    // the same random numbers.
    const auto drop_step = [&] {
      state_.step = step;
      trajectory_.work["rejected_steps"] = rejected;
    };
    try {
      if (!take_step(target)) {
        return false;
      }
    } catch (const StopRequested&) {
      drop_step();
      continue;
    } catch (...) {
      drop_step();
      throw;
    }
    if (keep) {
      keep(state_);
    }
  }
  return true;
}

double Walk::norm(const DynamicsPoint& point, const Eigen::VectorXcd& x) {
  switch (spec_.norm) {
    case cases::StepNorm::euclid:
      return x.norm();
    case cases::StepNorm::s:
      return dynamics_.length(point, x);
    default:
      return dynamics_.length(point, x) / static_cast<double>(state_.parameters.size());
  }
}

/// Attempts until one step is accepted. False when the step size falls below its floor.
bool Walk::take_step(double target) {
  const RightHandSide right_hand_side = [&](const Eigen::VectorXcd& parameters, double t) {
    if (dynamics_.agree_to_stop(control_.stop_requested())) {
      throw StopRequested();
    }
    return dynamics_.velocity(parameters, t);
  };
  while (true) {
    std::string trouble = "the integration error stays above its tolerance";
    // A step that would leave a sliver before the output time is stretched or halved onto it.
    const double left = target - state_.t;
    const double tau = state_.step >= left ? left : (2.0 * state_.step > left ? 0.5 * left : state_.step);
    const double t_next = tau == left ? target : state_.t + tau;
    HeunAttempt attempt;
    std::shared_ptr<const DynamicsPoint> next;
    try {
      attempt = attempt_heun_step(
          right_hand_side, [&](const Eigen::VectorXcd& x) { return norm(*point_, x); }, state_.parameters,
          point_->solution.velocity, state_.t, tau, spec_.divisor);
      if (attempt.error <= spec_.tolerance) {
        next = dynamics_.begin_step(attempt.next, t_next, [&](const DynamicsPoint& reached) {
          if (norm(reached, attempt.estimate) > most_growth * spec_.tolerance) {
            throw UnusableTrial("the state changes more within a step than its error was measured for");
          }
        });
        // A path on which the network ceases to be finite between its ends is no step either.
        dynamics_.step_taken(
            {state_.parameters, *point_, attempt.next, *next, state_.t, tau, attempt.estimate});
      }
    } catch (const UnusableTrial& error) {
      trouble = error.diagnostics().front().message;
      attempt.error = std::numeric_limits<double>::infinity();
    }
    if (attempt.error <= spec_.tolerance) {
      accept(attempt, std::move(next), t_next);
      return true;
    }
    ++trajectory_.work["rejected_steps"];
    state_.step = next_step_size(tau, attempt.error, spec_);
    if (state_.step < spec_.dt_min) {
      return end("stopped", StopCause::step_floor,
                 fmt::format("the step fell below dt_min at t = {:.6g}: {}", state_.t, trouble));
    }
  }
}

void Walk::accept(const HeunAttempt& attempt, std::shared_ptr<const DynamicsPoint> next, double t_next) {
  const double tau = t_next - state_.t;
  state_.integrated_r2 += 0.5 * tau * (point_->relative_residual() + next->relative_residual());
  state_.energy_flow += 0.5 * tau * (point_->energy_flow + next->energy_flow);
  state_.parameters = attempt.next;
  point_ = std::move(next);
  state_.t = t_next;
  state_.last_step = tau;
  const double proposed = next_step_size(tau, attempt.error, spec_);
  // A step shortened to meet an output time says little.
  state_.step = tau < state_.step ? std::max(state_.step, proposed) : proposed;
  ++state_.accepted;
  state_.dynamics = dynamics_.state();
  ++trajectory_.work["accepted_steps"];
  auto& steps = trajectory_.steps;
  steps["t"].push_back(state_.t);
  steps["dt"].push_back(tau);
  steps["error"].push_back(attempt.error);
  steps["r2"].push_back(point_->relative_residual());
  steps["kept_modes"].push_back(point_->solution.kept_modes);
  steps["angle"].push_back(dynamics_.certified_angle());
  control_.progress({"evolve", state_.t, problem_.schedule.t_end(), progress_text(tau)});
}

std::string Walk::progress_text(double tau) const {
  char text[160];
  std::snprintf(text, sizeof text, "step %lld, dt %.1e, r2 %.1e, angle %.1e",
                static_cast<long long>(state_.accepted), tau, point_->relative_residual(),
                dynamics_.certified_angle());
  return text;
}

}  // namespace quenchmark::solvers
