#include "solvers/tdvp/sampled_tdvp.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/error.hpp"
#include "solvers/tdvp/hermitian_eigen.hpp"
#include "solvers/tdvp/mode_filter.hpp"

namespace quenchmark::solvers {

namespace {

using Complex = std::complex<double>;

/// S, F and the noise of its modes, in the arithmetic of the parameters.
template <class Scalar>
struct NoisyEquations {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> overlap, noise;
  Eigen::Matrix<Scalar, Eigen::Dynamic, 1> force;
};

NoisyEquations<Complex> complex_equations(const SampleMoments& moments) {
  return {moments.overlap(), moments.kind().noise ? moments.noise() : Eigen::MatrixXcd(), moments.force()};
}

NoisyEquations<double> real_equations(const SampleMoments& moments) {
  return {moments.real_overlap(), moments.kind().noise ? moments.real_noise() : Eigen::MatrixXd(),
          moments.force().real()};
}

/// 1/(1 + (lambda/SNR)^exponent); a mode without any signal has SNR 0 and is dropped.
double snr_factor(double snr, const cases::TdvpSpec& spec) {
  return snr > 0.0 ? 1.0 / (1.0 + std::pow(spec.lambda_snr / snr, spec.exponent)) : 0.0;
}

/// The soft cut on whichever signal-to-noise ratio the case asks for.
void damp_noisy_modes(const SampledSolution& solution, const cases::TdvpSpec& spec, Eigen::VectorXd& factor) {
  const Eigen::VectorXd& snr = judged_by_residual(spec) ? solution.snr_residual : solution.snr;
  if (spec.filter != cases::Filter::snr || spec.lambda_snr == 0.0 || snr.size() == 0) {
    return;
  }
  for (Eigen::Index k = 0; k < factor.size(); ++k) {
    factor[k] *= snr_factor(snr[k], spec);
  }
}

/// signal / noise, where a signal without noise is infinitely good and nothing at all is nothing.
double ratio(double signal, double noise) {
  return noise > 0.0 ? signal / noise : (signal > 0.0 ? INFINITY : 0.0);
}

template <class Scalar>
SampledSolution solve(const NoisyEquations<Scalar>& equations, double variance, double samples,
                      const cases::TdvpSpec& spec) {
  const HermitianEigen<Scalar> eigen = hermitian_eigen(equations.overlap);
  const Eigen::Index count = eigen.values.size();
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> rho = eigen.vectors.adjoint() * equations.force;
  const Eigen::VectorXd signal2 = rho.cwiseAbs2();

  SampledSolution solution;
  solution.sigma2 = eigen.values;
  const Eigen::VectorXd hard = hard_cut_filter(eigen.values, spec.hard_cut);
  const Eigen::VectorXd inverse = (hard.array() > 0.0).select(1.0 / eigen.values.array(), 0.0);
  ModeFilter filter =
      make_mode_filter({eigen.values, signal2.cwiseProduct(inverse), variance, samples}, spec);

  solution.snr_gaussian.resize(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const double noise2 = signal2[k] + std::max(eigen.values[k], 0.0) * variance;
    solution.snr_gaussian[k] = ratio(std::sqrt(signal2[k] * samples), std::sqrt(noise2));
  }
  if (equations.noise.size() > 0) {
    const Eigen::VectorXd second =
        (eigen.vectors.conjugate().cwiseProduct(equations.noise * eigen.vectors)).colwise().sum().real();
    solution.snr.resize(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      solution.snr[k] =
          ratio(std::sqrt(signal2[k] * samples), std::sqrt(std::max(second[k] - signal2[k], 0.0)));
    }
  }
  // || B v - e ||^2 in the modes: variance - sum (2 f - f^2) |rho|^2 / sigma^2.
  const auto residual = [&](const Eigen::VectorXd& f) {
    const double explained =
        ((2.0 * f.array() - f.array().square()) * signal2.array() * inverse.array()).sum();
    return std::sqrt(std::max(variance - explained, 0.0));
  };
  solution.optimal_norm = residual(hard);
  // A complex drive is two equations for real unknowns.
  const double equations_per_sample = std::is_same_v<Scalar, double> ? 2.0 : 1.0;
  const double freedom = std::max(equations_per_sample * samples - hard.sum(), 0.0);
  if (freedom == 0.0 && judged_by_residual(spec)) {
    throw UnusableTrial("as many modes as samples are worth: the noise of the solution is unknown");
  }
  solution.snr_residual.resize(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    solution.snr_residual[k] = ratio(std::sqrt(signal2[k] * inverse[k] * freedom), solution.optimal_norm);
  }
  damp_noisy_modes(solution, spec, filter.factor);
  const auto velocity_of = [&](const Eigen::VectorXd& weights) {
    return Eigen::VectorXcd(
        (eigen.vectors * rho.cwiseProduct(weights.cwiseProduct(inverse).template cast<Scalar>()))
            .template cast<Complex>());
  };
  solution.velocity = velocity_of(filter.factor);
  solution.residual_norm = residual(filter.factor);
  solution.filter = filter.factor;
  solution.kept_modes = filter.factor.sum();
  solution.tikhonov = filter.tikhonov;
  if (!solution.velocity.allFinite()) {
    throw UnusableTrial("the variational equation has a solution that is not finite");
  }
  return solution;
}

}  // namespace

bool judged_by_residual(const cases::TdvpSpec& spec) {
  return spec.filter == cases::Filter::snr && spec.lambda_snr > 0.0 &&
         spec.noise == cases::ModeNoise::residual;
}

SampledSolution solve_sampled_tdvp(const SampleMoments& moments, double samples,
                                   const cases::TdvpSpec& spec) {
  const double variance = moments.drive_variance();
  return moments.kind().real_parameters ? solve(real_equations(moments), variance, samples, spec)
                                        : solve(complex_equations(moments), variance, samples, spec);
}

double residual2(const SampleMoments& moments, const Eigen::VectorXcd& velocity) {
  const double quadratic = moments.kind().real_parameters
                               ? velocity.real().dot(moments.real_overlap() * velocity.real())
                               : velocity.dot(moments.overlap() * velocity).real();
  return std::max(quadratic - 2.0 * moments.force().dot(velocity).real() + moments.drive_variance(), 0.0);
}

double held_out_residual(const SampleMoments& first, const SampleMoments& second, double samples,
                         const cases::TdvpSpec& spec) {
  const double left = residual2(first, solve_sampled_tdvp(second, 0.5 * samples, spec).velocity);
  const double right = residual2(second, solve_sampled_tdvp(first, 0.5 * samples, spec).velocity);
  const double variance = first.drive_variance() + second.drive_variance();
  return variance > 0.0 ? (left + right) / variance : 0.0;
}

}  // namespace quenchmark::solvers
