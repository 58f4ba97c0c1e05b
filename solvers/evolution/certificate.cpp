#include "solvers/evolution/certificate.hpp"

#include <array>
#include <cmath>

#include "base/planted_defect.hpp"

namespace quenchmark::solvers {

namespace {

/// Angle between two states over the same orbits, from the part of one orthogonal to the other (accurate
/// however small).
double angle_between(const NetworkState& a, const NetworkState& b, const ConfigurationSpace& space) {
  const Eigen::Map<const Eigen::VectorXd> multiplicity(space.multiplicity().data(), a.amplitude.size());
  const Complex overlap =
      (multiplicity.array() * a.amplitude.array().conjugate() * b.amplitude.array()).sum();
  const double orthogonal =
      std::sqrt((multiplicity.array() * (b.amplitude.array() - overlap * a.amplitude.array()).abs2()).sum());
  return std::atan2(orthogonal, std::abs(overlap));
}

/// States further apart than the path between them is long have been torn apart: an activation with branch
/// cuts (ln cosh) has crossed one. Bound on what that adds to the angle; zero on a differentiable path.
double tear(double apart, double length) {
  constexpr double quadrature = 1.05;  // of the length of the path
  constexpr double rounding = 1e-9;
  return apart > quadrature * length + rounding ? apart + length : 0.0;
}

}  // namespace

void Certificate::add_step(ExactFlow& flow, const Eigen::VectorXcd& from, const ExactPoint& begin,
                           const Eigen::VectorXcd& to, const ExactPoint& end, double t, double tau) {
  static const std::array<double, 3> nodes{0.5 - 0.5 * std::sqrt(0.6), 0.5, 0.5 + 0.5 * std::sqrt(0.6)};
  static constexpr std::array<double, 3> weights{5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
  const Eigen::VectorXcd chord = (to - from) / tau;
  const Eigen::VectorXcd& first = begin.solution.velocity;
  const Eigen::VectorXcd& last = end.solution.velocity;
  double path = 0.0;
  double length = 0.0;
  double work = 0.0;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const double u = nodes[k];
    const double time = t + u * tau;
    // Cubic Hermite: from + tau [u chord + u (1-u)^2 (first - chord) - u^2 (1-u) (last - chord)], and its
    // slope.
    const Eigen::VectorXcd bend = u * (1 - u) * (1 - u) * (first - chord) - u * u * (1 - u) * (last - chord);
    const Eigen::VectorXcd slope =
        chord + (1 - u) * (1 - 3 * u) * (first - chord) - u * (2 - 3 * u) * (last - chord);
    const ExactPoint point = flow.tangent_at(from + tau * (u * chord + bend), time);
    length += weights[k] * tau * (point.system.tangent * slope).norm();
    path += weights[k] * tau * residual_norm(point.system, slope, Complex(0, -1) * point.system.drive);
    work += weights[k] * tau * flow.sum().expectation(flow.frame().hamiltonian_derivative, time, point.state);
  }
  path += tear(angle_between(begin.state, end.state, flow.sum().space()), length);
  const double projection = 0.5 * tau * (begin.solution.optimal_norm + end.solution.optimal_norm);
  const double walked_by_flow = 0.5 * tau * (begin.solution.residual_norm + end.solution.residual_norm);
  budget_.projection += projection;
  budget_.regularisation += walked_by_flow - projection;
  budget_.integrator += path - walked_by_flow;
  budget_.total += planted(Defect::certificate_halved) ? 0.5 * path : path;
  budget_.work_done += work;
}

}  // namespace quenchmark::solvers
