#pragma once
// Files that are either whole or absent: reading, replacing and locking by plain POSIX calls.

#include <filesystem>
#include <string>
#include <string_view>

namespace quenchmark {

/// The bytes of a regular file. Throws Error(io) when it is missing, not a regular file or unreadable, and
/// Error(memory) when it does not fit.
std::string read_file(const std::filesystem::path& path);

/// What a file must survive once it is written: syncing costs milliseconds, which is too much for hundreds of
/// files that can be made again.
enum class Durability { power_loss, process_death };

/// Creates or replaces `path`: temporary name in the same directory, synced, renamed, directory synced.
/// Missing directories are created. On failure (full disk, no permission, a directory in the way) throws
/// Error(io), leaves no temporary and does not touch what was there.
void replace_file(const std::filesystem::path& path, std::string_view bytes,
                  Durability durability = Durability::power_loss);

/// Throws Error(io) when files cannot be made in `directory`, which is created when missing: to be asked
/// before long work.
void require_writable_directory(const std::filesystem::path& directory);

/// Removes the temporaries of `target`, and of its sidecar of the same stem, that a killed process left. The
/// caller holds a lock that keeps others from making these files: a living process would lose its temporary.
void remove_leftovers(const std::filesystem::path& target);

/// Keeps other processes from making the same file while it lives, through ".<stem>.lock" beside it. A killed
/// owner leaves no stale lock: the kernel drops it. Temporaries of `file` that a killed owner left
/// are removed.
class OutputLock {
 public:
  /// Creates the directory when missing. Throws Error(io) when another process holds the lock or the
  /// directory is not writable.
  explicit OutputLock(const std::filesystem::path& file);
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;
  ~OutputLock();

 private:
  int descriptor_ = -1;
};

}  // namespace quenchmark
