#pragma once
// The pieces of work of a suite: which are missing, and doing them in worker processes.

#include <map>
#include <vector>

#include "validation/evidence/piece.hpp"
#include "validation/run/validate_suite.hpp"

namespace quenchmark::validation {

/// Why pieces could not be made, by file.
using Failures = std::map<std::filesystem::path, Error>;

/// Makes all pieces that are missing, stale, of another build, interrupted or damaged, and says so on stderr
/// unless progress is none. Every failure is noted; none stops the others.
void make_pieces(const std::vector<Piece>& pieces, const SuiteOptions& options, Failures& failures);

}  // namespace quenchmark::validation
