#pragma once
// The one door through which files become evidence, whoever judges: validate, report, figures, certify.
// Nothing comes in that does not answer the question asked, is not of this build (or is told to be of
// another), is unsound, or is a copy of what it shall be held against.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// Why files could not be made, by file: told instead of what is wrong with them.
using Reasons = std::map<std::filesystem::path, std::string>;

/// All that OUT/<id>/<tier> holds about a case but a confirmation. Never throws for what the files hold:
/// what is refused is a failure of the evidence, so an ERROR of its claims. `problems`: gets one finding for
/// each file that is there and refused.
Evidence gather(const cases::Case& asked, const std::filesystem::path& out, const DoorRules& rules,
                const Reasons& reasons = {}, std::vector<Diagnostic>* problems = nullptr);

/// Adds the second run with fresh seeds to evidence that speaks for FAIL (needs_confirmation).
void gather_confirmation(Evidence& evidence, const std::filesystem::path& out, const DoorRules& rules,
                         const Reasons& reasons = {}, std::vector<Diagnostic>* problems = nullptr);

}  // namespace quenchmark::validation
