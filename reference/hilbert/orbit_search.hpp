#pragma once
// Smallest configuration of a symmetry orbit, for many configurations at once.
// A site permutation moves bits; bits that move by the same distance form one shift and one mask. The group
// is walked by steps from one element to the next (most steps are a unit translation: two shifts), a register
// of configurations abreast.

#include <cstdint>
#include <memory>
#include <vector>

#include "reference/hilbert/symmetry_group.hpp"

namespace quenchmark::reference {

class OrbitSearch {
 public:
  explicit OrbitSearch(const SymmetryGroup& group);
  ~OrbitSearch();
  OrbitSearch(OrbitSearch&&) noexcept;
  OrbitSearch& operator=(OrbitSearch&&) noexcept;

  /// smallest[k] = the smallest image of configurations[k]; the two arrays may be the same.
  void smallest_images(const Configuration* configurations, Configuration* smallest,
                       std::int64_t count) const;
  /// sizes[k] = the number of different images.
  void orbit_sizes(const Configuration* configurations, std::uint16_t* sizes, std::int64_t count) const;
  /// Appends those of first, first + 1, ..., first + count - 1 that are the smallest of their orbits.
  void append_smallest(Configuration first, std::int64_t count, std::vector<Configuration>& found) const;

 private:
  class Walk;
  template <class Word>
  class WordWalk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace quenchmark::reference
