#pragma once
// Records on disk: result.h5 or reference.h5 with a JSON sidecar of the same stem beside it.

#include <filesystem>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Writes `file` (.h5), sealed (content_seal.hpp), and its sidecar (.json), each whole or not at all,
/// replacing what was there. Throws Error(io); the earlier record is then untouched.
void save_record(const Record& record, const std::filesystem::path& file);

/// Reads a record whoever wrote it, in a sandbox first, so that a damaged one can neither crash nor hang this
/// process. A file whose SHA-256 is not the one that its sidecar tells is refused: one flipped bit can turn a
/// verdict. `vouched`: a sidecar tells the one it has. Throws Error(io) for a missing file and Error(format),
/// naming file and dataset, for anything that is not a sound record, or not the one that was written.
Record load_record(const std::filesystem::path& file, bool* vouched = nullptr);

/// result.h5 -> result.json
std::filesystem::path sidecar_path(const std::filesystem::path& file);

}  // namespace quenchmark::validation
