#include "reference/chain/real_space_route.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "reference/chain/majorana_state.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/propagate/coupling_expansion.hpp"

namespace quenchmark::reference {

RealSpaceRoute::RealSpaceRoute(int sites, const cases::Schedule& schedule, const RunControl& control)
    : schedule_(schedule),
      control_(control),
      reached_(schedule.t_start()),
      evolution_(Eigen::MatrixXd::Identity(2 * Eigen::Index{sites}, 2 * Eigen::Index{sites})) {}

void RealSpaceRoute::advance(double t) {
  while (reached_ < t) {
    throw_if_stopped(control_);
    double norm = 0.0;  // of M: 2 (|J| + |h|) at most
    for (const double u : {0.0, 0.5, 1.0}) {
      const cases::Couplings couplings = schedule_.at(reached_ + u * (t - reached_));
      norm = std::max(norm, 2.0 * (std::abs(couplings[0]) + std::abs(couplings[1])));
    }
    const double steps = std::ceil((t - reached_) * norm / 2.0);
    const double h = steps <= 1.0 ? t - reached_ : (t - reached_) / steps;
    step(reached_, h);
    reached_ = steps <= 1.0 ? t : reached_ + h;
  }
}

void RealSpaceRoute::step(double t, double h) {
  const auto couplings = taylor_coefficients(schedule_, t, h);
  std::array<Eigen::MatrixXd, kCouplingDegree + 1> terms;  // f_n, f_{n-1}, ...
  terms[0] = evolution_;
  int small = 0;
  for (int n = 0; small <= kCouplingDegree; ++n) {
    Eigen::MatrixXd next = apply_generator({couplings[0][0], couplings[0][1]}, terms[0]);
    for (int j = 1; j <= std::min(n, kCouplingDegree); ++j) {
      next += apply_generator({couplings[j][0], couplings[j][1]}, terms[j]);
    }
    next *= h / (n + 1);
    evolution_ += next;
    small = next.cwiseAbs().maxCoeff() < 1e-18 ? small + 1 : 0;
    std::rotate(terms.begin(), terms.end() - 1, terms.end());
    terms[0] = std::move(next);
  }
}

Eigen::MatrixXd RealSpaceRoute::covariance() const {
  const Eigen::Index sites = evolution_.rows() / 2;
  return evolution_ * paramagnet_covariance(static_cast<int>(sites)) * evolution_.transpose();
}

}  // namespace quenchmark::reference
