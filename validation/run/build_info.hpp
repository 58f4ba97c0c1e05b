#pragma once
// What this binary was built from. The definition is written at build time (write_build_info.cmake), and only
// when it changes.

#include <string>

namespace quenchmark::validation {

struct BuildInfo {
  std::string version;
  /// SHA-256 of the sources of base, cases/spec, reference and solvers, of the compiler with its flags and
  /// the processor it makes code for, and of the libraries of numbers: records of one identity have the same
  /// bits. Neither git nor any other source has a say in it.
  std::string identity;
  std::string git_commit;  ///< "unknown" outside a repository
  bool git_dirty = false;  ///< tracked files differed from the commit
  std::string compiler;
  std::string simd;  ///< widest vectors that the compiler may use: "AVX-512", "AVX2", ...
  std::string build_type, flags;
  std::string libraries;  ///< "Eigen 3.4.0, HDF5 1.10.8, ..."
};

const BuildInfo& build_info();

}  // namespace quenchmark::validation
