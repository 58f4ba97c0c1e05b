#pragma once
// The pieces of work of a suite: which are missing, and doing them in worker processes.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validation/run/validate_suite.hpp"

namespace quenchmark::validation {

/// One file of one case.
struct Piece {
  cases::Case asked;
  std::string name;  ///< "result", "reference", "exact_sum", "confirmation": OUT/<id>/<tier>/<name>.h5

  bool is_reference() const { return name == "reference"; }
  std::string identity() const;
  std::filesystem::path file(const SuiteOptions& options) const;
  std::string title() const { return asked.id + ": " + name; }
  /// Made from another piece's file, so it has to come after.
  bool depends_on_another() const;
};

/// What judging this case needs; empty parts of the case need nothing.
std::vector<Piece> pieces_of(const cases::Case& asked);

/// A run with fresh seeds, without which a statistical claim cannot FAIL.
Piece confirmation_of(const cases::Case& asked);

/// Why pieces could not be made, by file.
using Failures = std::map<std::filesystem::path, Error>;

/// Makes all pieces that are missing, stale, interrupted or damaged, and says so on stderr unless progress is
/// none. Every failure is noted; none stops the others.
void make_pieces(const std::vector<Piece>& pieces, const SuiteOptions& options, Failures& failures);

}  // namespace quenchmark::validation
