#include "base/memory.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "base/error.hpp"

namespace quenchmark {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kibibyte = 1024;

/// Nothing where there is no such file, or where it holds the word "max".
std::optional<std::int64_t> number_in(const fs::path& file) {
  std::int64_t value = 0;
  return std::ifstream(file) >> value ? std::optional(value) : std::nullopt;
}

/// The number that stands first on the line which begins with `key`.
std::optional<std::int64_t> number_after(const fs::path& file, const std::string& key) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::int64_t value = 0;
    if (line.starts_with(key) && std::istringstream(line.substr(key.size())) >> value) {
      return value;
    }
  }
  return std::nullopt;
}

MemoryLeft left_on_machine(const fs::path& root) {
  const fs::path file = root / "proc/meminfo";
  std::optional<std::int64_t> left = number_after(file, "MemAvailable:");
  if (!left) {  // kernels before 3.14, and some containers
    left = number_after(file, "MemFree:");
    if (left) {
      *left += number_after(file, "Cached:").value_or(0) + number_after(file, "Buffers:").value_or(0);
    }
  }
  return {left ? *left * kibibyte : unlimited_memory, "the machine"};
}

/// What one version of control groups calls its files and figures.
struct GroupNames {
  std::vector<const char*> limits;
  const char* used;
  std::vector<const char*> reclaimable;  ///< in memory.stat: page cache counts as used, and can be given back
  const char* limit_above;  ///< in memory.stat: the smallest limit of all groups above, seen or not
};

const GroupNames& group_names(bool unified) {
  static const GroupNames first{{"memory.limit_in_bytes"},
                                "memory.usage_in_bytes",
                                {"total_inactive_file ", "total_active_file "},
                                "hierarchical_memory_limit "};
  static const GroupNames second{{"memory.max", "memory.high"},
                                 "memory.current",
                                 {"inactive_file ", "active_file ", "slab_reclaimable "},
                                 nullptr};
  return unified ? second : first;
}

std::int64_t left_in_group(const fs::path& group, const GroupNames& names) {
  const fs::path statistics = group / "memory.stat";
  std::int64_t limit = unlimited_memory;
  for (const char* name : names.limits) {
    limit = std::min(limit, number_in(group / name).value_or(unlimited_memory));
  }
  if (names.limit_above != nullptr) {
    limit = std::min(limit, number_after(statistics, names.limit_above).value_or(unlimited_memory));
  }
  if (limit == unlimited_memory) {
    return unlimited_memory;
  }
  std::int64_t used = number_in(group / names.used).value_or(0);
  for (const char* name : names.reclaimable) {
    used -= number_after(statistics, name).value_or(0);
  }
  return std::max<std::int64_t>(0, limit - std::max<std::int64_t>(0, used));
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A path of mountinfo, where blanks are written as \040.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text[k] == '\\' && text.size() - k > 3) {
      plain += static_cast<char>((text[k + 1] - '0') * 64 + (text[k + 2] - '0') * 8 + (text[k + 3] - '0'));
      k += 3;
    } else {
      plain += text[k];
    }
  }
  return plain;
}

/// A hierarchy of control groups that counts memory, as it is mounted here.
struct Hierarchy {
  bool unified = false;  ///< version 2
  std::string top;       ///< the group at the mount point: not "/" where a container sees but its own
  std::string mount_point;
};

std::vector<Hierarchy> hierarchies(const fs::path& root) {
  std::vector<Hierarchy> found;
  std::ifstream lines(root / "proc/self/mountinfo");
  for (std::string line; std::getline(lines, line);) {
    // ID PARENT DEVICE TOP MOUNT_POINT OPTIONS... - TYPE SOURCE OPTIONS
    const std::vector<std::string> words = split(line, ' ');
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 6 || words.end() - dash < 4) {
      continue;
    }
    const bool unified = dash[1] == "cgroup2";
    if (unified || (dash[1] == "cgroup" && holds(split(dash[3], ','), "memory"))) {
      found.push_back({unified, unescaped(words[3]), unescaped(words[4])});
    }
  }
  return found;
}

/// The group of this process in a hierarchy, as proc says: "0::/path" or "4:memory,hugetlb:/path".
std::optional<std::string> own_group(const fs::path& root, bool unified) {
  std::ifstream lines(root / "proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (unified ? controllers.empty() : holds(split(controllers, ','), "memory")) {
      return line.substr(second + 1);
    }
  }
  return std::nullopt;
}

/// From the group to the top of what is mounted, the groups' paths relative to it: "a/b", "a", "".
std::vector<std::string> upwards(const std::string& group, const std::string& top) {
  const std::string prefix = top == "/" ? "" : top;
  std::vector<std::string> paths;
  const bool inside = group.starts_with(prefix + "/") && group.find("/..") == std::string::npos;
  for (fs::path path = inside ? fs::path(group.substr(prefix.size() + 1)) : fs::path(); !path.empty();
       path = path.parent_path()) {
    paths.push_back(path.string());
  }
  paths.emplace_back();
  return paths;
}

MemoryLeft least(const MemoryLeft& a, const MemoryLeft& b) {
  return b.bytes < a.bytes ? b : a;
}

MemoryLeft left_in_groups(const fs::path& root) {
  MemoryLeft left;
  for (const Hierarchy& hierarchy : hierarchies(root)) {
    const std::optional<std::string> own = own_group(root, hierarchy.unified);
    if (!own) {
      continue;
    }
    for (const std::string& path : upwards(*own, hierarchy.top)) {
      const fs::path directory = root / fs::path(hierarchy.mount_point).relative_path() / path;
      left =
          least(left, {left_in_group(directory, group_names(hierarchy.unified)), "control group /" + path});
    }
  }
  return left;
}

/// `limit` and `used`: how proc names them; `flag`: how the shell does.
MemoryLeft left_of_limit(const fs::path& root, const char* limit, const char* used, const char* flag) {
  const std::optional<std::int64_t> bytes = number_after(root / "proc/self/limits", limit);
  const std::int64_t taken = number_after(root / "proc/self/status", used).value_or(0) * kibibyte;
  return {bytes ? std::max<std::int64_t>(0, *bytes - taken) : unlimited_memory, flag};
}

std::string in_gigabytes(std::int64_t bytes) {
  const std::string digits = std::to_string(static_cast<double>(bytes) / 1e9);
  return digits.substr(0, digits.find('.') + 3) + " GB";
}

}  // namespace

AvailableMemory available_memory(const fs::path& root) {
  return {least(left_on_machine(root), left_in_groups(root)),
          least(left_of_limit(root, "Max address space ", "VmSize:", "ulimit -v"),
                left_of_limit(root, "Max data size ", "VmData:", "ulimit -d"))};
}

std::int64_t memory_share(int jobs, const AvailableMemory& available) {
  const std::int64_t share = std::min(available.shared.bytes / std::max(1, jobs), available.own.bytes);
  return std::max<std::int64_t>(1, share / 10 * 9);
}

std::int64_t memory_budget(std::int64_t limit) {
  return limit > 0 ? limit : memory_share(1);
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
  return __builtin_add_overflow(a, b, &sum) ? unlimited_memory : sum;
}

std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? unlimited_memory : product;
}

}  // namespace quenchmark
