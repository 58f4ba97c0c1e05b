#pragma once
// <A>(t) after a quench as a Taylor series in t: nested commutators of Pauli strings, in exact integers.

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "reference/parallel/workers.hpp"
#include "reference/series/pauli_string.hpp"

namespace quenchmark::reference::series {

/// Wide enough for every coefficient up to the largest order.
__extension__ typedef __int128 Integer;

struct WeightedString {
  PauliString string;
  int weight = 1;
};

/// One number per site of an observable, as a sum over representatives: sx is one string, sum_R sz_0 sz_R one
/// per R.
using StringSum = std::vector<WeightedString>;

struct TaylorSettings {
  int order = 0;                  ///< the last power of t
  std::int64_t memory_limit = 0;  ///< bytes
};

/// <A>(t) = sum_n (2t)^n/n! sum_k count[n][k] J^k h^(n-k).
struct TaylorCoefficients {
  std::vector<std::vector<Integer>> count;
  std::int64_t most_strings = 0;  ///< at one order
  std::int64_t peak_bytes = 0;

  /// [n]: of t^n.
  std::vector<long double> at(long double J, long double h) const;
};

inline constexpr int kMostTaylorOrder = 30;

/// dA/dt = i[H, A], n times. Strings that no longer lead to one with an expectation value within the orders
/// left are dropped: at half the orders all strings live that so many commutators reach, later fewer. Throws
/// Error(memory) where the limit is reached, Interrupted when asked to stop.
TaylorCoefficients taylor_coefficients(const SeriesLattice& lattice, cases::Start start,
                                       const StringSum& operators, const TaylorSettings& settings,
                                       const Workers& workers, const RunControl& control);

}  // namespace quenchmark::reference::series
