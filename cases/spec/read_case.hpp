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
#include "cases/spec/figure_spec.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

/// A case with all of its tiers resolved: what a case file says, or a study of one of its members.
struct CaseFile {
  std::string file;
  std::vector<Case> tiers;          ///< in the order smoke, ci, long, paper
  std::string study;                ///< id of the study that it is a member of; empty: it stands alone
  std::vector<std::string> points;  ///< names of its points along the axes of the study

  const std::string& id() const { return tiers.front().id; }
  std::vector<Tier> tier_names() const;
  /// Throws Error(bad_case) naming the tiers that exist.
  const Case& at(Tier tier) const;
};

/// All that one file holds: a case, or a study with its members in the order of its axes (study.hpp).
struct CaseFamily {
  std::string id;  ///< of the case or of the study
  std::string file;
  std::vector<CaseFile> members;
  std::vector<FigureSpec> figures;  ///< what is drawn of a study

  bool is_study() const { return !members.front().study.empty(); }
};

/// Throws one Error with all mistakes of the file (bad_case), or Error(io) when it cannot be read. What is
/// wrong with some members of a study alone says which.
CaseFamily read_case_family(const std::string& path);

/// The same from memory; `file` stands in messages and in Case::file.
CaseFamily read_case_family_text(const std::string& text, const std::string& file);
CaseFamily read_case_family_tree(const TomlNode& root, const std::string& file);

/// The one case that is meant where one is asked for. Throws Error(bad_case) naming the members of a study
/// that has several.
CaseFile single_case(CaseFamily family);

/// The cases that have the tier. Throws Error(bad_case), as CaseFile::at, when none of them has.
std::vector<CaseFile> with_tier(std::vector<CaseFile> files, Tier tier);

/// single_case of a file.
CaseFile read_case_file(const std::string& path);
CaseFile read_case_text(const std::string& text, const std::string& file);

}  // namespace quenchmark::cases
