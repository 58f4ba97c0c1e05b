#pragma once
// Products of exp(-i b D) and exp(-i a X), D diagonal and X the sum of all sx, in place on one vector of the
// full space.

#include <vector>

#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/key_block.hpp"

namespace quenchmark::reference {

/// One factor exp(-i angle sum_i sx_i) after one factor exp(-i (exchange A + longitudinal B)).
struct SplitStage {
  double exchange = 0.0;
  double longitudinal = 0.0;
  double angle = 0.0;  ///< |angle| <= pi/4
};

/// The sites fall into a lower and an upper group. Rotations of different groups commute, and a diagonal
/// factor may be applied in either order of blocks; so a pass over one group ends the rotation before a
/// diagonal factor, applies the factor, and begins the rotation after it: each stage costs one pass through
/// memory.
class SplitSweep {
 public:
  /// At least kLeastSites sites.
  explicit SplitSweep(const FullSpace& space);

  /// Applies the stages in order of time. Throws Interrupted when a stop is requested; psi is then of no use.
  void apply(const std::vector<SplitStage>& stages, StateVector& psi) const;

  static constexpr int kLeastSites = 10;

 private:
  struct Phases {
    std::vector<double> re;
    std::vector<double> im;
  };
  /// Rotation tangents before and after; phases may be null.
  struct Pass {
    double before = 0.0;
    const Phases* phases = nullptr;
    double after = 0.0;
  };

  Phases make_phases(const SplitStage& stage) const;
  void pass_lower(const Pass& pass, StateVector& psi) const;
  void pass_upper(const Pass& pass, StateVector& psi) const;

  const FullSpace& space_;
  int lower_sites_;
  KeyBlock lower_keys_;
  KeyBlock upper_keys_;
};

}  // namespace quenchmark::reference
