#include "cases/spec/merge_tables.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace quenchmark::cases {

namespace {

/// The element that `change` speaks of, among the first `known` ones; nullptr when it is a new one.
TomlNode* element_meant(TomlNode& base, std::size_t known, const TomlNode& change,
                        std::string_view identity) {
  const TomlNode* wanted = change.find(identity);
  const auto end = base.elements.begin() + static_cast<std::ptrdiff_t>(known);
  const auto same = std::find_if(base.elements.begin(), end, [&](const TomlNode& element) {
    const TomlNode* own = element.find(identity);
    return wanted != nullptr && own != nullptr && wanted->kind == TomlNode::Kind::text &&
           own->kind == TomlNode::Kind::text && own->text == wanted->text;
  });
  return same == end ? nullptr : &*same;
}

void merge_elements(TomlNode& base, const TomlNode& changes, std::string_view identity) {
  const std::size_t known = base.elements.size();  // one name twice among the changes is a mistake of theirs
  for (const TomlNode& change : changes.elements) {
    if (TomlNode* same = element_meant(base, known, change, identity)) {
      merge_table(*same, change);
    } else {
      base.elements.push_back(change);
    }
  }
}

}  // namespace

void mark_overriding(TomlNode& node) {
  node.overriding = true;
  for (TomlNode& element : node.elements) {
    mark_overriding(element);
  }
  for (auto& [key, member] : node.members) {
    mark_overriding(member);
  }
}

std::string_view identity_key(std::string_view array) {
  return array == "claim" ? "id" : array == "observable" ? "name" : "";
}

std::string_view alternative_key(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> pairs = {
      {{"h", "h_over_hc"}, {"output_dt", "output_times"}}};
  for (const auto& [one, other] : pairs) {
    if (key == one) {
      return other;
    }
    if (key == other) {
      return one;
    }
  }
  return {};
}

void merge_table(TomlNode& base, const TomlNode& changes) {
  for (const auto& [key, change] : changes.members) {
    const std::string_view other = alternative_key(key);
    if (!other.empty() && changes.find(other) == nullptr) {
      base.erase(other);
    }
    TomlNode* own = base.find(key);
    if (own == nullptr) {
      base.members.push_back({key, change});
    } else if (own->kind == TomlNode::Kind::table && change.kind == TomlNode::Kind::table) {
      merge_table(*own, change);
    } else if (own->kind == TomlNode::Kind::array && change.kind == TomlNode::Kind::array &&
               !identity_key(key).empty()) {
      merge_elements(*own, change, identity_key(key));
    } else {
      *own = change;
    }
  }
}

}  // namespace quenchmark::cases
