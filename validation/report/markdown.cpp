// report.md: what a merge request needs to see.
#include <fmt/format.h>

#include "validation/judge/markup.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/judge/verdict_table.hpp"
#include "validation/report/report.hpp"
#include "validation/report/suite_words.hpp"

namespace quenchmark::validation {

namespace {

/// Inline code that holds whatever the text holds.
std::string code(const std::string& text) {
  std::string fence = "`";
  while (text.find(fence) != std::string::npos) {
    fence += "`";
  }
  return fmt::format("{0} {1} {0}", fence, text);
}

std::string table(const Suite& suite) {
  std::string text =
      "| verdict | case | claim | value | limit | holds until | truth |\n|---|---|---|--:|--:|--:|---|\n";
  for (const Verdict& verdict : suite.verdicts) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", to_string(verdict.verdict),
                        escape_markdown(verdict.case_id), escape_markdown(verdict.claim),
                        short_number(verdict.value), short_number(verdict.limit),
                        verdict.certified_until ? fmt::format("{:.4g}", *verdict.certified_until) : "–",
                        escape_markdown(verdict.truth));
  }
  return text;
}

}  // namespace

std::string report_markdown(const Suite& suite) {
  std::string text = fmt::format("## quenchmark: {}\n\n{}\n\n{} ({})\n", headline(suite),
                                 escape_markdown(certified_sentence(suite)), summary_line(suite),
                                 escape_markdown(suite_facts(suite)));
  const std::vector<Finding> attention = needing_attention(suite);
  if (!attention.empty()) {
    text += "\n### To look at\n\n";
    for (const Finding& finding : attention) {
      text += fmt::format("* **{}** {} / {}: {}", to_string(finding.verdict->verdict),
                          escape_markdown(finding.verdict->case_id), escape_markdown(finding.claims),
                          escape_markdown(finding.verdict->reason));
      text += finding.verdict->reproduce.empty()
                  ? "\n"
                  : fmt::format("  \n  {}\n", code(finding.verdict->reproduce));
    }
  }
  return text + fmt::format("\n<details><summary>All {} verdicts</summary>\n\n{}\n</details>\n",
                            suite.verdicts.size(), table(suite));
}

}  // namespace quenchmark::validation
