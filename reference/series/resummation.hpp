#pragma once
// The value of a power series of which the first terms are known, and how far it may be trusted.

#include <vector>

namespace quenchmark::reference::series {

struct Estimate {
  double value = 0.0;
  double error = 0.0;  ///< absolute; an estimate from the last terms or approximants, not a bound
};

/// sum_n coefficients[n] t^n. Two ways are tried and the one is taken that says less of its error: the sum
/// itself, off by its last term and by what that should be as the two before it fall; and the two highest
/// diagonal Pade approximants, by Wynn's epsilon algorithm (Wynn 1956), off by ten times their difference.
/// Series in t^2 are summed as such. A series with other gaps has no approximants: they would agree whatever
/// the truth.
Estimate sum_power_series(const std::vector<long double>& coefficients, double t);

}  // namespace quenchmark::reference::series
