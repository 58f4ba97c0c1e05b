#include "validation/run/predictor/prediction_scores.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

namespace quenchmark::validation {

namespace {

/// Mean magnetisations per spin of a normalised state.
struct Magnetisation {
  double x = 0.0, z = 0.0;
};

Magnetisation magnetisation(const Eigen::VectorXcd& psi) {
  Magnetisation m;
  int spins = 0;
  for (Eigen::Index bit = 1; bit < psi.size(); bit *= 2, ++spins) {
    for (Eigen::Index x = 0; x < psi.size(); ++x) {
      m.x += (std::conj(psi[x]) * psi[x ^ bit]).real();
      m.z += (x & bit) != 0 ? -std::norm(psi[x]) : std::norm(psi[x]);
    }
  }
  return {m.x / spins, m.z / spins};
}

}  // namespace

double relative_entropy(const Eigen::VectorXcd& exact, const Eigen::VectorXcd& predicted, int power) {
  const auto weight = [power](std::complex<double> amplitude) {
    return power == 1 ? std::abs(amplitude) : std::norm(amplitude);
  };
  double p_total = 0.0, q_total = 0.0, sum = 0.0;
  for (Eigen::Index x = 0; x < exact.size(); ++x) {
    p_total += weight(exact[x]);
    q_total += weight(predicted[x]);
  }
  for (Eigen::Index x = 0; x < exact.size(); ++x) {
    const double p = weight(exact[x]) / p_total;
    if (p > 0.0) {
      sum += p * std::log(p * q_total / weight(predicted[x]));
    }
  }
  return sum;
}

void Scores::add(std::size_t time, const Eigen::MatrixXcd& exact, const Eigen::MatrixXcd& predicted) {
  for (Eigen::Index k = 0; k < exact.cols(); ++k) {
    const Eigen::VectorXcd truth = exact.col(k), guess = predicted.col(k);
    entropy[time] += relative_entropy(truth, guess, 1);
    entropy_born[time] += relative_entropy(truth, guess, 2);
    const double norm = guess.squaredNorm();
    infidelity[time] += 1.0 - std::norm(truth.dot(guess)) / (norm * truth.squaredNorm());
    norm_drift[time] += std::abs(norm - 1.0);
    const Magnetisation exactly = magnetisation(truth), guessed = magnetisation(guess / std::sqrt(norm));
    mx_error[time] += std::abs(guessed.x - exactly.x);
    mz_error[time] += std::abs(guessed.z - exactly.z);
  }
}

bool Scores::finite_at(std::size_t time) const {
  const auto scores = {&entropy, &entropy_born, &infidelity, &norm_drift, &mx_error, &mz_error};
  return std::all_of(scores.begin(), scores.end(),
                     [time](const std::vector<double>* score) { return std::isfinite((*score)[time]); });
}

void Scores::divide(double count) {
  states = count;
  for (std::vector<double>* values :
       {&entropy, &entropy_born, &infidelity, &norm_drift, &mx_error, &mz_error}) {
    for (double& value : *values) {
      value /= count;
    }
  }
}

double largest(const std::vector<double>& values) {
  double result = -std::numeric_limits<double>::infinity();
  for (const double value : values) {
    result = result >= value ? result : value;  // a NaN stays
    if (std::isnan(value)) {
      return value;
    }
  }
  return result;
}

}  // namespace quenchmark::validation
