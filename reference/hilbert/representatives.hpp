#pragma once
// The list of orbit representatives and the way back from a representative to its number.

#include <cstdint>
#include <vector>

#include "base/run_control.hpp"
#include "reference/hilbert/orbit_search.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference {

/// All orbit representatives (the smallest configurations), increasing. Throws Interrupted, or Error(memory)
/// beyond 2^31 of them.
std::vector<Configuration> find_representatives(const SymmetryGroup& group, const OrbitSearch& search,
                                                const Workers& workers, const RunControl& control);

/// Position of a representative in an increasing list: a bucket by its leading bits, then bisection.
class RepresentativeRanks {
 public:
  RepresentativeRanks() = default;
  explicit RepresentativeRanks(const std::vector<Configuration>& representatives);

  /// The representative must be in the list.
  std::int64_t operator()(const std::vector<Configuration>& representatives,
                          Configuration representative) const {
    std::uint32_t begin = bucket_[representative >> shift_];
    std::uint32_t length = bucket_[(representative >> shift_) + 1] - begin;
    while (length > 1) {
      const std::uint32_t half = length / 2;
      begin += representatives[begin + half] <= representative ? half : 0;
      length -= half;
    }
    return begin;
  }

  /// Bytes for a list of this many representatives, at most.
  static std::int64_t bytes(std::int64_t dimension);

 private:
  int shift_ = 0;
  std::vector<std::uint32_t> bucket_;
};

}  // namespace quenchmark::reference
