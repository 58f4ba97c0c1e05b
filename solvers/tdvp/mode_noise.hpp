#pragma once
// The noise of single modes: what independent Gaussian samples would give, and how many samples are
// independent.

#include <Eigen/Dense>
#include <complex>

namespace quenchmark::solvers {

/// Second moments of one mode, Q = v^T do and e of mean zero. The letters of the formulas below.
struct ModeMoments {
  double sigma2 = 0.0;                   ///< <|Q|^2>
  double variance = 0.0;                 ///< <|e|^2>
  std::complex<double> pseudo_sigma2;    ///< p = <Q^2>
  std::complex<double> pseudo_variance;  ///< c = <e^2>
  std::complex<double> force;            ///< a = <Q* e>
  std::complex<double> pseudo_force;     ///< b = <Q e>
};

/// Variance of one sample's Q* e were Q and e jointly Gaussian (Isserlis 1918): <|Q|^2 |e|^2> - |a|^2 =
/// sigma^2 Var H + |b|^2, p and c dropping out. [2D] eq. 23 has |a|^2 in place of |b|^2, which is the same
/// where do and e are real up to a phase; circular ones have b = 0.
double gaussian_force_variance(const ModeMoments& mode);

/// Variance of one sample's Re(Q* e) = q.e, with q = (Re Q, Im Q) and e = (Re e, Im e) as plane vectors of
/// covariances C_q, C_e and M = <q e^T>. Isserlis: <(q.e)^2> - <q.e>^2 = tr(C_q C_e) + tr(M^2), and written
/// in complex numbers tr(C_q C_e) = (sigma^2 Var H + Re(p c*))/2, tr(M^2) = (|b|^2 + Re(a^2))/2.
double gaussian_real_force_variance(const ModeMoments& mode);

/// tr(C_q C_e) / (sigma^2 Var H), in [0, 1]: the share of the drive's variance that a real mode sees. 1/2
/// where Q or e is circular, 1 where both are real up to one phase, 0 where they point across.
double share_of_variance(const ModeMoments& mode);

struct SampleCount {
  double drawn = 0.0;
  double weighted = 0.0;  ///< what reweighting leaves of them
  double batches = 0.0;   ///< that know nothing of each other
};

/// How many weighted samples each mode's force needs for what one independent sample is worth: `scatter` (the
/// variance of rho_k as batches show it) over single_k / (weighted - 1), the variance that independent
/// samples of variance `single` would give. Batches are few, so a measured time is off by sqrt(2/(batches -
/// 1)) of itself: times are drawn to their geometric mean as far as their spread over the modes is no more
/// than this noise (positive-part James-Stein with unknown mean, Efron & Morris 1975, on logarithms, where
/// the noise is the same for all). None is so short that there would be more independent samples than were
/// drawn (1 where nothing is reweighted), or so long that a batch would be worth less than one. Modes without
/// `trusted` or without variance have 1 and no say in the mean; so have all where there are no two batches.
Eigen::VectorXd correlation_times(const Eigen::VectorXd& scatter, const Eigen::VectorXd& single,
                                  const Eigen::VectorXd& trusted, const SampleCount& samples);

}  // namespace quenchmark::solvers
