#pragma once
// The cases of a directory tree, and how the command line finds the one that is meant.

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {

/// A study of the catalogue; its members stand among the cases.
struct StudyEntry {
  std::string id;
  std::string file;
};

/// All *.toml files below a directory, read at once. Files that cannot be read do not hide the others.
struct Catalog {
  std::string directory;
  std::vector<CaseFile> cases;  ///< sorted by id, the members of studies among them
  std::vector<StudyEntry> studies;
  /// Those of the papers in the order of their lists' paths, then those of the studies.
  std::vector<FigureSpec> figures;
  std::vector<Diagnostic> problems;  ///< of the other files, in the order of their paths
  /// Ids that several cases or studies claim; none of these is among `cases`.
  std::map<std::string, std::vector<std::string>> duplicates;

  /// The members of a study, or those of them whose first points are named behind its id
  /// (network-size-3x3-hc of the study network-size); empty when there is no such study.
  std::vector<const CaseFile*> members_of(const std::string& study) const;
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

/// CASE of the command line: a path ending in .toml, the id of a case or of a study, or a study's with its
/// first points. One case, or the members of a study in the order of their ids. Throws Error(bad_case | io).
std::vector<CaseFile> find_cases(const std::string& id_or_path, const std::string& directory);

/// The same where one case is asked for: a study of several is an Error(bad_case) that names members.
CaseFile find_case(const std::string& id_or_path, const std::string& directory);

}  // namespace quenchmark::cases
