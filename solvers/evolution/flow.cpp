#include "solvers/evolution/flow.hpp"

#include <chrono>

namespace quenchmark::solvers {

namespace {

/// Adds the time it lived to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(double& total) : total_(total) {}
  ~Stopwatch() { total_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  double& total_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

FlowPoint Flow::tangent_at(const Eigen::VectorXcd& parameters, double t) {
  FlowPoint point;
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
  const Stopwatch watch(seconds_.solve);
  point.solution = solve_tdvp(point.system, target, spec_, sum_.real_parameters());
  return point;
}

}  // namespace quenchmark::solvers
