#pragma once
// The report of a suite: one self-contained HTML page, a Markdown summary, and every figure as SVG with its
// table.

#include <filesystem>
#include <string>
#include <vector>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// Writes OUT/report/index.html, OUT/report.md and OUT/figures/<id>.{svg,csv}; returns the path of
/// index.html. Without gnuplot, or when it fails, the report is made without pictures and says so. Throws
/// Error(io).
std::filesystem::path write_report(const std::filesystem::path& out, const Suite& suite,
                                   const std::vector<Evidence>& evidence);

/// report.md: the verdict table and the findings that need attention, for a merge request.
std::string report_markdown(const Suite& suite);

}  // namespace quenchmark::validation
