#include "solvers/tdvp/mode_noise.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <vector>

namespace quenchmark::solvers {

namespace {

/// tr(C_q C_e).
double product_of_covariances(const ModeMoments& mode) {
  const double circular = mode.sigma2 * mode.variance;
  const double turned = (mode.pseudo_sigma2 * std::conj(mode.pseudo_variance)).real();
  return 0.5 * std::clamp(circular + turned, 0.0, 2.0 * circular);
}

}  // namespace

double gaussian_force_variance(const ModeMoments& mode) {
  return mode.sigma2 * mode.variance + std::norm(mode.pseudo_force);
}

double gaussian_real_force_variance(const ModeMoments& mode) {
  const double square = (mode.force * mode.force).real();
  return std::max(product_of_covariances(mode) + 0.5 * (std::norm(mode.pseudo_force) + square), 0.0);
}

double share_of_variance(const ModeMoments& mode) {
  const double circular = mode.sigma2 * mode.variance;
  return circular > 0.0 ? product_of_covariances(mode) / circular : 0.5;
}

Eigen::VectorXd correlation_times(const Eigen::VectorXd& scatter, const Eigen::VectorXd& single,
                                  const Eigen::VectorXd& trusted, const SampleCount& samples) {
  Eigen::VectorXd times = Eigen::VectorXd::Ones(scatter.size());
  if (samples.batches < 2.0 || samples.weighted <= 1.0) {
    return times;
  }
  const double shortest = samples.weighted / samples.drawn;
  const double longest = std::max(samples.weighted / samples.batches, 1.0);
  // scatter is a chi^2, whose logarithm has this mean and this variance. Of complex forces it has between
  // batches - 1 degrees of freedom, where they keep to one phase, as those of a real wave function do at the
  // start, and twice as many, where they are circular: the fewer are taken, which draw the times a little
  // closer together.
  const double half_freedom = 0.5 * (samples.batches - 1.0);
  const double bias = boost::math::digamma(half_freedom) - std::log(half_freedom);
  const double noise2 = boost::math::trigamma(half_freedom);
  std::vector<Eigen::Index> modes;
  std::vector<double> logarithms;
  double mean = 0.0;
  for (Eigen::Index k = 0; k < scatter.size(); ++k) {
    if (trusted[k] > 0.0 && single[k] > 0.0) {
      // Rounding can make anything of a mode next to nothing: it may not carry the mean away.
      const double time = std::clamp(scatter[k] * (samples.weighted - 1.0) / single[k], 1e-3, 1e3 * longest);
      modes.push_back(k);
      logarithms.push_back(std::log(time) - bias);
      mean += logarithms.back();
    }
  }
  const auto count = static_cast<double>(modes.size());
  mean /= std::max(count, 1.0);
  double squares = 0.0;
  for (const double x : logarithms) {
    squares += (x - mean) * (x - mean);
  }
  const double kept =
      count > 3.0 && squares > 0.0 ? std::max(1.0 - (count - 3.0) * noise2 / squares, 0.0) : 1.0;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    times[modes[i]] = std::clamp(std::exp(mean + kept * (logarithms[i] - mean)), shortest, longest);
  }
  return times;
}

}  // namespace quenchmark::solvers
