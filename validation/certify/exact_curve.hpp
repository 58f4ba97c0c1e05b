#pragma once
// The exact side of a certification, and where its files stand.

#include <filesystem>
#include <string>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "validation/judge/judge.hpp"
#include "validation/run/provenance.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// "My curve (1).csv" -> "my-curve-1-csv": a name for folders and for the id of a problem.
std::string slug_of(const std::string& file);

/// Computes the reference of the case below `directory`, or finds it there; `with_states`: its wave functions
/// too, where they are few. Throws what compute_reference throws.
RunOutcome keep_exact_curve(const cases::Case& asked, const std::filesystem::path& directory,
                            const Invocation& invocation, const RunControl& control, bool with_states);

/// What stands there, through the door. Throws Error(format) when the door refuses it.
Evidence exact_evidence(const cases::Case& asked, const std::filesystem::path& directory);

}  // namespace quenchmark::validation
