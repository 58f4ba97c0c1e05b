// The table of planted defects as it is committed (validation/defects): what these verdicts are worth.
#include <fmt/format.h>

#include <sstream>
#include <vector>

#include "validation/judge/markup.hpp"
#include "validation/report/committed_defects.hpp"
#include "validation/report/page.hpp"

namespace quenchmark::validation {

namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream words(line);
  for (std::string cell; std::getline(words, cell, ',');) {
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace

std::string defects_section(const std::string& table) {
  // defect,case,tier,claim,verdict,clean,value,limit,margin,least,caught,fired,meaning,test
  enum Column : std::size_t {
    asked_case = 1,
    claim = 3,
    verdict,
    clean,
    value,
    limit,
    margin,
    caught = 10,
    meaning = 12
  };
  std::istringstream lines(table);
  std::string line, rows;
  std::getline(lines, line);
  int count = 0, noticed = 0;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() <= meaning) {
      continue;
    }
    ++count;
    noticed += cells[caught] == "yes" ? 1 : 0;
    rows += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
        escape_xml(cells[meaning]), escape_xml(cells[asked_case]), escape_xml(cells[claim]),
        escape_xml(cells[clean]), escape_xml(cells[value]), escape_xml(cells[limit]),
        escape_xml(cells[margin]),
        escape_xml(cells[caught] == "yes" ? cells[verdict] : "missed: " + cells[verdict]));
  }
  if (count == 0) {
    return {};
  }
  return fmt::format(
      "<section id=\"defects\"><h2>What these claims notice</h2>\n<p class=\"physics\">Mistakes planted on "
      "purpose in a test build, each with the claim that must notice it: {} of {} are noticed. A margin is "
      "the error in units of the limit; the table is made again by ci/defects.</p>\n<details><summary>The "
      "planted defects</summary>\n<div class=\"scroll\"><table>\n<thead><tr><th>mistake</th><th>case</th>"
      "<th>claim</th><th class=\"number\">without it</th><th class=\"number\">with it</th>"
      "<th class=\"number\">limit</th><th class=\"number\">margin</th><th>verdict</th></tr></thead>\n"
      "<tbody>\n{}</tbody></table></div></details></section>\n",
      noticed, count, rows);
}

std::string defects_section() {
  return defects_section(committed_defects);
}

}  // namespace quenchmark::validation
