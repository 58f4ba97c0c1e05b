#pragma once
// Smooth functions of time on Chebyshev points: integrals from the start, values in between.

#include <vector>

namespace quenchmark::reference::series {

class TimeGrid {
 public:
  /// `points` >= 2 Chebyshev-Lobatto points of [begin, end], begin < end.
  TimeGrid(double begin, double end, int points);

  const std::vector<double>& times() const { return times_; }
  std::size_t size() const { return times_.size(); }

  /// result[i] = integral from the start to times()[i] of the interpolating polynomial. No aliasing.
  void integrate(const double* values, double* result) const;
  /// The interpolating polynomial at t.
  double interpolate(const double* values, double t) const;
  /// The largest of its last three Chebyshev coefficients: what more points might change.
  double tail(const double* values) const;

 private:
  double coefficient(const double* values, std::size_t order) const;

  std::vector<double> times_;
  std::vector<double> weights_;  // [i][j]: of value j in the integral to time i
};

}  // namespace quenchmark::reference::series
