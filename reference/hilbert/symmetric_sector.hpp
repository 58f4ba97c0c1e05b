#pragma once
// Wave functions invariant under a symmetry group: one amplitude per orbit.

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "reference/hilbert/hilbert_space.hpp"
#include "reference/hilbert/orbit_search.hpp"
#include "reference/hilbert/representatives.hpp"
#include "reference/hilbert/symmetry_group.hpp"

namespace quenchmark::reference {

/// Where the orbits of the flipped configurations come from: looked up (4 bytes per orbit and site) or found
/// each time.
enum class NeighbourSource { table, search };

class SymmetricSector final : public HilbertSpace {
 public:
  /// Finds the orbits, and the neighbour table where wanted. Throws Interrupted when a stop is requested,
  /// Error(memory) beyond 2^31 orbits, Error(internal) if their number is not that of Burnside's lemma.
  SymmetricSector(const IsingTerms& terms, const SymmetryGroup& group, NeighbourSource source,
                  const Workers& workers, const RunControl& control);

  std::int64_t dimension() const override { return static_cast<std::int64_t>(representatives_.size()); }
  Configuration configuration(std::int64_t index) const override { return representatives_[index]; }
  const std::uint16_t* multiplicities() const override { return sizes_.data(); }
  const SymmetryGroup& group() const { return group_; }

  double total_x(const StateVector& psi) const override;
  SpinMoments spin_moments(const StateVector& psi) const override;

  /// Bytes that the object holds.
  static std::int64_t bytes(std::int64_t dimension, int sites, NeighbourSource source);

 private:
  void product(const cases::Couplings& couplings, const Combination& combination, const double* in,
               double* out, int components) const override;

  /// Sites or pairs of sites that the group maps onto each other: one expectation value.
  struct MomentOrbit {
    std::vector<std::pair<int, int>> members;  // (i, i) for single sites
    std::vector<ShiftedPairs> groups;
  };

  void find_moment_orbits();
  /// Rows begin..end of the neighbour table: stored, or searched into `searched`.
  const std::int32_t* neighbour_rows(std::int64_t begin, std::int64_t end,
                                     std::vector<std::int32_t>& searched) const;
  void fill_neighbours(std::int64_t begin, std::int64_t end, std::int32_t* neighbours) const;
  template <int Components>
  void apply_rows(const double* energies, double flip, const Combination& combination, const double* in,
                  double* out, std::int64_t begin, std::int64_t end, const std::int32_t* neighbours) const;

  SymmetryGroup group_;
  OrbitSearch search_;
  std::vector<Configuration> representatives_;
  std::vector<std::uint16_t> sizes_;
  std::vector<std::uint16_t> key_index_;  // of the diagonal: key - lowest
  RepresentativeRanks ranks_;
  std::vector<std::int32_t> neighbours_;  // [orbit][site]; empty: searched
  std::vector<MomentOrbit> site_orbits_;
  std::vector<MomentOrbit> pair_orbits_;
};

}  // namespace quenchmark::reference
