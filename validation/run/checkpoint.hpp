#pragma once
// What a killed run leaves behind so that --resume goes on with the same bits.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "solvers/evolution/run_solver.hpp"
#include "validation/run/work_parts.hpp"

namespace quenchmark::validation {

/// Replicas walk one after the other: those that have ended, and the one on its way.
struct Checkpoint {
  std::string identity;  ///< result_identity of the case and replica asked for
  std::string build;  ///< build_info().identity of the program that wrote it: bits are promised for one only
  std::vector<solvers::Trajectory> finished;
  std::optional<solvers::WalkCheckpoint> walking;
  std::vector<WorkPart> parts = {};  ///< what has been spent so far
};

/// "result.h5" -> "result.checkpoint", beside it.
std::filesystem::path checkpoint_path(const std::filesystem::path& result_file);

/// CBOR with its SHA-256 in front. Whole or not at all, as replace_file: an earlier checkpoint stays until
/// the new one is complete. Throws Error(io).
void save_checkpoint(const Checkpoint& checkpoint, const std::filesystem::path& file);

/// Throws Error(io) when it cannot be read and Error(format) when it is damaged, foreign, of another case or
/// of another build, each with what to do.
Checkpoint load_checkpoint(const std::filesystem::path& file, const std::string& identity);

/// As bytes, and back: what save and load put into a file.
std::string checkpoint_bytes(const Checkpoint& checkpoint);
Checkpoint checkpoint_from_bytes(const std::string& bytes, const std::string& identity,
                                 const std::string& file);

}  // namespace quenchmark::validation
