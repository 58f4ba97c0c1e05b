#pragma once
// From "it was asked for" to "it is on disk": the rules that all work with a result file follows.

#include <functional>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// Calls `compute` unless the answer is there, adds provenance and timing["total"], and saves.
/// An earlier file: without force and resume Error(usage), untouched; with force it is replaced; with resume
/// nothing is done when it ran to its end, an interrupted one is computed anew from the start and replaced at
/// the end, and one of another version of the case is Error(usage). Directories are tried before the work
/// begins: Error(io). `identity`: result_identity or reference_identity.
RunOutcome compute_and_keep(const cases::Case& asked, const RunOptions& options, const std::string& identity,
                            const std::function<Record()>& compute);

/// 0 for complete, 4 for stopped; for interrupted 130 or 143, after the signal that came.
int exit_code_of(const RunOutcome& outcome);

}  // namespace quenchmark::validation
