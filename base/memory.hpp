#pragma once
// How much memory there is, asked before any is taken.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

namespace quenchmark {

inline constexpr std::int64_t unlimited_memory = std::numeric_limits<std::int64_t>::max();

/// What one bound leaves to be taken, and the bound in words: "the machine", "control group /job", "ulimit
/// -v".
struct MemoryLeft {
  std::int64_t bytes = unlimited_memory;
  std::string bound;
};

struct AvailableMemory {
  MemoryLeft shared;  ///< without swapping, by this process and all others of its machine and control groups
  MemoryLeft own;     ///< by the limits on address space and data of this process alone

  /// The tighter of the two.
  const MemoryLeft& tightest() const { return own.bytes < shared.bytes ? own : shared; }
};

/// Now. Counted are MemAvailable, the control groups of this process (version 1 and 2) up to the root of each
/// hierarchy, RLIMIT_AS and RLIMIT_DATA. What the system does not tell is unlimited. `root` holds proc and
/// what its mountinfo names: another one than "/" is for tests.
AvailableMemory available_memory(const std::filesystem::path& root = "/");

/// What each of `jobs` processes that work at once may take: nine tenths of its share. At least 1.
std::int64_t memory_share(int jobs, const AvailableMemory& available = available_memory());

/// What a computation may take: `limit`, or memory_share(1) when that is 0.
std::int64_t memory_budget(std::int64_t limit);

/// Throws Error(memory) when `needed` exceeds `available`; `hint` says what to do.
void require_memory(const std::string& what, std::int64_t needed, std::int64_t available,
                    const std::string& hint);

/// a + b and a * b, or the largest number instead of an overflow. Neither is negative.
std::int64_t saturating_sum(std::int64_t a, std::int64_t b);
std::int64_t saturating_product(std::int64_t a, std::int64_t b);

}  // namespace quenchmark
