#pragma once
// Where the keys of a resolved case stand in its file, for messages about their values.

#include <map>
#include <string>

#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

class KeyPositions {
 public:
  /// `key` in the resolved case, e.g. "claim[0].limit"; "" is the file itself.
  void add(const std::string& key, Place place) { places_[key] = std::move(place); }

  /// The place of a key or, when it is not written, of the closest table around it; line 0 when nothing is
  /// known.
  Place find(std::string key) const {
    const std::string wanted = key;
    while (true) {
      if (const auto found = places_.find(key); found != places_.end()) {
        Place place = found->second;
        place.key += wanted.substr(key.size());
        return place;
      }
      if (key.empty()) {
        return {0, 0, wanted};
      }
      const std::size_t cut = key.find_last_of(".[");
      key.resize(cut == std::string::npos ? 0 : cut);
    }
  }

  bool written(const std::string& key) const { return places_.contains(key); }

 private:
  std::map<std::string, Place> places_;
};

}  // namespace quenchmark::cases
