#pragma once
// Numbers for Pauli strings, in the order in which they come.

#include <cstdint>
#include <vector>

#include "reference/series/pauli_string.hpp"

namespace quenchmark::reference::series {

class StringTable {
 public:
  /// The number of a string; a new one gets the next number.
  std::uint32_t number_of(const StringKey& key);
  /// The number of a string, or kNone.
  std::uint32_t find(const StringKey& key) const;

  std::size_t size() const { return keys_.size(); }
  const std::vector<StringKey>& keys() const { return keys_; }
  std::int64_t bytes() const;

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

 private:
  std::size_t place_of(const StringKey& key) const;  // of its slot, empty or not
  void grow();

  std::vector<StringKey> keys_;
  std::vector<std::uint32_t> slots_;  // open addressing, a power of two, at most two thirds full
};

}  // namespace quenchmark::reference::series
