#pragma once
// One case, one side: solve it with the network, or compute its reference, and keep the record.

#include "cases/spec/case.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// Throws Error(bad_case) for what running or judging the case would be refused for, though its text is
/// sound: what this version cannot do, files that are missing or do not fit.
void require_runnable(const cases::Case& asked);

/// Solves the case with its network and writes <name>.h5 and .json, as compute_and_keep does. Throws
/// Error(bad_case) without [solver], and whatever the solver throws when it cannot start. Numbers that are
/// not finite, a step floor or a stop signal end the run with a status; what was computed until then is kept.
RunOutcome run_case(const cases::Case& asked, const RunOptions& options);

/// Computes the reference, or takes it from a published file or from another case's result (which must be
/// there), and writes reference.h5 and .json (options.name is not used). Throws Error(bad_case) for method
/// none.
RunOutcome reference_case(const cases::Case& asked, const RunOptions& options);

}  // namespace quenchmark::validation
