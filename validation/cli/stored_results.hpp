#pragma once
// What verbs that judge or draw stored results (report, figures, certify) tell the door.

#include <string>

#include "validation/cli/verb.hpp"
#include "validation/evidence/stored_suite.hpp"

namespace quenchmark::validation {

/// Any tier and build, no catalogue; calls that are told find `from` and the catalogue.
StoredSuiteRules rules_for_stored(const CommonOptions& common, const std::string& from);

/// Cases of the catalogue by id and tier; nothing for those that it has not, or when there is no catalogue.
std::function<std::optional<cases::Case>(const std::string& id, cases::Tier tier)> known_cases(
    const CommonOptions& common);

}  // namespace quenchmark::validation
