#pragma once
// Where results stand, whether they answer the question asked, and when one may replace another.

#include <filesystem>
#include <optional>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// OUT/<id>/<tier>
std::filesystem::path case_directory(const std::filesystem::path& out, const cases::Case& asked);

enum class Standing {
  missing,
  sound,        ///< the question asked, and run to its end (complete, or stopped for a reason of its own)
  interrupted,  ///< the question asked, but cut short by a signal
  stale,        ///< another version of the case
  unreadable,   ///< damaged or foreign
};

struct Stored {
  Standing standing = Standing::missing;
  std::optional<Record> record;  ///< when it could be read
  std::string why;               ///< one clause for people: "damaged or foreign file: ..."
};

/// Never throws for what the file holds. `identity`: result_identity or reference_identity of `asked`, the case as
/// asked now. What is sound or interrupted may be trusted (record_of_case.hpp).
Stored examine(const std::filesystem::path& file, const cases::Case& asked, const std::string& identity);

/// Saves `record`, of the case asked, as `file` and returns where it stands. Unless forced, an interrupted record replaces only
/// an interrupted one of the same question that got no further; else it is put beside, as
/// <stem>.interrupted.h5. record.provenance["identity"] must be set. The caller holds the OutputLock.
/// Throws Error(io).
std::filesystem::path store(const Record& record, const std::filesystem::path& file, const cases::Case& asked,
                            bool force);

}  // namespace quenchmark::validation
