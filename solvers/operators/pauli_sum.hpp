#pragma once
// Sums of Pauli strings, grouped by the set of sites they flip, so that one amplitude ratio serves all
// strings of a group.

#include <array>
#include <complex>
#include <functional>
#include <vector>

namespace quenchmark::solvers {

using Complex = std::complex<double>;

/// One or two sites flipped together; -1 where there is none. {-1, -1} is diagonal.
using Flip = std::array<int, 2>;

/// coefficient * product of s_i over `signs` (-1: none), s = the row configuration of <s|A|s'>.
struct SignFactor {
  Complex coefficient;
  std::array<int, 2> signs{-1, -1};
};

/// All strings with the same flipped sites: <s|A|s flipped> = sum of the factors.
struct FlipGroup {
  Flip flip{-1, -1};
  std::vector<SignFactor> factors;
};

/// A sum of Pauli strings on at most two sites each.
class PauliSum {
 public:
  /// Adds coefficient * product of the Pauli matrices `axes[k]` ('x', 'y', 'z') on `sites[k]`, at most two
  /// sites. From <up|sy|down> = -i, <down|sy|up> = i: sy contributes the flip and the row factor -i s.
  void add(Complex coefficient, const std::vector<int>& sites, const std::vector<char>& axes);

  const std::vector<FlipGroup>& groups() const { return groups_; }

 private:
  std::vector<FlipGroup> groups_;  // ordered by flip
};

/// A(t) = sum_k weights(t)[k] parts[k].
struct WeightedOperator {
  std::vector<PauliSum> parts;
  std::function<std::vector<double>(double t)> weights;
};

}  // namespace quenchmark::solvers
