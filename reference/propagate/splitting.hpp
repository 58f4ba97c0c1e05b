#pragma once
// Operator splitting in the full space, in place: the one propagator that needs a single state vector.

#include "reference/propagate/propagator.hpp"
#include "reference/propagate/split_sweep.hpp"

namespace quenchmark::reference {

/// strang: order 2, one pass per step. blanes_moan: order 6, ten (S. Blanes and P. C. Moan, J. Comput. Appl.
/// Math. 142, 313 (2002), method S10).
enum class SplittingScheme { strang, blanes_moan };

/// The stages of `steps` equal steps from t to t + span. The diagonal part is taken at the time that the
/// rotations have reached, the rotations by the integral of their coupling: time then belongs to the
/// rotations, and the order is kept.
std::vector<SplitStage> splitting_stages(SplittingScheme scheme, const IsingTerms& terms,
                                         const cases::Schedule& schedule, double t, double span, int steps);

/// Blanes-Moan steps of fixed length: `steps_per_width` for every unit of time times half the width of the
/// spectrum.
class SplittingPropagator final : public Propagator {
 public:
  explicit SplittingPropagator(double steps_per_width) : steps_per_width_(steps_per_width) {}

  std::string name() const override;
  std::int64_t least_vectors() const override { return 1; }
  std::int64_t useful_vectors(std::int64_t) const override { return 2; }  // the second one to measure
  /// The space must be a FullSpace of at least SplitSweep::kLeastSites sites.
  void run(const Evolution& evolution, const StateVisitor& visit, PropagationReport& report) const override;

 private:
  double steps_per_width_;
};

}  // namespace quenchmark::reference
