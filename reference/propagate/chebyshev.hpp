#pragma once
// Chebyshev expansion of exp(-i H t) for constant H (H. Tal-Ezer and R. Kosloff, J. Chem. Phys. 81, 3967
// (1984)).

#include <algorithm>

#include "reference/propagate/propagator.hpp"

namespace quenchmark::reference {

/// exp(-i H t) = e^{-i c t} sum_k (2 - delta_k0) (-i)^k J_k(R t) T_k((H - c) / R), the spectrum within [c -
/// R, c + R]. One recurrence serves many output times. H is real: from a real start every term is real, at
/// half the cost.
class ChebyshevPropagator final : public Propagator {
 public:
  std::string name() const override { return "chebyshev"; }
  std::int64_t least_vectors() const override { return 3; }
  std::int64_t useful_vectors(std::int64_t outputs) const override {
    return kMostTerms + std::clamp<std::int64_t>(outputs - 1, 1, kMostOutputs);
  }
  /// The schedule must be constant. `evolution.tolerance` is not used: the expansion is summed to rounding.
  void run(const Evolution& evolution, const StateVisitor& visit, PropagationReport& report) const override;

 private:
  static constexpr std::int64_t kMostOutputs = 32;  // reached by one recurrence
  static constexpr std::int64_t kMostTerms = 8;     // added to the outputs together
  // R t of one recurrence: longer ones would hold as many coefficients, and gain 1 % of the products.
  static constexpr double kLongestPhase = 16384.0;
};

/// (2 - delta_k0) J_k(x) for k = 0, 1, ... until all that follow are below 1e-17; x >= 0. Absolute errors of
/// a few 1e-16; the work is proportional to their number, x + O(x^(1/3)).
std::vector<double> chebyshev_coefficients(double x);

}  // namespace quenchmark::reference
