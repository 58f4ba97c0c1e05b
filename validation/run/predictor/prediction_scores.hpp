#pragma once
// How far predicted states are from exact ones: relative entropy ([SRU] eqs. 4-7) and what it does not see.

#include <Eigen/Core>
#include <vector>

namespace quenchmark::validation {

/// sum_x P log(P/Q) with P = |exact|^power / sum |exact|^power and Q likewise: power 1 is the paper's
/// (eqs. 5, 6), 2 compares the probabilities of measurements (Born's rule). Natural logarithm; infinite when
/// an amplitude vanishes in `predicted` alone.
double relative_entropy(const Eigen::VectorXcd& exact, const Eigen::VectorXcd& predicted, int power);

/// Sums over states at each time.
struct Scores {
  std::vector<double> entropy, entropy_born, infidelity, norm_drift, mx_error, mz_error;  ///< [time], means
  double states = 0.0;

  explicit Scores(std::size_t times = 0)
      : entropy(times),
        entropy_born(times),
        infidelity(times),
        norm_drift(times),
        mx_error(times),
        mz_error(times) {}
  /// Columns are states [2^spins][count]. Infidelity 1 - |<exact|predicted>|^2 and the observables (per spin,
  /// absolute difference) are those of the normalised states; norm_drift is | <predicted|predicted> - 1 |.
  void add(std::size_t time, const Eigen::MatrixXcd& exact, const Eigen::MatrixXcd& predicted);
  /// Whether every score of this time is a number.
  bool finite_at(std::size_t time) const;
  /// From sums to means over `count` states.
  void divide(double count);
};

/// Largest element, NaN when there is one.
double largest(const std::vector<double>& values);

}  // namespace quenchmark::validation
