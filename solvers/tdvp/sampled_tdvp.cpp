#include "solvers/tdvp/sampled_tdvp.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/planted_defect.hpp"
#include "solvers/tdvp/hermitian_eigen.hpp"
#include "solvers/tdvp/mode_filter.hpp"
#include "solvers/tdvp/mode_noise.hpp"

namespace quenchmark::solvers {

namespace {

using Complex = std::complex<double>;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// S, F and the noise of its modes, in the arithmetic of the parameters.
template <class Scalar>
struct NoisyEquations {
  Matrix<Scalar> overlap, noise;
  Vector<Scalar> force;
};

NoisyEquations<Complex> complex_equations(const SampleMoments& moments) {
  return {moments.overlap(), moments.kind().noise ? moments.noise() : Eigen::MatrixXcd(), moments.force()};
}

NoisyEquations<double> real_equations(const SampleMoments& moments) {
  return {moments.real_overlap(), moments.kind().noise ? moments.real_noise() : Eigen::MatrixXd(),
          moments.force().real()};
}

/// v_k^+ M v_k of every column of `modes`.
template <class Scalar>
Eigen::VectorXd diagonal_in(const Matrix<Scalar>& modes, const Matrix<Scalar>& matrix) {
  return modes.conjugate().cwiseProduct(matrix * modes).colwise().sum().real().transpose();
}

/// Every mode with the drive; what a real mode does not need is left out.
std::vector<ModeMoments> modes_with_drive(const SampleMoments& moments,
                                          const HermitianEigen<Complex>& eigen) {
  const Eigen::VectorXcd pseudo_force = eigen.vectors.transpose() * moments.pseudo_force();
  std::vector<ModeMoments> modes(static_cast<std::size_t>(eigen.values.size()));
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    modes[k].sigma2 = std::max(eigen.values[i], 0.0);
    modes[k].variance = moments.drive_variance();
    modes[k].pseudo_force = pseudo_force[i];
  }
  return modes;
}

/// In the frame that the moments are summed in <e^2> is real, and meets Re <Q^2> alone.
std::vector<ModeMoments> modes_with_drive(const SampleMoments& moments, const HermitianEigen<double>& eigen) {
  const Eigen::VectorXcd force = eigen.vectors.transpose() * moments.force();
  const Eigen::VectorXcd pseudo_force = eigen.vectors.transpose() * moments.pseudo_force();
  const Eigen::VectorXd pseudo_sigma2 = diagonal_in(eigen.vectors, moments.real_pseudo_overlap());
  std::vector<ModeMoments> modes(static_cast<std::size_t>(eigen.values.size()));
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    modes[k] = {std::max(eigen.values[i], 0.0),
                moments.drive_variance(),
                pseudo_sigma2[i],
                moments.pseudo_variance().real(),
                force[i],
                pseudo_force[i]};
  }
  return modes;
}

Eigen::VectorXd gaussian_variances(const std::vector<ModeMoments>& modes, bool real) {
  Eigen::VectorXd variances(static_cast<Eigen::Index>(modes.size()));
  for (std::size_t k = 0; k < modes.size(); ++k) {
    variances[static_cast<Eigen::Index>(k)] =
        real ? gaussian_real_force_variance(modes[k]) : gaussian_force_variance(modes[k]);
  }
  return variances;
}

/// The share of the residual's variance that each mode sees, the residual being what `velocity` leaves.
Eigen::VectorXd residual_shares(const std::vector<ModeMoments>& /*modes*/, const SampleMoments& /*moments*/,
                                const Eigen::VectorXcd& velocity, double /*residual2*/) {
  return Eigen::VectorXd::Ones(velocity.size());
}

Eigen::VectorXd residual_shares(std::vector<ModeMoments> modes, const SampleMoments& moments,
                                const Eigen::VectorXd& velocity, double residual2) {
  // <r^2> in its real part, the one in the frame of the drive: of the other nothing is known.
  const double pseudo_variance = moments.pseudo_variance().real() -
                                 2.0 * velocity.dot(moments.pseudo_force().real()) +
                                 velocity.dot(moments.real_pseudo_overlap() * velocity);
  Eigen::VectorXd shares(static_cast<Eigen::Index>(modes.size()));
  for (std::size_t k = 0; k < modes.size(); ++k) {
    modes[k].variance = residual2;
    modes[k].pseudo_variance = pseudo_variance;
    shares[static_cast<Eigen::Index>(k)] = share_of_variance(modes[k]);
  }
  return shares;
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

/// |rho_k| over the standard error of what so many samples of this variance are worth.
Eigen::VectorXd signal_to_noise(const Eigen::VectorXd& signal2, const Eigen::VectorXd& variance,
                                const Eigen::VectorXd& samples) {
  Eigen::VectorXd snr(signal2.size());
  for (Eigen::Index k = 0; k < snr.size(); ++k) {
    const double worth = planted(Defect::snr_without_samples) ? 1.0 : samples[k];
    snr[k] = ratio(std::sqrt(signal2[k] * worth), std::sqrt(variance[k]));
  }
  return snr;
}

/// The eigenbasis of S: what every step of a solve looks at.
template <class Scalar>
struct ForcedModes {
  HermitianEigen<Scalar> eigen;
  Vector<Scalar> rho;
  Eigen::VectorXd signal2;  ///< |rho_k|^2
  Eigen::VectorXd hard;     ///< 1 above the hard cut
  Eigen::VectorXd inverse;  ///< 1/sigma_k^2 there
  double variance;          ///< of the drive

  ForcedModes(const NoisyEquations<Scalar>& equations, double drive_variance, double hard_cut)
      : eigen(hermitian_eigen(equations.overlap)),
        rho(eigen.vectors.adjoint() * equations.force),
        signal2(rho.cwiseAbs2()),
        hard(hard_cut_filter(eigen.values, hard_cut)),
        inverse((hard.array() > 0.0).select(1.0 / eigen.values.array(), 0.0)),
        variance(drive_variance) {}

  Vector<Scalar> velocity(const Eigen::VectorXd& filter) const {
    return eigen.vectors * rho.cwiseProduct(filter.cwiseProduct(inverse).template cast<Scalar>());
  }
  /// || B v - e || in the modes: its square is variance - sum (2 f - f^2) |rho|^2 / sigma^2.
  double residual(const Eigen::VectorXd& filter) const {
    const double explained =
        ((2.0 * filter.array() - filter.array().square()) * signal2.array() * inverse.array()).sum();
    return std::sqrt(std::max(variance - explained, 0.0));
  }
};

/// How many data following each mode uses up (ModeWeights::data_used), and how many there are.
struct Data {
  double count;
  Eigen::VectorXd used;
};

/// Fills in the signal-to-noise ratios of the force, and returns what least squares has to go by.
template <class Scalar>
Data judge_force(const ForcedModes<Scalar>& forced, const Matrix<Scalar>& noise,
                 const SampledEquations& sampled, SampledSolution& solution) {
  const SampleMoments& moments = sampled.moments;
  const double samples = moments.effective_samples();
  const Matrix<Scalar>& vectors = forced.eigen.vectors;
  const std::vector<ModeMoments> modes = modes_with_drive(moments, forced.eigen);
  const Eigen::VectorXd gaussian = gaussian_variances(modes, moments.kind().real_parameters);
  const Eigen::VectorXd scatter = force_scatter(sampled.batches, moments, vectors);
  const auto times = [&](const Eigen::VectorXd& single) {
    return correlation_times(scatter, single, forced.hard,
                             {moments.samples(), samples, static_cast<double>(sampled.batches.count())});
  };
  const Eigen::VectorXd gaussian_times = times(gaussian);
  solution.correlation_time = gaussian_times;
  if (noise.size() > 0) {
    const Eigen::VectorXd measured = (diagonal_in(vectors, noise) - forced.signal2).cwiseMax(0.0);
    solution.correlation_time = times(measured);
    solution.snr =
        signal_to_noise(forced.signal2, measured, samples * solution.correlation_time.cwiseInverse());
  }
  solution.snr_gaussian =
      signal_to_noise(forced.signal2, gaussian, samples * solution.correlation_time.cwiseInverse());

  // Counted in samples, one of which went into the mean: a complex drive is two equations for real unknowns,
  // so that of a circular one a real mode uses up half a sample.
  const double residual = forced.residual(forced.hard);
  const Eigen::VectorXd shares =
      residual_shares(modes, moments, forced.velocity(forced.hard), residual * residual);
  return {samples - 1.0, shares.cwiseProduct(gaussian_times)};
}

template <class Scalar>
Eigen::VectorXd residual_signal_to_noise(const ForcedModes<Scalar>& forced, const Data& data,
                                         double counted) {
  const double freedom = planted(Defect::snr_without_samples) ? 1.0 : counted;
  const double residual = forced.residual(forced.hard);
  Eigen::VectorXd snr(forced.signal2.size());
  for (Eigen::Index k = 0; k < snr.size(); ++k) {
    snr[k] =
        ratio(std::sqrt(forced.signal2[k] * forced.inverse[k] * freedom), residual * std::sqrt(data.used[k]));
  }
  return snr;
}

template <class Scalar>
SampledSolution solve(NoisyEquations<Scalar> equations, const SampledEquations& sampled,
                      const cases::TdvpSpec& spec) {
  if (planted(Defect::overlap_doubled)) {
    equations.overlap *= 2.0;
  }
  const ForcedModes<Scalar> forced(equations, sampled.moments.drive_variance(), spec.hard_cut);
  SampledSolution solution;
  solution.sigma2 = forced.eigen.values;
  solution.optimal_norm = forced.residual(forced.hard);
  const Data data = judge_force(forced, equations.noise, sampled, solution);
  const double freedom = std::max(data.count - forced.hard.dot(data.used), 0.0);
  if (freedom == 0.0 && judged_by_residual(spec)) {
    throw TooFewSamples();
  }
  solution.snr_residual = residual_signal_to_noise(forced, data, freedom);
  ModeFilter filter = make_mode_filter({forced.eigen.values, forced.signal2.cwiseProduct(forced.inverse),
                                        forced.variance, data.count, data.used},
                                       spec);
  damp_noisy_modes(solution, spec, filter.factor);
  solution.velocity = forced.velocity(filter.factor).template cast<Complex>();
  solution.residual_norm = forced.residual(filter.factor);
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

SampledSolution solve_sampled_tdvp(const SampledEquations& equations, const cases::TdvpSpec& spec) {
  return equations.moments.kind().real_parameters
             ? solve(real_equations(equations.moments), equations, spec)
             : solve(complex_equations(equations.moments), equations, spec);
}

double residual2(const SampleMoments& moments, const Eigen::VectorXcd& velocity) {
  const double quadratic = moments.kind().real_parameters
                               ? velocity.real().dot(moments.real_overlap() * velocity.real())
                               : velocity.dot(moments.overlap() * velocity).real();
  return std::max(quadratic - 2.0 * moments.force().dot(velocity).real() + moments.drive_variance(), 0.0);
}

namespace {

/// A half with too few samples for a velocity knows nothing of the motion: all of it is left over.
Eigen::VectorXcd velocity_of_half(const SampledEquations& half, const cases::TdvpSpec& spec) {
  try {
    return solve_sampled_tdvp(half, spec).velocity;
  } catch (const TooFewSamples&) {
    return Eigen::VectorXcd::Zero(half.moments.kind().parameters);
  }
}

}  // namespace

TooFewSamples::TooFewSamples()
    : Error(ErrorKind::numeric,
            "the samples, correlated as they are, are worth no more than the modes: the noise of the "
            "solution is "
            "unknown",
            "raise samples or sweeps_between under [solver.sampler], or set noise = \"force\"") {}

double held_out_residual(const SampledEquations& first, const SampledEquations& second,
                         const cases::TdvpSpec& spec) {
  const double left = residual2(first.moments, velocity_of_half(second, spec));
  const double right = residual2(second.moments, velocity_of_half(first, spec));
  const double variance = first.moments.drive_variance() + second.moments.drive_variance();
  return variance > 0.0 ? (left + right) / variance : 0.0;
}

}  // namespace quenchmark::solvers
