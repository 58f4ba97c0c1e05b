#include "solvers/evolution/sampled_dynamics.hpp"

#include <cmath>
#include <exception>

#include "base/planted_defect.hpp"
#include "solvers/evolution/stopwatch.hpp"

namespace quenchmark::solvers {

namespace {

constexpr Complex real_time_phase(0.0, -1.0);

std::vector<const WeightedOperator*> moving_operators(const cases::Problem& problem, const Frame& frame) {
  if (problem.schedule.constant()) {
    return {&frame.generator};
  }
  return {&frame.generator, &frame.hamiltonian_derivative};
}

/// Shares rank 0's numbers: every member in the same order on the way out and back.
class Sharing {
 public:
  explicit Sharing(Communicator& communicator) : communicator_(communicator) {}
  void share(double& value) { communicator_.broadcast({&value, 1}); }
  void share(Eigen::VectorXd& values) {
    auto length = static_cast<double>(values.size());
    share(length);
    values.resize(static_cast<Eigen::Index>(length));
    communicator_.broadcast({values.data(), static_cast<std::size_t>(values.size())});
  }
  void share(Eigen::VectorXcd& values) {
    auto length = static_cast<double>(values.size());
    share(length);
    values.resize(static_cast<Eigen::Index>(length));
    communicator_.broadcast(
        {reinterpret_cast<double*>(values.data()), 2 * static_cast<std::size_t>(values.size())});
  }

 private:
  Communicator& communicator_;
};

void share_point(SampledPoint& point, Communicator& communicator) {
  Sharing sharing(communicator);
  sharing.share(point.solution.velocity);
  sharing.share(point.solution.residual_norm);
  sharing.share(point.solution.optimal_norm);
  sharing.share(point.solution.kept_modes);
  sharing.share(point.solution.tikhonov);
  sharing.share(point.solution.sigma2);
  sharing.share(point.solution.filter);
  sharing.share(point.snr);
  sharing.share(point.snr_gaussian);
  sharing.share(point.snr_residual);
  sharing.share(point.correlation_time);
  sharing.share(point.r2_held_out);
  sharing.share(point.energy_flow);
}

Eigen::MatrixXcd metric_of(const SampleMoments& moments) {
  return moments.kind().real_parameters ? Eigen::MatrixXcd(moments.real_overlap().cast<Complex>())
                                        : moments.overlap();
}

/// A ramp starts with J = 0 in an eigenstate: nothing moves, and 0/0 is not a residual.
TdvpSolution standstill(Eigen::Index parameters) {
  TdvpSolution solution;
  solution.velocity = Eigen::VectorXcd::Zero(parameters);
  solution.sigma2 = solution.filter = Eigen::VectorXd::Zero(parameters);
  return solution;
}

}  // namespace

SampledDynamics::SampledDynamics(const cases::Problem& problem, const Frame& frame, SampledSum& sum,
                                 SampledSum* measuring, const cases::SolverSpec& spec,
                                 const OrbitSymmetry& promised, double angle_at_start,
                                 std::uint32_t first_draw, Trajectory& trajectory)
    : sum_(sum),
      measuring_(measuring),
      sampler_(spec.sampler),
      tdvp_(spec.tdvp),
      generator_(moving_operators(problem, frame)),
      observer_(problem, frame, sum, measuring != nullptr ? *measuring : sum, trajectory),
      probe_(problem, promised),
      trajectory_(trajectory),
      bonds_(problem.bonds),
      draw_(first_draw) {
  angle_.preparation = angle_.total = angle_at_start;
}

void SampledDynamics::draw(const Eigen::VectorXcd& parameters) {
  const Stopwatch watch(seconds_.sampling);
  sum_.draw(parameters, draw_, stage_);
}

double SampledDynamics::neighbour_product(const Eigen::VectorXcd& parameters) {
  const Stopwatch watch(seconds_.observables);
  return sum_.neighbour_product(parameters, bonds_);
}

SampledSum::LocalValues SampledDynamics::evaluate(const Eigen::VectorXcd& parameters, double t) {
  const Stopwatch watch(seconds_.local_energy);
  return sum_.evaluate(parameters, generator_, t);
}

/// At the begin of a step everything is measured; in its stages only what the velocity needs.
std::shared_ptr<SampledPoint> SampledDynamics::solve(const SampledSum::LocalValues& values,
                                                     bool begin_of_step) {
  auto point = std::make_shared<SampledPoint>();
  point->variance = values.variance;
  point->power = values.second_mean.real();
  ++right_hand_sides_;
  const bool noise = tdvp_.filter == cases::Filter::snr &&
                     (begin_of_step || (tdvp_.noise == cases::ModeNoise::force && tdvp_.lambda_snr > 0.0));
  std::optional<SampledSum::Moments> moments;
  {
    const Stopwatch watch(seconds_.moments);
    moments = sum_.moments(planted(Defect::force_sign) ? -real_time_phase : real_time_phase, values, noise);
  }
  const Stopwatch watch(seconds_.solve);
  std::exception_ptr failure;
  if (moments) {
    try {
      point->overlap = metric_of(moments->all.moments);
      if (values.variance == 0.0 || point->overlap.squaredNorm() == 0.0) {
        point->solution = standstill(point->overlap.rows());
      } else {
        SampledSolution solution = solve_sampled_tdvp(moments->all, tdvp_);
        // <do* dE> = force / phase, and d<generator>/dt = 2 Re(v^+ <do* dE>).
        point->energy_flow =
            2.0 * solution.velocity.dot(moments->all.moments.force() / real_time_phase).real();
        if (begin_of_step) {
          point->r2_held_out = held_out_residual(moments->first, moments->second, tdvp_);
          if (planted(Defect::held_out_understated)) {
            point->r2_held_out *= 0.01;
          }
        }
        point->snr = std::move(solution.snr);
        point->snr_gaussian = std::move(solution.snr_gaussian);
        point->snr_residual = std::move(solution.snr_residual);
        point->correlation_time = std::move(solution.correlation_time);
        point->solution = std::move(solution);
      }
    } catch (...) {
      failure = std::current_exception();
    }
  }
  sum_.communicator().agree(failure);
  share_point(*point, sum_.communicator());
  return point;
}

std::shared_ptr<const DynamicsPoint> SampledDynamics::begin_step(const Eigen::VectorXcd& parameters, double t,
                                                                 const Inspection& inspect) {
  const std::vector<std::int8_t> chains = sum_.chain_spins();
  const std::uint32_t stage = stage_;
  const Eigen::Vector3d before = counters();
  try {
    const bool carried = sampler_.reuse && parameters_.size() > 0 && !redraw_;
    const double before_draw = carried ? neighbour_product(parameters) : 0.0;
    stage_ = 0;
    draw(parameters);
    const double after_draw = carried ? neighbour_product(parameters) : 0.0;
    std::shared_ptr<SampledPoint> point = solve(evaluate(parameters, t), true);
    point->reweighting_gap = before_draw - after_draw;
    inspect(*point);
    chains_before_draw_ = chains;
    draw_before_ = draw_;
    ++draw_;
    parameters_ = parameters;
    begin_cost_ = counters() - before;
    if (carried) {  // whoever goes on from here begins the step anew, but knows its gap
      begin_cost_[2] -= 2.0 * static_cast<double>(sum_.samples());
    }
    redraw_ = false;
    return point;
  } catch (...) {
    redraw_ = true;  // the samples that are there belong to the point that was refused
    sum_.set_chain_spins(chains);
    stage_ = stage;
    throw;
  }
}

Eigen::VectorXcd SampledDynamics::velocity(const Eigen::VectorXcd& parameters, double t) {
  if (!sampler_.reuse) {
    ++stage_;
    draw(parameters);
    return solve(evaluate(parameters, t), false)->solution.velocity;
  }
  if (redraw_) {
    redraw_ = false;
    ++stage_;
    draw(parameters);
  }
  SampledSum::LocalValues values = evaluate(parameters, t);
  if (values.effective_samples < sampler_.ess_min * static_cast<double>(sum_.samples())) {
    ++stage_;
    ++redraws_;
    draw(parameters);
    values = evaluate(parameters, t);
  }
  return solve(values, false)->solution.velocity;
}

double SampledDynamics::length(const DynamicsPoint& point, const Eigen::VectorXcd& x) {
  const auto& sampled = static_cast<const SampledPoint&>(point);
  double length = 0.0;
  if (sampled.overlap.size() > 0) {
    length = std::sqrt(std::max(x.dot(sampled.overlap * x).real(), 0.0));
  }
  sum_.communicator().broadcast({&length, 1});
  return length;
}

/// The held-out residual is what the velocity leaves on samples it has not seen, noise included: an upper
/// estimate of the rate, not a rigorous bound. The step's own error comes on top.
void SampledDynamics::step_taken(const StepTaken& step) {
  const auto& begin = static_cast<const SampledPoint&>(step.begin);
  const auto& end = static_cast<const SampledPoint&>(step.end);
  const auto rate = [](const SampledPoint& point) { return std::sqrt(point.r2_held_out * point.variance); };
  const double projection = 0.5 * step.tau * (begin.solution.optimal_norm + end.solution.optimal_norm);
  const double walked = 0.5 * step.tau * (rate(begin) + rate(end));
  const double integrator = std::max(length(step.begin, step.error), length(step.end, step.error));
  angle_.projection += projection;
  angle_.regularisation += walked - projection;
  angle_.integrator += integrator;
  angle_.total += planted(Defect::certificate_halved) ? 0.5 * (walked + integrator) : walked + integrator;
  angle_.work_done += 0.5 * step.tau * (begin.power + end.power);
  reweighting_drift_ += end.reweighting_gap;
}

void SampledDynamics::record(const WalkPosition& where, const DynamicsPoint& point) {
  const Stopwatch watch(seconds_.observables);
  if (measuring_ != nullptr) {
    // From where the chains stand, with random numbers of its own: the walk does not know that it was
    // measured.
    measuring_->set_chain_spins(sum_.chain_spins());
    measuring_->draw(parameters_, draw_, 0);
  }
  observer_.record(where, static_cast<const SampledPoint&>(point), angle_);
  trajectory_.diagnostics["asymmetry"].push_back(sum_.asymmetry(probe_));
  if (sampler_.reuse) {
    trajectory_.observables["reweighting_drift"].push_back({reweighting_drift_});
  }
}

bool SampledDynamics::agree_to_stop(bool asked) {
  return sum_.communicator().maximum(asked ? 1.0 : 0.0) > 0.0;
}

void SampledDynamics::add_seconds(std::map<std::string, double>& seconds) const {
  seconds["evolution_sampling"] += seconds_.sampling;
  seconds["evolution_local_energy"] += seconds_.local_energy;
  seconds["evolution_moments"] += seconds_.moments;
  seconds["evolution_solve"] += seconds_.solve;
  seconds["evolution_observables"] += seconds_.observables;
}

void SampledDynamics::finish(Trajectory& trajectory) const {
  trajectory.work["right_hand_sides"] = counters()[0];
  trajectory.work["redraws"] = counters()[1];
  trajectory.work["forward_passes"] = counters()[2];
}

Eigen::Vector3d SampledDynamics::counters() const {
  const std::int64_t measured = measuring_ != nullptr ? measuring_->forward_passes() : 0;
  return counters_before_ + Eigen::Vector3d(static_cast<double>(right_hand_sides_),
                                            static_cast<double>(redraws_),
                                            static_cast<double>(sum_.forward_passes() + measured));
}

DynamicsState SampledDynamics::state() const {
  const Eigen::Vector3d kept = counters() - begin_cost_;
  std::vector<double> sums = angle_.numbers();
  sums.push_back(reweighting_drift_);
  return {std::move(sums), chains_before_draw_, draw_before_, {kept[0], kept[1], kept[2]}};
}

void SampledDynamics::restore(const DynamicsState& state) {
  angle_ = AngleBudget::from(state.sums);
  reweighting_drift_ = state.sums.back();
  draw_ = state.draw;
  counters_before_ = Eigen::Vector3d(state.counters.at(0), state.counters.at(1), state.counters.at(2));
  sum_.set_chain_spins(state.spins);
}

}  // namespace quenchmark::solvers
