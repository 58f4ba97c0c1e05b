#include "solvers/evolution/flow.hpp"

namespace quenchmark::solvers {

FlowPoint Flow::tangent_at(const Eigen::VectorXcd& parameters, double t) {
  FlowPoint point;
  ExactSum::RowMajorMatrix derivatives;
  point.state = sum_.evaluate(parameters, derivatives);
  const Eigen::VectorXcd local_energy = sum_.local_values(frame_.generator, t, point.state);
  point.generator_energy = local_energy.real().dot(point.state.probability);
  point.system = sum_.tangent_system(point.state, std::move(derivatives), local_energy);
  ++evaluations_;
  return point;
}

FlowPoint Flow::at(const Eigen::VectorXcd& parameters, double t) {
  FlowPoint point = tangent_at(parameters, t);
  const Eigen::VectorXcd target = Complex(0, -1) * point.system.drive;
  if (target.squaredNorm() == 0.0 || point.system.tangent.squaredNorm() == 0.0) {
    // A ramp starts with J = 0 in an eigenstate: nothing moves, and 0/0 is not a residual.
    const Eigen::Index rows = point.system.tangent.rows() * (sum_.real_parameters() ? 2 : 1);
    const Eigen::Index modes = spec_.solve == cases::Solve::samples ? rows : parameters.size();
    point.solution.velocity = Eigen::VectorXcd::Zero(parameters.size());
    point.solution.residual_norm = point.solution.optimal_norm = target.norm();
    point.solution.sigma2 = point.solution.filter = Eigen::VectorXd::Zero(modes);
    return point;
  }
  point.solution = solve_tdvp(point.system, target, spec_, sum_.real_parameters());
  return point;
}

}  // namespace quenchmark::solvers
