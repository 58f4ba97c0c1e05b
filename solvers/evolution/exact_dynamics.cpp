#include "solvers/evolution/exact_dynamics.hpp"

namespace quenchmark::solvers {

namespace {

/// Points come back from the walk as they were handed out.
const ExactPoint& exact(const DynamicsPoint& point) {
  return static_cast<const ExactPoint&>(point);
}

}  // namespace

std::shared_ptr<const DynamicsPoint> ExactDynamics::begin_step(const Eigen::VectorXcd& parameters, double t,
                                                               const Inspection& inspect) {
  const Eigen::Vector2d before = counters();
  auto point = std::make_shared<ExactPoint>(flow_.at(parameters, t));
  inspect(*point);
  parameters_ = parameters;
  begin_cost_ = counters() - before;
  return point;
}

Eigen::VectorXcd ExactDynamics::velocity(const Eigen::VectorXcd& parameters, double t) {
  return flow_.at(parameters, t).solution.velocity;
}

double ExactDynamics::length(const DynamicsPoint& point, const Eigen::VectorXcd& x) {
  return (exact(point).system.tangent * x).norm();
}

void ExactDynamics::step_taken(const StepTaken& step) {
  certificate_.add_step(flow_, step.from, exact(step.begin), step.to, exact(step.end), step.t, step.tau);
}

void ExactDynamics::record(const WalkPosition& where, const DynamicsPoint& point) {
  observer_.record(where, exact(point), certificate_);
  auto& diagnostics = trajectory_.diagnostics;
  diagnostics["response_to_constants"].push_back(
      flow_.response_to_constants(parameters_, where.t, exact(point)));
  diagnostics["asymmetry"].push_back(sum_.asymmetry(probe_));
}

void ExactDynamics::add_seconds(std::map<std::string, double>& seconds) const {
  seconds["evolution_network"] += flow_.seconds().network;
  seconds["evolution_local_energy"] += flow_.seconds().local_energy;
  seconds["evolution_tangent_system"] += flow_.seconds().tangent_system;
  seconds["evolution_solve"] += flow_.seconds().solve;
}

void ExactDynamics::finish(Trajectory& trajectory) const {
  trajectory.work["right_hand_sides"] = counters()[0];
  trajectory.work["forward_passes"] = counters()[1];
}

Eigen::Vector2d ExactDynamics::counters() const {
  return counters_before_ + Eigen::Vector2d(static_cast<double>(flow_.evaluations()),
                                            static_cast<double>(sum_.forward_passes()));
}

DynamicsState ExactDynamics::state() const {
  const Eigen::Vector2d kept = counters() - begin_cost_;
  return {certificate_.budget().numbers(), {}, 0, {kept[0], kept[1]}};
}

void ExactDynamics::restore(const DynamicsState& state) {
  certificate_ = Certificate(AngleBudget::from(state.sums));
  counters_before_ = Eigen::Vector2d(state.counters.at(0), state.counters.at(1));
}

}  // namespace quenchmark::solvers
