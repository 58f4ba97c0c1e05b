#include "solvers/evolution/run_solver.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

#include "cases/spec/error.hpp"
#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/certificate.hpp"
#include "solvers/evolution/flow.hpp"
#include "solvers/evolution/observer.hpp"
#include "solvers/evolution/preparation.hpp"
#include "solvers/integrator/heun.hpp"
#include "solvers/kernels/make_network.hpp"

namespace quenchmark::solvers {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::unique_ptr<kernels::Network> make_backend(const cases::SolverSpec& spec,
                                               const kernels::NetworkShape& shape) {
  try {
    switch (spec.backend) {
      case cases::Backend::plain:
        return kernels::make_network(kernels::Backend::plain, shape);
      case cases::Backend::cpu:
        return kernels::make_network(kernels::Backend::cpu, shape);
      case cases::Backend::torch:
        return kernels::make_network(kernels::Backend::torch, shape);
      case cases::Backend::cuda:
        break;
    }
  } catch (const std::invalid_argument& error) {
    throw Error(ErrorKind::bad_case, error.what(), "mend [solver.ansatz]");
  } catch (const std::runtime_error& error) {
    throw Error(ErrorKind::device, error.what(), "use backend = \"plain\", or see `quenchmark doctor`");
  }
  throw Error(ErrorKind::device, "this build has no such backend", "use --backend plain, cpu or torch");
}

OrbitSymmetry sum_symmetry(const cases::SolverSpec& spec) {
  return spec.sampler.kind == cases::SamplerKind::orbit_sum ? exact_symmetry(spec.ansatz) : OrbitSymmetry{};
}

/// How many states the sum runs over, from the group's order: a little below the true count.
double estimated_states(const cases::SolverSpec& spec, const cases::Problem& problem) {
  const OrbitSymmetry symmetry = sum_symmetry(spec);
  double order = symmetry.translations ? static_cast<double>(problem.translations.size()) : 1.0;
  order *= symmetry.point_group ? static_cast<double>(problem.point_group.size()) : 1.0;
  order *= symmetry.spin_flip ? 2.0 : 1.0;
  return std::pow(2.0, problem.sites()) / order + 1.0;
}

void check_memory(std::int64_t needed, std::int64_t limit) {
  const std::int64_t machine = static_cast<std::int64_t>(sysconf(_SC_AVPHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  const std::int64_t available = limit > 0 ? limit : machine;
  if (needed > available) {
    throw Error(ErrorKind::memory,
                "this exact-sum run needs about " + std::to_string(needed >> 20) + " MiB, and " +
                    std::to_string(available >> 20) + " MiB are free",
                "use sampler kind = \"orbit_sum\", a smaller lattice or fewer parameters");
  }
}

/// The integration of one replica: owns where it stands and what it has seen.
class Walk {
 public:
  Walk(const cases::SolverSpec& spec, const cases::Problem& problem, const RunControl& control, Flow& flow,
       Eigen::VectorXcd parameters, double angle_at_start, bool store_states, Trajectory& trajectory)
      : spec_(spec),
        problem_(problem),
        control_(control),
        flow_(flow),
        trajectory_(trajectory),
        parameters_(std::move(parameters)),
        certificate_(angle_at_start),
        observer_(problem, flow.frame(), flow.sum(), store_states, trajectory),
        t_(problem.schedule.t_start()),
        step_(spec.integrator.dt_first) {}

  void run() {
    point_ = flow_.at(parameters_, t_);
    record();
    for (std::size_t output = 1; output < problem_.output_times.size(); ++output) {
      if (!walk_to(problem_.output_times[output])) {
        return;
      }
      record();
    }
  }

  const Eigen::VectorXcd& parameters() const { return parameters_; }

 private:
  bool end(const char* status, std::string reason) {
    trajectory_.status = status;
    trajectory_.reason = std::move(reason);
    return false;
  }

  void record() { observer_.record({t_, last_step_, integrated_r2_, energy_flow_}, point_, certificate_); }

  bool walk_to(double target) {
    const double same_time = 1e-12 * std::max(1.0, std::abs(target));
    while (t_ < target - same_time) {
      if (control_.stop_requested()) {
        return end("interrupted", "stopped by a signal at t = " + std::to_string(t_));
      }
      if (accepted_ >= spec_.integrator.max_steps) {
        return end("stopped", "max_steps = " + std::to_string(spec_.integrator.max_steps) +
                                  " reached at t = " + std::to_string(t_));
      }
      if (!take_step(target)) {
        return false;
      }
    }
    t_ = target;
    return true;
  }

  /// Attempts until one step is accepted. False when the step size falls below its floor.
  bool take_step(double target) {
    const double count = static_cast<double>(parameters_.size());
    const Norm norm = [&](const Eigen::VectorXcd& x) {
      switch (spec_.integrator.norm) {
        case cases::StepNorm::euclid:
          return x.norm();
        case cases::StepNorm::s:
          return (point_.system.tangent * x).norm();
        default:
          return (point_.system.tangent * x).norm() / count;
      }
    };
    const RightHandSide right_hand_side = [&](const Eigen::VectorXcd& parameters, double t) {
      return flow_.at(parameters, t).solution.velocity;
    };
    std::string trouble = "the integration error stays above its tolerance";
    while (true) {
      // A step that would leave a sliver before the output time is stretched or halved onto it.
      const double left = target - t_;
      const double tau = step_ >= left ? left : (2.0 * step_ > left ? 0.5 * left : step_);
      HeunAttempt attempt;
      FlowPoint next;
      try {
        attempt = attempt_heun_step(right_hand_side, norm, parameters_, point_.solution.velocity, t_, tau,
                                    spec_.integrator.divisor);
        if (attempt.error <= spec_.integrator.tolerance) {
          next = flow_.at(attempt.next, t_ + tau);
        }
      } catch (const Error& error) {
        trouble = error.diagnostics().front().message;
        attempt.error = std::numeric_limits<double>::infinity();
      }
      if (attempt.error <= spec_.integrator.tolerance) {
        accept(attempt, std::move(next), tau);
        return true;
      }
      ++trajectory_.work["rejected_steps"];
      step_ = next_step_size(tau, attempt.error, spec_.integrator);
      if (step_ < spec_.integrator.dt_min) {
        return end("stopped", "the step fell below dt_min at t = " + std::to_string(t_) + ": " + trouble);
      }
    }
  }

  void accept(const HeunAttempt& attempt, FlowPoint next, double tau) {
    certificate_.add_step(flow_, parameters_, point_, attempt.next, next, t_, tau);
    integrated_r2_ += 0.5 * tau * (relative_residual(point_) + relative_residual(next));
    energy_flow_ += 0.5 * tau * (point_.energy_flow() + next.energy_flow());
    parameters_ = attempt.next;
    point_ = std::move(next);
    t_ += tau;
    last_step_ = tau;
    const double proposed = next_step_size(tau, attempt.error, spec_.integrator);
    step_ = tau < step_ ? std::max(step_, proposed)
                        : proposed;  // a step shortened to meet an output time says little
    ++accepted_;
    ++trajectory_.work["accepted_steps"];
    auto& steps = trajectory_.steps;
    steps["t"].push_back(t_);
    steps["dt"].push_back(tau);
    steps["error"].push_back(attempt.error);
    steps["r2"].push_back(relative_residual(point_));
    steps["kept_modes"].push_back(point_.solution.kept_modes);
    steps["angle"].push_back(certificate_.budget().total);
    control_.progress({"evolve", t_, problem_.schedule.t_end(), progress_text(tau)});
  }

  static double relative_residual(const FlowPoint& point) {
    const double variance = point.system.drive.squaredNorm();
    return variance > 0.0 ? point.solution.residual_norm * point.solution.residual_norm / variance : 0.0;
  }

  std::string progress_text(double tau) const {
    char text[160];
    std::snprintf(text, sizeof text, "step %lld, dt %.1e, r2 %.1e, angle %.1e",
                  static_cast<long long>(accepted_), tau, relative_residual(point_),
                  certificate_.budget().total);
    return text;
  }

  const cases::SolverSpec& spec_;
  const cases::Problem& problem_;
  const RunControl& control_;
  Flow& flow_;
  Trajectory& trajectory_;
  Eigen::VectorXcd parameters_;
  Certificate certificate_;
  Observer observer_;
  FlowPoint point_;
  double t_;
  double step_;
  double last_step_ = 0.0;
  double integrated_r2_ = 0.0;
  double energy_flow_ = 0.0;
  std::int64_t accepted_ = 0;
};

/// What the vocabulary of a case allows and this solver does not do yet.
void check_supported(const cases::SolverSpec& spec) {
  const auto refuse = [](const char* what, const char* hint) {
    throw Error(ErrorKind::bad_case, what, hint);
  };
  if (spec.sampler.kind == cases::SamplerKind::metropolis) {
    refuse("this version solves by exact sums only", "use sampler kind = \"exact_sum\" or \"orbit_sum\"");
  }
  if (spec.precision == cases::Precision::fp32) {
    refuse("every backend computes in double precision only", "use precision = \"fp64\"");
  }
  if (spec.tdvp.solve == cases::Solve::subspace) {
    refuse("the subspace solver is made for sampled runs", "use solve = \"dense\" or \"samples\"");
  }
}

/// A cap on the step of a ramp: couplings must not change much within one.
cases::SolverSpec with_ramp_cap(cases::SolverSpec spec, const cases::Problem& problem) {
  if (!problem.schedule.constant()) {
    const double span = problem.schedule.t_end() - problem.schedule.t_start();
    spec.integrator.dt_max = std::min(spec.integrator.dt_max, 0.02 * span);
  }
  return spec;
}

}  // namespace

std::int64_t solver_memory_bytes(const cases::SolverSpec& spec, const cases::Problem& problem) {
  if (spec.sampler.kind == cases::SamplerKind::metropolis) {
    return 0;
  }
  const double states = estimated_states(spec, problem);
  const double parameters =
      static_cast<double>(kernels::parameter_count(make_network_shape(problem, spec.ansatz)));
  const double flips = problem.start == cases::Start::ferromagnet
                           ? 0.5 * problem.sites() * (problem.sites() - 1)
                           : problem.sites();
  const double tangents = 4.0;  // raw derivatives, two flow points held across a step, one being made
  const double rows = spec.ansatz.kind == cases::AnsatzKind::residual_cnn ? 2.0 : 1.0;
  const double side = spec.tdvp.solve == cases::Solve::samples ? rows * states : parameters;
  const double bytes = 16.0 * states * parameters * tangents + 16.0 * side * side * 4.0 +
                       states * (64.0 + problem.sites() + 4.0 * flips);
  return static_cast<std::int64_t>(std::min(bytes, 9e18));
}

Trajectory run_solver(const cases::SolverSpec& case_spec, const cases::Problem& problem,
                      const SolverSettings& settings, const RunControl& control) {
  check_supported(case_spec);
  const cases::SolverSpec spec = with_ramp_cap(case_spec, problem);
  check_memory(solver_memory_bytes(spec, problem), settings.memory_limit);

  const Clock::time_point start = Clock::now();
  const kernels::NetworkShape shape = make_network_shape(problem, spec.ansatz);
  const std::unique_ptr<kernels::Network> network = make_backend(spec, shape);
  const OrbitSymmetry symmetry = sum_symmetry(spec);
  ConfigurationSpace space(problem, symmetry, settings.threads);
  const Frame frame = make_frame(problem, spec.basis, wanted_displacements(problem),
                                 {symmetry.point_group, symmetry.spin_flip});
  ExactSum sum(*network, space, settings.threads);
  Flow flow(sum, frame, spec.tdvp);

  Trajectory trajectory;
  trajectory.parameter_count = network->parameter_count();
  trajectory.tdvp_form = network->holomorphic()                          ? "holomorphic"
                         : spec.tdvp.form == cases::TdvpForm::lagrangian ? "lagrangian"
                                                                         : "mclachlan";
  trajectory.work["accepted_steps"] = 0;
  trajectory.work["rejected_steps"] = 0;
  trajectory.work["states_in_sum"] = static_cast<double>(space.size());
  trajectory.seconds["tables"] = seconds_since(start);

  const Clock::time_point preparation_start = Clock::now();
  const Preparation preparation = prepare_uniform_state(
      sum, initial_parameters(shape, spec.ansatz.init_width, spec.seed, settings.replica), control);
  const double angle = angle_to_uniform(sum.evaluate(preparation.parameters), space);
  trajectory.work["preparation_steps"] = preparation.steps;
  trajectory.seconds["preparation"] = seconds_since(preparation_start);

  const Clock::time_point evolution_start = Clock::now();
  const auto snapshots = static_cast<std::int64_t>(space.size() * problem.output_times.size());
  Walk walk(spec, problem, control, flow, preparation.parameters, angle,
            settings.store_states && snapshots <= settings.states_limit, trajectory);
  try {
    walk.run();
  } catch (const Error& error) {
    trajectory.status = "stopped";
    trajectory.reason = error.diagnostics().front().message;
  }
  trajectory.seconds["evolution"] = seconds_since(evolution_start);
  trajectory.seconds["evolution_network"] = flow.seconds().network;
  trajectory.seconds["evolution_local_energy"] = flow.seconds().local_energy;
  trajectory.seconds["evolution_tangent_system"] = flow.seconds().tangent_system;
  trajectory.seconds["evolution_solve"] = flow.seconds().solve;
  trajectory.work["right_hand_sides"] = static_cast<double>(flow.evaluations());
  trajectory.work["forward_passes"] = static_cast<double>(sum.forward_passes());
  trajectory.final_parameters.assign(walk.parameters().data(),
                                     walk.parameters().data() + walk.parameters().size());
  return trajectory;
}

}  // namespace quenchmark::solvers
