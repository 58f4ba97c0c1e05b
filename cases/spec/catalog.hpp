#pragma once
// The cases of a directory tree, and how the command line finds the one that is meant.

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {

/// All *.toml files below a directory, read at once. Files that cannot be read do not hide the others.
struct Catalog {
  std::string directory;
  std::vector<CaseFile> cases;       ///< sorted by id
  std::vector<Diagnostic> problems;  ///< of the other files, in the order of their paths
  /// Ids that several files claim; none of these files is among `cases`.
  std::map<std::string, std::vector<std::string>> duplicates;
};

/// Throws Error(io) when the directory cannot be read, Error(bad_case) when it is no catalogue (far too many
/// files).
Catalog read_catalog(const std::string& directory);

/// `asked` (--cases), else $QUENCHMARK_CASES, else nothing.
std::string named_catalogue(const std::string& asked);

/// The catalogue to use: `asked` (--cases), else $QUENCHMARK_CASES, else share/quenchmark/cases beside the
/// installed program, else the catalogue of the source tree it was built from. Throws Error(io) when there is
/// none.
std::string catalog_directory(const std::string& asked = {});

/// CASE of the command line: a path ending in .toml, or an id of the catalogue. Throws Error(bad_case | io).
CaseFile find_case(const std::string& id_or_path, const std::string& directory);

}  // namespace quenchmark::cases
