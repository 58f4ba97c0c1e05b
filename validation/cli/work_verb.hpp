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

/// Does `work` with progress on stderr, stopping cleanly at SIGINT and SIGTERM; prints where the record
/// stands and returns the exit status.
int do_work(const cases::Case& asked, const std::string& title, RunOptions options,
            const CommonOptions& common,
            const std::function<RunOutcome(const cases::Case&, const RunOptions&)>& work);

}  // namespace quenchmark::validation
