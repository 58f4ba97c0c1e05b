#include "validation/report/report.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/figures/case_figures.hpp"
#include "validation/figures/figure_files.hpp"
#include "validation/judge/markup.hpp"
#include "validation/report/page.hpp"
#include "validation/report/suite_words.hpp"

namespace quenchmark::validation {

namespace {

/// Draws until gnuplot refuses for the first time; what it said then goes to the reader once.
class Draughtsman {
 public:
  explicit Draughtsman(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::vector<DrawnFigure> draw(const Evidence& evidence) {
    const std::vector<Figure> figures = case_figures(evidence);
    for (const Figure& figure : figures) {
      write_figure_table(directory_, figure);
    }
    const std::vector<std::string> drawings =
        trouble_.empty() && !figures.empty() ? attempt(figures) : std::vector<std::string>{};
    std::vector<DrawnFigure> drawn;
    for (std::size_t k = 0; k < drawings.size(); ++k) {
      drawn.push_back({figures[k], drawings[k]});
    }
    return drawn;
  }

  const std::string& trouble() const { return trouble_; }

 private:
  std::vector<std::string> attempt(const std::vector<Figure>& figures) {
    try {
      return write_figure_drawings(directory_, figures);
    } catch (const Error& error) {
      const Diagnostic& diagnostic = error.diagnostics().front();
      trouble_ = diagnostic.message + (diagnostic.hint.empty() ? "" : "; " + diagnostic.hint);
      return {};
    }
  }

  std::filesystem::path directory_;
  std::string trouble_;
};

std::vector<const Verdict*> verdicts_of(const Suite& suite, const cases::Case& asked) {
  std::vector<const Verdict*> found;
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.case_id == asked.id) {
      found.push_back(&verdict);
    }
  }
  return found;
}

}  // namespace

std::filesystem::path write_report(const std::filesystem::path& out, const Suite& suite,
                                   const std::vector<Evidence>& evidence) {
  Draughtsman draughtsman(out / "figures");
  std::string sections;
  for (const Evidence& of_case : evidence) {
    sections += case_section(of_case, verdicts_of(suite, of_case.asked), draughtsman.draw(of_case));
  }
  const std::string note =
      draughtsman.trouble().empty()
          ? ""
          : fmt::format("<p class=\"note\">Without pictures: {}</p>\n", escape_xml(draughtsman.trouble()));
  const std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>quenchmark: "
      "{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n{}<main>\n{}{}{}{}{}</main>\n<footer>{}</footer>\n</body>\n</"
      "html>\n",
      escape_xml(headline(suite)), page_style(), suite_section(suite), note, verdicts_section(suite),
      sections, defects_section(), reading_section(), escape_xml(suite_facts(suite)));
  replace_file(out / "report.md", report_markdown(suite));
  const std::filesystem::path index = out / "report" / "index.html";
  replace_file(index, page);
  return index;
}

}  // namespace quenchmark::validation
