#include "reference/series/time_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace quenchmark::reference::series {

namespace {

double angle(std::size_t j, std::size_t points) {
  return std::numbers::pi * static_cast<double>(points - 1 - j) / static_cast<double>(points - 1);
}

/// integral from -1 to cos(theta) of the Chebyshev polynomial T_k.
double integral_of_chebyshev(std::size_t k, double theta) {
  const auto n = static_cast<double>(k);
  const auto antiderivative = [&](double at) {
    if (k == 0) {
      return std::cos(at);
    }
    return k == 1 ? 0.25 * std::cos(2.0 * at)
                  : 0.5 * (std::cos((n + 1.0) * at) / (n + 1.0) - std::cos((n - 1.0) * at) / (n - 1.0));
  };
  return antiderivative(theta) - antiderivative(std::numbers::pi);
}

/// Ends of the sums of a discrete cosine transform count half.
double half_at_ends(std::size_t k, std::size_t points) {
  return k == 0 || k + 1 == points ? 0.5 : 1.0;
}

}  // namespace

TimeGrid::TimeGrid(double begin, double end, int points) : times_(static_cast<std::size_t>(points)) {
  const std::size_t n = size();
  const double half = 0.5 * (end - begin);
  for (std::size_t j = 0; j < n; ++j) {
    times_[j] = begin + half * (1.0 + std::cos(angle(j, n)));
  }
  times_.front() = begin;
  times_.back() = end;
  weights_.resize(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      const double integral = half * integral_of_chebyshev(k, angle(i, n)) * half_at_ends(k, n) * 2.0 /
                              static_cast<double>(n - 1);
      for (std::size_t j = 0; j < n; ++j) {
        weights_[i * n + j] += integral * half_at_ends(j, n) * std::cos(static_cast<double>(k) * angle(j, n));
      }
    }
  }
}

void TimeGrid::integrate(const double* values, double* result) const {
  const std::size_t n = size();
  for (std::size_t i = 0; i < n; ++i) {
    const double* row = weights_.data() + i * n;
    double sum = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      sum += row[j] * values[j];
    }
    result[i] = sum;
  }
}

/// The barycentric formula (Berrut and Trefethen 2004).
double TimeGrid::interpolate(const double* values, double t) const {
  double above = 0.0, below = 0.0;
  for (std::size_t j = 0; j < size(); ++j) {
    if (t == times_[j]) {
      return values[j];
    }
    const double weight = (j % 2 == 0 ? 1.0 : -1.0) * half_at_ends(j, size()) / (t - times_[j]);
    above += weight * values[j];
    below += weight;
  }
  return above / below;
}

double TimeGrid::coefficient(const double* values, std::size_t order) const {
  double sum = 0.0;
  for (std::size_t j = 0; j < size(); ++j) {
    sum += half_at_ends(j, size()) * values[j] * std::cos(static_cast<double>(order) * angle(j, size()));
  }
  return sum * 2.0 * half_at_ends(order, size()) / static_cast<double>(size() - 1);
}

double TimeGrid::tail(const double* values) const {
  double largest = 0.0;
  for (std::size_t k = size() > 3 ? size() - 3 : 0; k < size(); ++k) {
    largest = std::max(largest, std::abs(coefficient(values, k)));
  }
  return largest;
}

}  // namespace quenchmark::reference::series
