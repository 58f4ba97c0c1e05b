#include "reference/chain/momentum_route.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "base/error.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/propagate/coupling_expansion.hpp"

namespace quenchmark::reference {

namespace {

using Complex = std::complex<double>;

double wave_vector(std::size_t m, int sites) {
  return (2.0 * static_cast<double>(m) + 1.0) * std::numbers::pi / sites;
}

/// exp(t [[0, g], [-g*, 0]]).
Eigen::Matrix2cd exponential(double k, const cases::Couplings& couplings, double t) {
  const Complex g = 2.0 * (couplings[1] - couplings[0] * std::polar(1.0, -k));
  const double frequency = std::abs(g);
  const double c = std::cos(frequency * t);
  // sin(w t) / w, also at w = 0.
  const double s = frequency * std::abs(t) < 1e-8 ? t : std::sin(frequency * t) / frequency;
  Eigen::Matrix2cd u;
  u << c, s * g, -s * std::conj(g), c;
  return u;
}

Eigen::Matrix2cd magnus_product(double k, const cases::Schedule& schedule, double from, double to,
                                int steps) {
  Eigen::Matrix2cd u = Eigen::Matrix2cd::Identity();
  const double h = (to - from) / steps;
  for (int step = 0; step < steps; ++step) {
    for (const cases::Couplings& couplings : magnus_exponents(schedule, from + step * h, h)) {
      u = exponential(k, couplings, h) * u;
    }
  }
  return u;
}

}  // namespace

MomentumRoute::MomentumRoute(int sites, const cases::Schedule& schedule, double tolerance,
                             const RunControl& control)
    : sites_(sites),
      schedule_(schedule),
      // Below this two products of rotations differ by rounding.
      tolerance_(std::max(tolerance, 1e-13)),
      control_(control),
      reached_(schedule.t_start()),
      evolution_(static_cast<std::size_t>(sites / 2), Eigen::Matrix2cd::Identity()) {}

void MomentumRoute::advance(double t) {
  for (std::size_t m = 0; m < evolution_.size(); ++m) {
    const double k = wave_vector(m, sites_);
    if (schedule_.constant()) {
      // One exponential from the start, not a product of many.
      evolution_[m] = exponential(k, schedule_.at(t), t - schedule_.t_start());
      continue;
    }
    int steps = 4;
    Eigen::Matrix2cd step = magnus_product(k, schedule_, reached_, t, steps);
    for (;; steps *= 2) {
      throw_if_stopped(control_);
      const Eigen::Matrix2cd finer = magnus_product(k, schedule_, reached_, t, 2 * steps);
      const double change = (finer - step).cwiseAbs().maxCoeff();
      step = finer;
      if (change <= tolerance_) {
        break;
      }
      if (steps > (1 << 24)) {
        throw Error(ErrorKind::numeric, "the Magnus product of one wave vector does not converge",
                    "ask for a larger tolerance in [reference]");
      }
    }
    evolution_[m] = step * evolution_[m];
  }
  reached_ = t;
}

Eigen::MatrixXd MomentumRoute::covariance() const {
  // G_{2i+p, 2j+q} = (1/N) sum over k and -k of e^{ik(i-j)} (U G_0 U^+)_{pq}; the two signs are complex
  // conjugates.
  Eigen::Matrix2cd start;
  start << 0, -1, 1, 0;
  std::vector<Eigen::Matrix2d> by_distance(static_cast<std::size_t>(2 * sites_ - 1), Eigen::Matrix2d::Zero());
  for (std::size_t m = 0; m < evolution_.size(); ++m) {
    const double k = wave_vector(m, sites_);
    const Eigen::Matrix2cd now = evolution_[m] * start * evolution_[m].adjoint();
    for (int distance = 1 - sites_; distance < sites_; ++distance) {
      by_distance[static_cast<std::size_t>(distance + sites_ - 1)] +=
          2.0 / sites_ * (std::polar(1.0, k * distance) * now).real();
    }
  }
  const Eigen::Index size = 2 * Eigen::Index{sites_};
  Eigen::MatrixXd covariance(size, size);
  for (int i = 0; i < sites_; ++i) {
    for (int j = 0; j < sites_; ++j) {
      covariance.block<2, 2>(2 * i, 2 * j) = by_distance[static_cast<std::size_t>(i - j + sites_ - 1)];
    }
  }
  return covariance;
}

}  // namespace quenchmark::reference
