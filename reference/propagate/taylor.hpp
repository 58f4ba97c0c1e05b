#pragma once
// Time-dependent H: the power series of the state in time, summed to rounding.

#include "reference/propagate/propagator.hpp"

namespace quenchmark::reference {

/// The couplings are polynomials of at most third degree, so with H(t + u S) = sum_j H_j u^j the series
/// psi(t + u S) = sum_n f_n u^n obeys (n + 1) f_{n+1} = -i S sum_{j <= 3} H_j f_{n-j}: no error but
/// truncation, one product with the flips per order. Shares nothing with Magnus expansions or Krylov spaces.
class TaylorPropagator final : public Propagator {
 public:
  std::string name() const override { return "taylor"; }
  std::int64_t least_vectors() const override { return 7; }
  std::int64_t useful_vectors(std::int64_t) const override { return 7; }
  /// `evolution.tolerance` is not used.
  void run(const Evolution& evolution, const StateVisitor& visit, PropagationReport& report) const override;
};

}  // namespace quenchmark::reference
