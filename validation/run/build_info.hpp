#pragma once
// What this binary was built from. The definition is written at build time (write_build_info.cmake), and only
// when it changes.

#include <string>

namespace quenchmark::validation {

struct BuildInfo {
  std::string version;
  std::string git_commit;  ///< "unknown" outside a repository
  bool git_dirty = false;  ///< tracked files differed from the commit
  std::string compiler, build_type, flags;
  std::string libraries;  ///< "Eigen 3.4.0, HDF5 1.10.8, ..."
};

const BuildInfo& build_info();

}  // namespace quenchmark::validation
