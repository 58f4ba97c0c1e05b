#pragma once
// Verdicts for machines: verdicts.json ("quenchmark.verdicts/1") and JUnit XML.

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "validation/judge/verdict.hpp"

namespace quenchmark::validation {

/// The document of verdicts.json. Numbers are finite or null.
nlohmann::ordered_json verdicts_json(const Suite& suite);

/// testsuite = case, testcase = claim; FAIL and XPASS are failures, ERROR is an error, INCONCLUSIVE and XFAIL
/// are skipped.
std::string junit_xml(const Suite& suite);

/// Both throw Error(io) and leave an older file untouched when they fail.
void write_verdicts_json(const std::filesystem::path& file, const Suite& suite);
void write_junit(const std::filesystem::path& file, const Suite& suite);

}  // namespace quenchmark::validation
