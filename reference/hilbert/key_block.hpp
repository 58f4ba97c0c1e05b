#pragma once
// Diagonal keys of all configurations of some sites at once, the other spins being fixed: additions of small
// integers instead of one sum over bonds for each configuration.

#include <cstdint>
#include <vector>

#include "reference/hilbert/ising_terms.hpp"

namespace quenchmark::reference {

class KeyBlock {
 public:
  /// Bit k of the index within a block is the spin of sites[k].
  KeyBlock(const IsingTerms& terms, const DiagonalKeys& keys, const std::vector<int>& sites);

  std::int64_t size() const { return static_cast<std::int64_t>(inner_.size()); }
  /// indices[x] = key - keys.lowest(), the spins outside of the block as in `outside` (whose block bits are
  /// 0).
  void indices(Configuration outside, std::uint16_t* indices) const;

 private:
  struct Link {
    int bit = 0;
    int outside_site = 0;
    int weight = 0;
  };

  const DiagonalKeys* keys_;
  int bits_ = 0;
  std::vector<std::int16_t> inner_;  // keys of the block alone
  std::vector<Link> links_;
};

}  // namespace quenchmark::reference
