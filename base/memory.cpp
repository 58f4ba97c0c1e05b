#include "base/memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

#include "base/error.hpp"

namespace quenchmark {

namespace {

constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> read_number(const char* path) {
  std::ifstream file(path);
  std::int64_t value = 0;
  if (file >> value) {
    return value;
  }
  return std::nullopt;  // no such file, or the word "max"
}

std::int64_t available_to_system() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::int64_t kibibytes = 0;
  std::string unit;
  while (file >> key >> kibibytes) {
    if (key == "MemAvailable:") {
      return kibibytes * 1024;
    }
    std::getline(file, unit);
  }
  return kUnknown;
}

/// Page cache that the group can give back counts as used there.
std::int64_t reclaimable(const char* statistics_path) {
  std::ifstream file(statistics_path);
  std::string key;
  std::int64_t value = 0;
  while (file >> key >> value) {
    if (key == "inactive_file" || key == "total_inactive_file") {
      return value;
    }
  }
  return 0;
}

std::int64_t left_in_group(const char* limit_path, const char* used_path, const char* statistics_path) {
  const std::optional<std::int64_t> limit = read_number(limit_path);
  const std::optional<std::int64_t> used = read_number(used_path);
  return limit && used ? std::max<std::int64_t>(0, *limit - (*used - reclaimable(statistics_path)))
                       : kUnknown;
}

std::string in_gigabytes(std::int64_t bytes) {
  const std::string digits = std::to_string(static_cast<double>(bytes) / 1e9);
  return digits.substr(0, digits.find('.') + 3) + " GB";
}

}  // namespace

std::int64_t available_memory() {
  return std::min(
      {available_to_system(),
       left_in_group("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current",
                     "/sys/fs/cgroup/memory.stat"),
       left_in_group("/sys/fs/cgroup/memory/memory.limit_in_bytes",
                     "/sys/fs/cgroup/memory/memory.usage_in_bytes", "/sys/fs/cgroup/memory/memory.stat")});
}

std::int64_t memory_budget(std::int64_t limit) {
  return limit > 0 ? limit : available_memory() / 10 * 9;
}

void require_memory(const std::string& what, std::int64_t needed, std::int64_t available,
                    const std::string& hint) {
  if (needed > available) {
    throw Error(ErrorKind::memory,
                what + " needs " + std::to_string(needed) + " bytes (" + in_gigabytes(needed) +
                    ") of memory, but " + std::to_string(available) + " bytes (" + in_gigabytes(available) +
                    ") are available",
                hint);
  }
}

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

}  // namespace quenchmark
