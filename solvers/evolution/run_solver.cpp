#include "solvers/evolution/run_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/planted_defect.hpp"
#include "solvers/ansatz/ansatz.hpp"
#include "solvers/evolution/exact_dynamics.hpp"
#include "solvers/evolution/preparation.hpp"
#include "solvers/evolution/sampled_dynamics.hpp"
#include "solvers/evolution/sampled_preparation.hpp"
#include "solvers/kernels/make_network.hpp"
#include "solvers/parallel/failure.hpp"
#include "solvers/tdvp/sampled_tdvp.hpp"

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

/// What the vocabulary of a case allows and this solver does not do yet.
void check_supported(const cases::SolverSpec& spec) {
  const auto refuse = [](const char* what, const char* hint) {
    throw Error(ErrorKind::bad_case, what, hint);
  };
  if (spec.precision == cases::Precision::fp32) {
    refuse("every backend computes in double precision only", "use precision = \"fp64\"");
  }
  if (spec.tdvp.solve == cases::Solve::subspace) {
    refuse("this version has no subspace solver", "use solve = \"dense\" or, with exact sums, \"samples\"");
  }
}

/// Pair flips where the Hamiltonian has them; global flips where the case wants them.
MetropolisMoves metropolis_moves(const cases::SolverSpec& spec, const Frame& frame, int sites) {
  MetropolisMoves moves;
  moves.sites = sites;
  std::set<Flip> pairs;
  for (const PauliSum& part : frame.generator.parts) {
    for (const FlipGroup& group : part.groups()) {
      if (group.flip[1] >= 0) {
        pairs.insert(group.flip);
      }
    }
  }
  moves.pairs.assign(pairs.begin(), pairs.end());
  moves.global_flip_every = spec.sampler.global_flip_every;
  return moves;
}

}  // namespace

namespace {

/// Samples with their local energies, and Gram matrices of every slot while they are added up.
std::int64_t sampled_memory_bytes(const cases::SolverSpec& spec, const cases::Problem& problem) {
  const auto parameters =
      static_cast<double>(kernels::parameter_count(make_network_shape(problem, spec.ansatz)));
  const double entry = spec.ansatz.kind == cases::AnsatzKind::residual_cnn ? 8.0 : 16.0;
  const double matrices =
      2.0 * 2.0 * spec.sampler.reduction_slots + 12.0;  // two Grams a slot, twice when flattened
  const double samples =
      static_cast<double>(spec.sampler.samples) + static_cast<double>(spec.sampler.observable_samples);
  const double batches = 3.0 * 16.0 * BatchPlan::most_batches * parameters;  // of slots, flattened, of halves
  const double bytes =
      samples * (problem.sites() + 72.0) + matrices * entry * parameters * parameters + batches;
  return static_cast<std::int64_t>(std::min(bytes, 9e18));
}

}  // namespace

std::int64_t solver_memory_bytes(const cases::SolverSpec& spec, const cases::Problem& problem) {
  if (spec.sampler.kind == cases::SamplerKind::metropolis) {
    return sampled_memory_bytes(spec, problem);
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

namespace {

/// What both kinds of run are made of.
struct Setting {
  const cases::SolverSpec& spec;
  const cases::Problem& problem;
  const SolverSettings& settings;
  const RunControl& control;
  Communicator& communicator;
  kernels::Network& network;
};

int replica_of(const Setting& setting) {
  return planted(Defect::replicas_share_seed) ? 0 : setting.settings.replica;
}

Eigen::VectorXcd random_parameters(const Setting& setting) {
  return initial_parameters(setting.network.shape(), setting.spec.ansatz.init_width, setting.spec.seed,
                            setting.spec.shared_start ? 0 : replica_of(setting));
}

/// Calls `prepare`; says what to mend when the first parameters already overflow.
template <class Prepare>
Preparation explained(const Prepare& prepare) {
  try {
    return prepare();
  } catch (const UnusableTrial& error) {
    throw SharedFailure(Error(ErrorKind::numeric,
                              "the start state cannot be prepared: " + error.diagnostics().front().message,
                              "choose a smaller solver.ansatz.init_width or another seed"));
  }
}

/// Where orbits are within reach a sampled run starts from a state prepared without noise: the same
/// parameters as those of the exact sum it is held against.
bool prepares_exactly(const Setting& setting) {
  constexpr double few_states = 20000.0;
  cases::SolverSpec spec = setting.spec;
  spec.sampler.kind = cases::SamplerKind::orbit_sum;
  return setting.problem.sites() <= 20 && estimated_states(spec, setting.problem) < few_states;
}

Preparation prepare_exactly(const Setting& setting) {
  ConfigurationSpace space(setting.problem, exact_symmetry(setting.spec.ansatz), setting.settings.threads);
  ExactSum sum(setting.network, space, setting.settings.threads);
  return prepare_uniform_state(sum, random_parameters(setting), setting.control);
}

/// Ends the trajectory after the last output that is whole. Throws the failure on when there is none, when it
/// is about files or the launch, or when other ranks do not know of it.
void end_by_failure(const Setting& setting, const WalkState& state, Trajectory& trajectory) {
  const std::exception_ptr thrown = std::current_exception();
  const Error error = failure_of(thrown);
  const Diagnostic& finding = error.diagnostics().front();
  const bool kept = finding.kind == ErrorKind::memory || finding.kind == ErrorKind::device ||
                    finding.kind == ErrorKind::numeric || finding.kind == ErrorKind::internal;
  if (!kept || state.next_output == 0 || !known_to_all(thrown, setting.communicator)) {
    std::rethrow_exception(thrown);
  }
  trajectory.keep_outputs(static_cast<std::size_t>(state.next_output));
  if (setting.settings.keep_last && state.accepted > 0) {
    setting.settings.keep_last(state, trajectory);
  }
  trajectory.status = "stopped";
  trajectory.cause = cause_of(error);
  trajectory.reason = finding.message + (finding.hint.empty() ? "" : "; " + finding.hint);
}

/// The defect `observables_late`: every curve shows what was measured one output time before.
void delay(Trajectory& trajectory) {
  for (auto& [name, rows] : trajectory.observables) {
    for (std::size_t k = rows.size(); k > 1; --k) {
      rows[k - 1] = rows[k - 2];
    }
  }
}

/// From the start state, or from a checkpoint, to the end.
void walk(const Setting& setting, Dynamics& dynamics, const Preparation& preparation,
          Trajectory& trajectory) {
  const Clock::time_point start = Clock::now();
  const WalkCheckpoint* resume = setting.settings.resume;
  Walk walk = resume != nullptr ? Walk(setting.spec.integrator, setting.problem, setting.control, dynamics,
                                       resume->state, trajectory)
                                : Walk(setting.spec.integrator, setting.problem, setting.control, dynamics,
                                       preparation.parameters, trajectory);
  const std::map<std::string, double> before = trajectory.seconds;
  const auto tell_seconds = [&] {
    trajectory.seconds = before;
    trajectory.seconds["evolution"] += seconds_since(start);
    dynamics.add_seconds(trajectory.seconds);
  };
  try {
    walk.run([&](const WalkState& state) {
      if (setting.settings.keep) {
        tell_seconds();
        setting.settings.keep(state, trajectory);
      }
    });
  } catch (const UnusableTrial& error) {  // not in a trial: the curve itself
    trajectory.keep_outputs(static_cast<std::size_t>(walk.state().next_output));
    trajectory.status = "stopped";
    trajectory.cause = StopCause::non_finite;
    trajectory.reason = error.diagnostics().front().message;
  } catch (...) {
    end_by_failure(setting, walk.state(), trajectory);
  }
  if (planted(Defect::observables_late)) {
    delay(trajectory);
  }
  tell_seconds();
  dynamics.finish(trajectory);
  trajectory.final_parameters.assign(walk.parameters().data(),
                                     walk.parameters().data() + walk.parameters().size());
}

void run_exact(const Setting& setting, Trajectory& trajectory) {
  const Clock::time_point start = Clock::now();
  const OrbitSymmetry symmetry = sum_symmetry(setting.spec);
  ConfigurationSpace space(setting.problem, symmetry, setting.settings.threads);
  const Frame frame = make_frame(setting.problem, setting.spec.basis, wanted_displacements(setting.problem),
                                 {symmetry.point_group, symmetry.spin_flip, false});
  ExactSum sum(setting.network, space, setting.settings.threads);
  trajectory.work["states_in_sum"] = static_cast<double>(space.size());
  trajectory.seconds["tables"] += seconds_since(start);

  Preparation preparation;
  if (setting.settings.resume == nullptr) {
    const Clock::time_point preparation_start = Clock::now();
    preparation =
        explained([&] { return prepare_uniform_state(sum, random_parameters(setting), setting.control); });
    trajectory.work["preparation_steps"] = preparation.steps;
    trajectory.seconds["preparation"] = seconds_since(preparation_start);
  }
  const auto snapshots = static_cast<std::int64_t>(space.size() * setting.problem.output_times.size());
  ExactDynamics dynamics(
      setting.problem, frame, sum, setting.spec.tdvp, exact_symmetry(setting.spec.ansatz), preparation.angle,
      setting.settings.store_states && snapshots <= setting.settings.states_limit, trajectory);
  walk(setting, dynamics, preparation, trajectory);
}

void run_sampled(const Setting& setting, Trajectory& trajectory) {
  const OrbitSymmetry symmetry = exact_symmetry(setting.spec.ansatz);
  // In the z basis zz is diagonal and all pairs are cheap; elsewhere each pair is a flip of its own.
  const bool one_origin = setting.spec.basis != cases::Basis::z;
  const Frame frame = make_frame(setting.problem, setting.spec.basis, wanted_displacements(setting.problem),
                                 {symmetry.point_group, symmetry.spin_flip, one_origin});
  const SlotReduction reduction(setting.spec.sampler.reduction_slots, setting.communicator);
  const MetropolisMoves moves = metropolis_moves(setting.spec, frame, setting.problem.sites());
  const std::uint64_t seed = replica_seed(setting.spec.seed, replica_of(setting));
  SampledSum sum(setting.network, setting.spec.sampler, moves, reduction, seed, setting.settings.threads);
  std::optional<SampledSum> measuring;
  if (setting.spec.sampler.observable_samples > 0) {
    cases::SamplerSpec more = setting.spec.sampler;
    more.samples = more.observable_samples;
    measuring.emplace(setting.network, more, moves, reduction, ~seed, setting.settings.threads);
  }
  trajectory.work["samples"] = static_cast<double>(sum.samples());

  Preparation preparation;
  if (setting.settings.resume == nullptr) {
    const Clock::time_point start = Clock::now();
    preparation = explained([&] {
      return prepares_exactly(setting)
                 ? prepare_exactly(setting)
                 : prepare_sampled_state(sum, random_parameters(setting), setting.control);
    });
    trajectory.work["preparation_steps"] = preparation.steps;
    trajectory.seconds["preparation"] = seconds_since(start);
  }
  SampledDynamics dynamics(setting.problem, frame, sum, measuring ? &*measuring : nullptr, setting.spec,
                           symmetry, preparation.angle, static_cast<std::uint32_t>(preparation.steps),
                           trajectory);
  walk(setting, dynamics, preparation, trajectory);
}

/// Least squares through no more samples than unknowns leaves no residual: its noise would look like none.
/// Halves are solved for the held-out residual, and reweighting leaves down to ess_min of the samples.
void check_residual_noise(const cases::SolverSpec& spec, std::size_t parameters) {
  if (spec.sampler.kind != cases::SamplerKind::metropolis || !judged_by_residual(spec.tdvp)) {
    return;
  }
  const double share = std::min(0.5, spec.sampler.ess_min);
  const double needed = std::ceil(static_cast<double>(parameters) / share) + 1.0;
  if (static_cast<double>(spec.sampler.samples) < needed) {
    throw Error(
        ErrorKind::bad_case,
        fmt::format("solver.tdvp.noise = \"residual\" needs at least {:.0f} samples for the {} parameters of "
                    "this network, not {}",
                    needed, parameters, spec.sampler.samples),
        "raise solver.sampler.samples, or set noise = \"force\"");
  }
}

}  // namespace

void require_runnable(const cases::SolverSpec& spec, const cases::Problem& problem) {
  check_supported(spec);
  check_residual_noise(spec, kernels::parameter_count(make_network_shape(problem, spec.ansatz)));
}

Trajectory run_solver(const cases::SolverSpec& spec, const cases::Problem& problem,
                      const SolverSettings& settings, const RunControl& control) {
  check_supported(spec);
  require_memory("this run", solver_memory_bytes(spec, problem), memory_budget(settings.memory_limit),
                 "use orbit sums or fewer samples, a smaller lattice or fewer parameters");
  const bool sampled = spec.sampler.kind == cases::SamplerKind::metropolis;
  const std::unique_ptr<Communicator> alone = make_serial_communicator();
  Communicator& communicator = settings.communicator != nullptr ? *settings.communicator : *alone;
  if (!sampled && communicator.size() > 1) {
    throw Error(ErrorKind::usage, "exact sums run in one process", "leave out mpirun, and use --threads");
  }

  std::unique_ptr<kernels::Network> network = make_backend(spec, make_network_shape(problem, spec.ansatz));
  if (settings.decorate) {
    network = settings.decorate(std::move(network));
  }
  check_residual_noise(spec, network->parameter_count());
  Trajectory trajectory;
  if (settings.resume != nullptr) {
    trajectory = settings.resume->trajectory;
  } else {
    trajectory.work["accepted_steps"] = 0;
    trajectory.work["rejected_steps"] = 0;
  }
  trajectory.parameter_count = network->parameter_count();
  trajectory.tdvp_form = network->holomorphic()                          ? "holomorphic"
                         : spec.tdvp.form == cases::TdvpForm::lagrangian ? "lagrangian"
                                                                         : "mclachlan";
  const Setting setting{spec, problem, settings, control, communicator, *network};
  try {
    sampled ? run_sampled(setting, trajectory) : run_exact(setting, trajectory);
  } catch (const Error&) {
    throw;
  } catch (...) {
    throw failure_of(std::current_exception());
  }
  return trajectory;
}

}  // namespace quenchmark::solvers
