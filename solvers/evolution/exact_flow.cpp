#include "solvers/evolution/exact_flow.hpp"

#include "solvers/evolution/stopwatch.hpp"

namespace quenchmark::solvers {

ExactPoint ExactFlow::tangent_at(const Eigen::VectorXcd& parameters, double t) {
  ExactPoint point;
  ExactSum::RowMajorMatrix derivatives;
  Eigen::VectorXcd local_energy;
  {
    const Stopwatch watch(seconds_.network);
    point.state = sum_.evaluate(parameters, derivatives);
  }
  {
    const Stopwatch watch(seconds_.local_energy);
    local_energy = sum_.local_values(frame_.generator, t, point.state);
  }
  const Stopwatch watch(seconds_.tangent_system);
  point.system = sum_.tangent_system(point.state, std::move(derivatives), local_energy);
  point.variance = point.system.drive.squaredNorm();
  ++evaluations_;
  return point;
}

ExactPoint ExactFlow::at(const Eigen::VectorXcd& parameters, double t) {
  ExactPoint point = tangent_at(parameters, t);
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
  const Stopwatch watch(seconds_.solve);
  point.solution = solve_tdvp(point.system, target, spec_, sum_.real_parameters());
  // 2 Re(v^+ tangent^+ drive).
  point.energy_flow = 2.0 * (point.system.tangent * point.solution.velocity).dot(point.system.drive).real();
  return point;
}

}  // namespace quenchmark::solvers
