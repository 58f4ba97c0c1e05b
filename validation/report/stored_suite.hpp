#pragma once
// What a directory of results holds: the evidence of every case that was ever run or referenced there.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

struct StoredSuite {
  SuiteInfo info;                    ///< from verdicts.json, when there is one
  std::vector<Evidence> evidence;    ///< sorted by case and tier; the case as the record itself tells it
  std::vector<Diagnostic> problems;  ///< files that could not be read
};

/// Reads OUT/<case>/<tier>/{result,reference,exact_sum,confirmation}.h5; only the tier of verdicts.json when
/// there is one and `any_tier` is false. Throws Error(io) when the directory cannot be read or holds no
/// record.
StoredSuite read_stored_suite(const std::filesystem::path& out, bool any_tier);

}  // namespace quenchmark::validation
