#pragma once
// What `run` and `reference` share: choosing the case, showing progress, telling what came of it.

#include <functional>
#include <string>

#include "cases/spec/case.hpp"
#include "cases/spec/catalog.hpp"
#include "validation/cli/verb.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// --force and --resume as one rule. Throws Error(usage) for both at once.
Earlier earlier_rule(bool resume, bool force);

/// Puts --seed into a case.
void apply_seed(cases::Case& asked, const CommonOptions& common);

/// What another call has to say again to find the same cases with the same seeds and to write to the same
/// place: --seed, --cases (or $QUENCHMARK_CASES), --out, as far as they were given.
std::vector<std::string> repeated_options(const CommonOptions& common);

/// Calls `tell`, which writes to stdout. When that fails after an interruption it is no error: a hangup takes
/// the terminal along.
void tell_whoever_listens(const std::function<void()>& tell, bool interrupted);

/// Does `work` with progress on stderr, stopping cleanly at a signal; prints where the record
/// stands and returns the exit status.
int do_work(const cases::Case& asked, const std::string& title, RunOptions options,
            const CommonOptions& common,
            const std::function<RunOutcome(const cases::Case&, const RunOptions&)>& work);

}  // namespace quenchmark::validation
