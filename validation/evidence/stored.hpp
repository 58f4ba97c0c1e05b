#pragma once
// Whether a file on disk answers the question asked: of the case, of this build, sound, and run to its end.

#include <filesystem>
#include <optional>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Whose records are let in.
struct DoorRules {
  std::string build;          ///< of this program (run/build_info.hpp)
  bool other_builds = false;  ///< their records are let in, and told; else only those of this build
  std::string if_missing = "there is none";  ///< what is said of a file that is not there
};

enum class Standing {
  missing,
  sound,          ///< the question asked, and run to its end (complete, or stopped for a reason of its own)
  interrupted,    ///< the question asked, but cut short by a signal
  stale,          ///< another version of the case
  another_build,  ///< the question asked, made by another build, which may have other bits
  unreadable,     ///< damaged, changed or foreign
};

struct Stored {
  Standing standing = Standing::missing;
  std::optional<Record> record;  ///< when it could be read
  bool vouched = false;          ///< by a sidecar that tells its SHA-256
  std::string why;               ///< one clause for people: "another build made it ..."
};

/// Never throws for what the file holds. The question is that of the case as asked now (identity.hpp), of its
/// reference when the file is called so; `replica`: of this one alone. What is sound or interrupted may be
/// trusted (record_of_case.hpp).
Stored examine(const std::filesystem::path& file, const cases::Case& asked, const DoorRules& rules,
               int replica = -1);

/// The build that made a record; empty when it does not tell.
std::string build_of(const Record& record);

/// "0123456789ab"; for none, words.
std::string short_build(const std::string& build);

/// Output time that the record has reached; minus infinity without any.
double time_reached(const Record& record);

/// It could be finished another time: --resume goes on from its checkpoint.
bool unfinished(const Record& record);

}  // namespace quenchmark::validation
