#include "solvers/evolution/exact_flow.hpp"

#include <algorithm>
#include <cmath>

#include "base/planted_defect.hpp"
#include "solvers/evolution/stopwatch.hpp"

namespace quenchmark::solvers {

namespace {

/// S velocity = -i <dO* dE> in real time.
Complex force_phase() {
  return {0, planted(Defect::force_sign) ? 1.0 : -1.0};
}

}  // namespace

ExactPoint ExactFlow::tangent_at(const Eigen::VectorXcd& parameters, double t) {
  ExactPoint point;
  ExactSum::RowMajorMatrix derivatives;
  Eigen::VectorXcd local_energy;
  {
    const Stopwatch watch(seconds_.network);
    point.state = sum_.evaluate(parameters, derivatives);
    if (planted(Defect::orbit_multiplicity)) {
      point.state.probability = point.state.amplitude.cwiseAbs2();
      point.state.probability /= point.state.probability.sum();
    }
  }
  {
    const Stopwatch watch(seconds_.local_energy);
    local_energy = sum_.local_values(frame_.generator, t, point.state);
  }
  const Stopwatch watch(seconds_.tangent_system);
  point.system = sum_.tangent_system(point.state, std::move(derivatives), local_energy);
  if (planted(Defect::uncentred_energy)) {
    point.system.drive = point.state.probability.cwiseSqrt().cast<Complex>().cwiseProduct(local_energy);
  }
  point.variance = point.system.drive.squaredNorm();
  ++evaluations_;
  return point;
}

ExactPoint ExactFlow::at(const Eigen::VectorXcd& parameters, double t) {
  ExactPoint point = tangent_at(parameters, t);
  const Eigen::VectorXcd target = force_phase() * point.system.drive;
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

double ExactFlow::response_to_constants(const Eigen::VectorXcd& parameters, double t,
                                        const ExactPoint& point) {
  const double length = (point.system.tangent * point.solution.velocity).norm();
  if (length == 0.0 || point.variance == 0.0) {
    return 0.0;
  }
  ExactSum::RowMajorMatrix derivatives;
  const NetworkState state = sum_.evaluate(parameters, derivatives);
  Eigen::VectorXcd local_energy = sum_.local_values(frame_.generator, t, state);
  // As large as what is there: what centring leaves is rounding.
  derivatives.array() += point.system.tangent.norm() / std::sqrt(static_cast<double>(derivatives.cols()));
  local_energy.array() += std::sqrt(point.variance);
  const TangentSystem shifted = sum_.tangent_system(state, std::move(derivatives), local_energy);
  const TdvpSolution solution =
      solve_tdvp(shifted, force_phase() * shifted.drive, spec_, sum_.real_parameters());
  const double moved = (point.system.tangent * (solution.velocity - point.solution.velocity)).norm() / length;
  return std::max(moved, std::abs(shifted.drive.squaredNorm() / point.variance - 1.0));
}

}  // namespace quenchmark::solvers
