#pragma once
// Lanczos propagation for constant H: independent of the Chebyshev expansion in bounds, recurrence and error
// control.

#include "reference/propagate/propagator.hpp"

namespace quenchmark::reference {

/// Steps as long as the Krylov space allows; every output time within a step is read from the same space.
class LanczosPropagator final : public Propagator {
 public:
  std::string name() const override { return "lanczos"; }
  std::int64_t least_vectors() const override { return 10; }
  std::int64_t useful_vectors(std::int64_t) const override { return 34; }
  /// The schedule must be constant. Throws Error(numeric) when the tolerance cannot be reached.
  void run(const Evolution& evolution, const StateVisitor& visit, PropagationReport& report) const override;
};

}  // namespace quenchmark::reference
