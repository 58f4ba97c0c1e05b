#pragma once
// Reads case files: strict TOML, every mistake reported at once with its place.
//
// Tiers. A file without [tier.X] means the same in every tier. A file with some [tier.X] has exactly those
// tiers, and each overrides what it writes: keys of tables one by one; [[tier.X.observable]] and
// [[tier.X.claim]] change the keys of the element with the same name (id), or add an element at the end; h
// and h_over_hc, output_dt and output_times replace each other. A key outside the tiers may be meaningless in
// one of them but not in all.

#include <string>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// A case file with all of its tiers resolved.
struct CaseFile {
  std::string file;
  std::vector<Case> tiers;  ///< in the order smoke, ci, long, paper

  const std::string& id() const { return tiers.front().id; }
  std::vector<Tier> tier_names() const;
  /// Throws Error(bad_case) naming the tiers that exist.
  const Case& at(Tier tier) const;
};

/// Throws one Error with all mistakes of the file (bad_case), or Error(io) when it cannot be read.
CaseFile read_case_file(const std::string& path);

/// The same from memory; `file` stands in messages and in Case::file.
CaseFile read_case_text(const std::string& text, const std::string& file);

Case read_case(const std::string& path, Tier tier);

std::vector<Tier> tiers_of(const std::string& path);

}  // namespace quenchmark::cases
