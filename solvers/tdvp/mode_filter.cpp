#include "solvers/tdvp/mode_filter.hpp"

#include <boost/math/tools/minima.hpp>
#include <cmath>

namespace quenchmark::solvers {

namespace {

/// |b - B x_lambda|^2 / (rows - tr(influence matrix R))^2; infinite where the fit uses up all data.
double cross_validation(const ModeWeights& modes, const Eigen::VectorXd& hard, double lambda) {
  double residual = modes.target_norm2;
  double trace = 0.0;
  for (Eigen::Index k = 0; k < modes.sigma2.size(); ++k) {
    if (hard[k] > 0.0) {
      const double f = modes.sigma2[k] / (modes.sigma2[k] + lambda);
      residual -= (1.0 - (1.0 - f) * (1.0 - f)) * modes.projection2[k];
      trace += f * modes.data_used[k];
    }
  }
  const double freedom = modes.rows - trace;
  return freedom > 0.0 ? std::max(residual, 0.0) / (freedom * freedom) : INFINITY;
}

double best_tikhonov(const ModeWeights& modes, const Eigen::VectorXd& hard, double hard_cut) {
  const double sigma2_max = modes.sigma2[modes.sigma2.size() - 1];
  // A coarse scan finds the valley, Brent's method its floor; both in log10(lambda / sigma_max^2).
  const double lowest = std::log10(std::max(hard_cut, 1e-16));
  const auto cost = [&](double exponent) {
    return cross_validation(modes, hard, sigma2_max * std::pow(10.0, exponent));
  };
  double best = lowest;
  for (double exponent = lowest; exponent <= 0.0; exponent += 0.5) {
    best = cost(exponent) < cost(best) ? exponent : best;
  }
  if (!std::isfinite(cost(best))) {
    return sigma2_max;  // whatever is less than the largest uses up all data
  }
  const double left = std::isfinite(cost(best - 0.5)) ? best - 0.5 : best;
  const auto [exponent, value] = boost::math::tools::brent_find_minima(cost, left, best + 0.5, 20);
  return sigma2_max * std::pow(10.0, exponent);
}

}  // namespace

Eigen::VectorXd hard_cut_filter(const Eigen::VectorXd& sigma2, double hard_cut) {
  const double floor = hard_cut * sigma2[sigma2.size() - 1];
  return (sigma2.array() > floor && sigma2.array() > 0.0).cast<double>();
}

ModeFilter make_mode_filter(const ModeWeights& modes, const cases::TdvpSpec& spec) {
  ModeFilter filter{hard_cut_filter(modes.sigma2, spec.hard_cut), 0.0};
  const double sigma2_max = modes.sigma2[modes.sigma2.size() - 1];
  if (spec.filter == cases::Filter::tikhonov_gcv && sigma2_max > 0.0) {
    filter.tikhonov = best_tikhonov(modes, filter.factor, spec.hard_cut);
    filter.factor.array() *= modes.sigma2.array() / (modes.sigma2.array() + filter.tikhonov);
  } else if (spec.filter == cases::Filter::snr && spec.cut > 0.0) {
    for (Eigen::Index k = 0; k < filter.factor.size(); ++k) {
      if (filter.factor[k] > 0.0) {
        filter.factor[k] = 1.0 / (1.0 + std::pow(spec.cut * sigma2_max / modes.sigma2[k], spec.exponent));
      }
    }
  }
  return filter;
}

}  // namespace quenchmark::solvers
