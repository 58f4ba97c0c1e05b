// One case of the report.
#include <fmt/format.h>

#include "cases/spec/names.hpp"
#include "validation/budget/budget.hpp"
#include "validation/judge/markup.hpp"
#include "validation/record/content_seal.hpp"
#include "validation/report/describe_case.hpp"
#include "validation/report/page.hpp"
#include "validation/report/predictor_section.hpp"

namespace quenchmark::validation {

namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string details(const std::string& summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>{}</details>\n", escape_xml(summary), body);
}

std::string facts_table(const Facts& facts) {
  std::string rows;
  for (const auto& [name, value] : facts) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escape_xml(name), escape_xml(value));
  }
  return fmt::format("<table class=\"facts-table\"><tbody>\n{}</tbody></table>", rows);
}

Facts numbers(const std::map<std::string, double>& values) {
  Facts facts;
  for (const auto& [name, value] : values) {
    facts.emplace_back(name, fmt::format("{:.6g}", value));
  }
  return facts;
}

/// The seal is for programs.
Facts provenance_of(const Record& record) {
  Facts facts{record.provenance.begin(), record.provenance.end()};
  std::erase_if(facts, [](const auto& fact) { return fact.first == seal_key; });
  return facts;
}

std::string run_details(const std::string& whose, const Record& record) {
  std::string html;
  if (!record.work.empty() || !record.timing.empty()) {
    Facts facts = numbers(record.work);
    for (const auto& [phase, seconds] : record.timing) {
      facts.emplace_back(phase, fmt::format("{:.3g} s", seconds));
    }
    html += details(fmt::format("Work and time of the {}", whose), facts_table(facts));
  }
  if (!record.provenance.empty()) {
    html += details(fmt::format("Provenance of the {}", whose), facts_table(provenance_of(record)));
  }
  return html;
}

/// "72 parameters, 29 steps, 50 s. ", what is known of it.
std::string effort(const Record& result) {
  std::vector<std::string> parts;
  for (const auto& [name, words] :
       {std::pair{"parameters", "parameters"}, std::pair{"accepted_steps", "steps"}}) {
    if (const auto found = result.work.find(name); found != result.work.end()) {
      parts.push_back(fmt::format("{:.0f} {}", found->second, words));
    }
  }
  if (const auto total = result.timing.find("total"); total != result.timing.end()) {
    parts.push_back(fmt::format("{:.3g} s", total->second));
  }
  return parts.empty() ? "" : fmt::format("{}. ", fmt::join(parts, ", "));
}

std::string truth_of(const Evidence& evidence) {
  if (!evidence.reference) {
    return evidence.reference_failure.empty() ? "There is no reference."
                                              : "There is no reference: " + evidence.reference_failure;
  }
  return fmt::format("Truth: {}{}.", describe_truth(evidence.reference->truth),
                     evidence.reference->method.empty() ? "" : " (" + evidence.reference->method + ")");
}

/// What happened to the run, and what its accuracy is limited by.
std::string diagnosis(const Evidence& evidence) {
  if (evidence.foreign && evidence.result) {
    return fmt::format(
        "<p class=\"diagnosis\">{}</p>\n",
        escape_xml(fmt::format("{}, {} times from t = {:.4g} to {:.4g}. {}", evidence.result->method,
                               evidence.result->times.size(), evidence.result->times.front(),
                               evidence.result->times.back(), truth_of(evidence))));
  }
  if (!evidence.asked.solver && !evidence.asked.predictor && evidence.reference) {
    return fmt::format("<p class=\"diagnosis\">An exact curve without a solver. {}</p>\n",
                       escape_xml(truth_of(evidence)));
  }
  if (!evidence.result) {
    return fmt::format(
        "<p class=\"note\">No result: {}</p>\n",
        escape_xml(evidence.result_failure.empty() ? "the case was not run" : evidence.result_failure));
  }
  const Record& result = *evidence.result;
  std::string text = effort(result);
  if (result.status != "complete") {
    text += fmt::format("The run {} at t = {:.4g}: {}. ",
                        result.status == "stopped" ? "ended" : "was interrupted", result.times.back(),
                        result.reason);
  }
  if (const DominantPart dominant = dominant_part(result); !dominant.part.empty()) {
    text += fmt::format("What bounds the accuracy: {} ({:.0f} % of the certificate). ", dominant.part,
                        100.0 * dominant.share);
  }
  text += truth_of(evidence);
  return fmt::format("<p class=\"diagnosis\">{}</p>\n", escape_xml(text));
}

std::string figure_card(const DrawnFigure& drawn) {
  const std::string id = escape_xml(drawn.figure.id);
  return fmt::format(
      "<figure>{}<figcaption><span>{}</span><span><a href=\"../figures/{}.svg\">SVG</a> · <a "
      "href=\"../figures/{}.csv\">CSV</a>"
      "</span></figcaption></figure>\n",
      drawn.svg, escape_xml(drawn.figure.caption), id, id);
}

std::string verdict_line(const Verdict& verdict) {
  return fmt::format("<tr><td>{}</td><td>{}</td><td class=\"reason\">{}</td></tr>\n", badge(verdict.verdict),
                     escape_xml(verdict.claim), escape_xml(verdict.reason));
}

}  // namespace

std::string case_section(const Evidence& evidence, const std::vector<const Verdict*>& verdicts,
                         const std::vector<DrawnFigure>& figures) {
  const cases::Case& asked = evidence.asked;
  std::string html = fmt::format(
      "<section class=\"case\" id=\"{}\">\n<h2>{}</h2>\n<p class=\"physics\">{}{}{}</p>\n", anchor(asked.id),
      escape_xml(asked.title.empty() ? asked.id : asked.title), escape_xml(describe_physics(asked)),
      asked.solver || asked.predictor ? "<br/>" : "", escape_xml(describe_solver(asked)));
  if (!asked.paper.empty()) {
    html += fmt::format("<p class=\"facts\">{}{}{}</p>\n", escape_xml(asked.paper),
                        asked.figure.empty() ? "" : ", figure ", escape_xml(asked.figure));
  }
  if (!asked.reduces.empty()) {
    html += fmt::format("<p class=\"facts\">This tier makes smaller: {}</p>\n",
                        escape_xml(fmt::format("{}", fmt::join(asked.reduces, ", "))));
  }
  html += diagnosis(evidence);
  std::string rows;
  for (const Verdict* verdict : verdicts) {
    rows += verdict_line(*verdict);
  }
  if (!rows.empty()) {
    html += fmt::format("<div class=\"scroll\"><table><tbody>\n{}</tbody></table></div>\n", rows);
  }
  if (evidence.result) {
    html += predictor_section(*evidence.result);
  }
  std::string cards;
  for (const DrawnFigure& drawn : figures) {
    cards += figure_card(drawn);
  }
  if (!cards.empty()) {
    html += fmt::format("<div class=\"figures\">\n{}</div>\n", cards);
  }
  if (!verdicts.empty()) {
    html += fmt::format("<h3>Again</h3>\n<code class=\"command\">{}</code>\n",
                        escape_xml(verdicts.front()->reproduce));
  }
  if (evidence.result) {
    html += run_details(evidence.foreign ? "curve" : "run", *evidence.result);
  }
  if (evidence.reference) {
    html += run_details("reference", *evidence.reference);
  }
  const std::string toml = evidence.result && !evidence.result->case_toml.empty() ? evidence.result->case_toml
                                                                                  : asked.resolved_toml;
  if (!toml.empty()) {
    html += details("The case as resolved", fmt::format("<pre>{}</pre>", escape_xml(toml)));
  }
  return html + "</section>\n";
}

}  // namespace quenchmark::validation
