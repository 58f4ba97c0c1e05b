#include "reference/series/string_table.hpp"

namespace quenchmark::reference::series {

std::size_t StringTable::place_of(const StringKey& key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t place = StringHash{}(key)&mask;
  while (slots_[place] != kNone && keys_[slots_[place]] != key) {
    place = (place + 1) & mask;
  }
  return place;
}

void StringTable::grow() {
  slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), kNone);
  for (std::uint32_t k = 0; k < keys_.size(); ++k) {
    slots_[place_of(keys_[k])] = k;
  }
}

std::uint32_t StringTable::number_of(const StringKey& key) {
  if (3 * (keys_.size() + 1) > 2 * slots_.size()) {
    grow();
  }
  std::uint32_t& slot = slots_[place_of(key)];
  if (slot == kNone) {
    slot = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(key);
  }
  return slot;
}

std::uint32_t StringTable::find(const StringKey& key) const {
  return slots_.empty() ? kNone : slots_[place_of(key)];
}

std::int64_t StringTable::bytes() const {
  return static_cast<std::int64_t>(keys_.capacity() * sizeof(StringKey) +
                                   slots_.capacity() * sizeof(std::uint32_t));
}

}  // namespace quenchmark::reference::series
