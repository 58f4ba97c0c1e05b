#pragma once
// What a directory of results holds: the evidence of every case that was ever run or referenced there.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

struct StoredSuite {
  SuiteInfo info;                    ///< from verdicts.json, when there is one
  std::vector<Evidence> evidence;    ///< sorted by case and tier
  std::vector<Verdict> refused;      ///< an ERROR for each folder that can be evidence of no case
  std::vector<Diagnostic> problems;  ///< files that were refused
};

struct StoredSuiteRules {
  std::string build;      ///< of this program; records of others are let in, and told
  bool any_tier = false;  ///< else only the tier of verdicts.json, when there is one
  /// The case of that id and tier as the catalogue has it; empty: there is no catalogue.
  std::function<std::optional<cases::Case>(const std::string& id, cases::Tier tier)> find_known;
  /// Options that a `validate` needs to find the catalogue and this directory: --cases, --out.
  std::vector<std::string> repeated;
};

/// Reads OUT/<case>/<tier>/{result,reference,exact_sum,confirmation}.h5 through the door (door.hpp). A case
/// is the one that verdicts.json names, by its hash, among the one in the files and that of the catalogue;
/// where it names none, that of the catalogue, else that of the files. Seeds are those of the files. Throws
/// Error(io) when the directory cannot be read or holds no record.
StoredSuite read_stored_suite(const std::filesystem::path& out, const StoredSuiteRules& rules);

}  // namespace quenchmark::validation
