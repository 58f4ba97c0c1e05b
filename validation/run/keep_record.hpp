#pragma once
// From "it was asked for" to "it is on disk": the rules that all work with a result file follows.

#include <functional>
#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// Calls `compute` unless the answer is there, adds provenance and timing["total"], which counts
/// timing["earlier_parts"], and saves. What `compute` has noted in the provenance stands.
/// `options.earlier` rules what becomes of an earlier file, which is kept until the new one is complete.
/// Directories are tried before the work begins: Error(io), also when another process writes there.
/// `identity`: result_identity or reference_identity.
RunOutcome compute_and_keep(const cases::Case& asked, const RunOptions& options, const std::string& identity,
                            const std::function<Record()>& compute);

/// 0 for complete; 1 when the solver itself ended early (step floor, max_steps), as the verdict over its
/// last claim would be FAIL; 2 when memory could not be had; 4 when it stopped otherwise without anything to
/// judge (numbers that are not finite, propagators that disagree); for interrupted 129, 130 or 143, after the
/// signal that came.
int exit_code_of(const RunOutcome& outcome);

/// A sound record of the case asked gets its words and claims as they are asked now, so that whoever finds
/// the file judges the same. Nothing when it has them. Throws Error(io).
void restate_case(Record record, const std::filesystem::path& file, const cases::Case& asked);

}  // namespace quenchmark::validation
