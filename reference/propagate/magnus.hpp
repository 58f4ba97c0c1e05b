#pragma once
// Time-dependent H: a commutator-free Magnus integrator whose exponentials are done by Lanczos.

#include "reference/propagate/krylov.hpp"
#include "reference/propagate/propagator.hpp"

namespace quenchmark::reference {

/// psi from t to t + h; the exponentials are accurate to `rate` per unit of time.
void magnus_step(const cases::Schedule& schedule, double t, double h, double rate, KrylovSpace& krylov,
                 StateVector& psi);

/// Order 6 with 5 exponentials (A. Alvermann and H. Fehske, J. Comput. Phys. 230, 5930 (2011), the optimised
/// CFET 6:5). Steps are chosen by step doubling: the difference of one step and two half steps, over 2^6 - 1,
/// is the error of what is kept.
class MagnusPropagator final : public Propagator {
 public:
  std::string name() const override { return "magnus"; }
  std::int64_t least_vectors() const override { return 12; }
  std::int64_t useful_vectors(std::int64_t) const override { return 28; }
  /// Throws Error(numeric) when the steps become too small.
  void run(const Evolution& evolution, const StateVisitor& visit, PropagationReport& report) const override;
};

}  // namespace quenchmark::reference
