#pragma once
// Claims that nobody writes: every case is given those that apply. Their names are taken.

#include <algorithm>
#include <array>
#include <string_view>

namespace quenchmark::cases {

/// A claim of a case with such a name would stand in for one that is made for it.
constexpr bool is_automatic_claim(std::string_view id) {
  constexpr std::array<std::string_view, 8> names{
      "case",         "run",    "certificate",       "ground-state", "reference-agreement",
      "confirmation", "mixing", "independent-chains"};
  return id.starts_with("budget-") || std::find(names.begin(), names.end(), id) != names.end();
}

}  // namespace quenchmark::cases
