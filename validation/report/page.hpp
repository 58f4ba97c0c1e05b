#pragma once
// The pieces of report/index.html. Every function returns well-formed markup in which all text is escaped.

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// A figure of the report and its <svg> element.
struct DrawnFigure {
  Figure figure;
  std::string svg;
};

/// The style sheet, light, dark and print.
std::string page_style();

/// First screen: headline, counts, what needs attention.
std::string suite_section(const Suite& suite);

/// The table of all verdicts, grouped by case, with links to the cases below.
std::string verdicts_section(const Suite& suite);

/// One case: its physics, verdicts in detail, figures, provenance, the command that reproduces it.
std::string case_section(const Evidence& evidence, const std::vector<const Verdict*>& verdicts,
                         const std::vector<DrawnFigure>& figures);

/// The planted defects and the claims that notice them: those committed with this version, or those of a
/// table as ci/defects writes it. Empty for a table without a line.
std::string defects_section();
std::string defects_section(const std::string& table);

/// How to read a verdict.
std::string reading_section();

/// The badge of an outcome.
std::string badge(Outcome outcome);

/// Value for an id attribute or the fragment of a link.
std::string anchor(const std::string& case_id);

}  // namespace quenchmark::validation
