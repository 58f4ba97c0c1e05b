// Figures as data, as tables and as drawings.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <set>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/figures/case_figures.hpp"
#include "validation/figures/figure_files.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/palette.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/judge/well_formed.hpp"
#include "validation/record/sample_record.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

Figure two_panels() {
  Figure figure;
  figure.id = "example";
  figure.caption = "An example <with> \"marks\" & a\nbreak";
  figure.panels.resize(2);
  figure.panels[0].quantity = "⟨σ^x⟩";
  figure.panels[0].series = {
      {"run", "run", Role::network, Style::line, {0.0, 0.5, 1.0}, {1.0, gap, 0.5}, {}},
      {"band", "budget", Role::band, Style::area, {0.0, 0.25}, {1.1, 0.9}, {0.9, 0.7}}};
  figure.panels[1].logarithmic = true;
  figure.panels[1].series = {{"error", "error", Role::limit, Style::dashed, {0.0, 1.0}, {0.0, 1e-3}, {}}};
  return figure;
}

/// Gives the environment its PATH back at the end.
class PathWithout {
 public:
  PathWithout() : path_(std::getenv("PATH")) { setenv("PATH", "/nonexistent", 1); }
  ~PathWithout() { setenv("PATH", path_.c_str(), 1); }

 private:
  std::string path_;
};

std::string draw_or_skip(const Figure& figure) {
  try {
    return draw_svgs({figure}).front();
  } catch (const Error& error) {
    return error.diagnostics().front().hint == "install gnuplot-nox" ? "" : throw error;
  }
}

#define DRAW_OR_SKIP(svg, figure)               \
  const std::string svg = draw_or_skip(figure); \
  if (svg.empty()) GTEST_SKIP() << "gnuplot is not installed"

TEST(FigureTable, HasOneRowPerTimeAndEmptyCellsForGaps) {
  EXPECT_EQ(figure_csv(two_panels()),
            "# example\n# An example <with> \"marks\" & a break\n# energies as the case writes J, times in "
            "the inverse\n"
            "t,run,band,band_from,error\n0,1,1.1,0.9,0\n0.25,,0.9,0.7,\n0.5,,,,\n1,0.5,,,0.001\n");
}

TEST(FigureTable, MayBeTheFiguresOwn) {
  const TemporaryDirectory directory;
  Figure figure = two_panels();
  write_figure_table(directory.path(), figure);
  EXPECT_EQ(read_file(directory.path() / "example.csv"), figure_csv(figure));
  figure.table = "name,value\none,1\n";
  write_figure_table(directory.path(), figure);
  EXPECT_EQ(read_file(directory.path() / "example.csv"), figure.table);
}

TEST(AxisRange, IsNeverEmpty) {
  Panel panel;
  EXPECT_LT(axis_range(panel).first, axis_range(panel).second);
  panel.series = {{"c", "", Role::network, Style::line, {0.0, 1.0}, {-29.5, -29.5}, {}}};
  EXPECT_LT(axis_range(panel).first, -29.5);
  EXPECT_GT(axis_range(panel).second, -29.5);
  panel.logarithmic = true;  // nothing positive
  EXPECT_GT(axis_range(panel).first, 0.0);
  panel.series[0].y = {0.0, 3e-5};
  EXPECT_DOUBLE_EQ(axis_range(panel).first, 1e-5);
  EXPECT_DOUBLE_EQ(axis_range(panel).second, 1e-4);
  panel.series[0].y = {1e-300, 1.0};
  EXPECT_GE(axis_range(panel).first, 1e-18);
}

TEST(AxisRange, IsMeasuredInTheUnitOfThePanel) {
  for (const double unit : {1e-20, 1.0, 1e20}) {
    Panel panel;
    panel.unit = unit;
    panel.series = {{"c", "", Role::network, Style::line, {0.0, 1.0}, {2.0 * unit, 3.0 * unit}, {}}};
    EXPECT_NEAR(axis_range(panel).first / unit, 1.94, 1e-12);
    EXPECT_NEAR(axis_range(panel).second / unit, 3.06, 1e-12);
    panel.logarithmic = true;
    panel.series[0].y = {3e-6 * unit, 3e-2 * unit};
    EXPECT_NEAR(axis_range(panel).first / unit, 1e-6, 1e-12);
    EXPECT_NEAR(axis_range(panel).second / unit, 1e-1, 1e-12);
  }
}

TEST(Drawing, IsTidyWellFormedAndTheSameEveryTime) {
  DRAW_OR_SKIP(svg, two_panels());
  EXPECT_EQ(find_malformed(svg), "");
  EXPECT_EQ(svg, draw_svgs({two_panels()}).front());
  EXPECT_EQ(svg.find("rgb("), std::string::npos);
  EXPECT_EQ(svg.find("id="), std::string::npos);  // several drawings share one page
  EXPECT_NE(svg.find(std::string(colour_of(Role::network))), std::string::npos);
  EXPECT_NE(svg.find("An example &lt;with&gt; &quot;marks&quot; &amp; a"), std::string::npos);
  const std::string alone = standalone_svg(svg);
  EXPECT_EQ(find_malformed(alone), "");
  EXPECT_NE(alone.find("prefers-color-scheme: dark"), std::string::npos);
}

TEST(Drawing, MarksAreShapesOfTheirOwn) {
  Figure figure = two_panels();
  figure.horizontal_range = {0.0, 2.0};
  for (const Style style : {Style::circle, Style::diamond, Style::triangle}) {
    figure.panels[0].series.push_back({"mark", "mark", Role::network, style, {0.5}, {0.8}, {}});
  }
  DRAW_OR_SKIP(svg, figure);
  EXPECT_EQ(find_malformed(svg), "");
  EXPECT_EQ(svg.find("<use"), std::string::npos);  // it would refer to an id
  const auto count = [&](const std::string& what) {
    int found = 0;
    for (std::size_t at = svg.find(what); at != std::string::npos; at = svg.find(what, at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(count("<circle"), 2);  // in the panel and in its legend
  EXPECT_EQ(count("scale("), 4);
}

TEST(Drawing, DoesNotDependOnWhatWasDrawnBefore) {
  DRAW_OR_SKIP(alone, two_panels());
  Figure other = two_panels();
  other.columns = 2;
  other.panels[0].logarithmic = true;
  other.horizontal_label = "elsewhere";
  EXPECT_EQ(draw_svgs({other, two_panels()}).back(), alone);
}

TEST(Drawing, SurvivesPanelsWithNothingToShow) {
  Figure figure = two_panels();
  figure.panels[0].series.clear();
  figure.panels[1].series[0].y = {0.0, gap};
  DRAW_OR_SKIP(svg, figure);
  EXPECT_EQ(find_malformed(svg), "");
}

TEST(Gnuplot, SaysWhatIsMissingAndWhatWentWrong) {
  DRAW_OR_SKIP(svg, two_panels());
  try {
    run_gnuplot({"plot undefined_function(x)\n"});
    FAIL() << "a broken script was drawn";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().kind, ErrorKind::io);
    EXPECT_NE(error.diagnostics().front().message.find("gnuplot failed"), std::string::npos);
  }
  const PathWithout gnuplot;
  try {
    run_gnuplot({"plot x\n"});
    FAIL() << "gnuplot was found in an empty path";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostics().front().hint, "install gnuplot-nox");
  }
}

TEST(Palette, HasADarkCounterpartForEveryColour) {
  const std::string css = dark_drawing_css("svg");
  std::set<std::string_view> colours;
  for (int role = 0; role <= static_cast<int>(Role::published); ++role) {
    const std::string_view colour = colour_of(static_cast<Role>(role));
    EXPECT_TRUE(colours.insert(colour).second) << colour << " has two meanings";
    EXPECT_NE(css.find(std::string("[stroke=\"") + std::string(colour)), std::string::npos);
  }
}

std::vector<std::string> ids_of(const Evidence& evidence) {
  std::vector<std::string> ids;
  for (const Figure& figure : case_figures(evidence)) {
    ids.push_back(figure.id);
  }
  return ids;
}

TEST(CaseFigures, ShowWhatWasRecorded) {
  Evidence evidence = sample_evidence("a-case", 1e-3);
  EXPECT_EQ(
      ids_of(evidence),
      (std::vector<std::string>{"a-case-smoke-mx", "a-case-smoke-zz", "a-case-smoke-energy_density",
                                "a-case-smoke-certificate", "a-case-smoke-steps", "a-case-smoke-spectrum"}));
  evidence.result->spectra.clear();
  evidence.result->steps.clear();
  evidence.result->diagnostics.clear();
  evidence.result->budget.clear();
  evidence.result->observables.erase("zz");
  evidence.reference->observables.erase("zz");
  EXPECT_EQ(ids_of(evidence), (std::vector<std::string>{"a-case-smoke-mx", "a-case-smoke-energy_density"}));
  evidence.result.reset();  // the reference is worth a figure of its own
  const std::vector<Figure> figures = case_figures(evidence);
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].panels.size(), 1u);
  EXPECT_EQ(figures[0].panels[0].series[0].column, "mx_reference");
  evidence.reference.reset();
  EXPECT_TRUE(case_figures(evidence).empty());
}

TEST(CaseFigures, DrawErrorsBudgetsAndLimits) {
  const Evidence evidence = sample_evidence("a-case", 1e-3);
  const Figure figure = case_figures(evidence).front();
  ASSERT_EQ(figure.panels.size(), 2u);
  std::vector<std::string> columns;
  for (const Series& series : figure.panels[1].series) {
    columns.push_back(series.column);
  }
  EXPECT_EQ(columns, (std::vector<std::string>{"mx_error", "mx_budget", "limit_of_mx"}));
  const Series& error = figure.panels[1].series[0];
  const Record& result = *evidence.result;
  for (std::size_t k = 0; k < result.times.size(); ++k) {
    const double difference =
        result.observables.at("mx").mean.values[k] - evidence.reference->observables.at("mx").mean.values[k];
    EXPECT_DOUBLE_EQ(error.y[k], std::abs(difference));
  }
}

TEST(CaseFigures, MeasuredAngleIsDrawnBesideItsBound) {
  const std::vector<Figure> figures = case_figures(sample_evidence("a-case", 1e-3));
  const Figure& certificate = figures[3];
  ASSERT_EQ(certificate.panels.size(), 2u);
  const std::vector<Series>& lines = certificate.panels[1].series;
  ASSERT_EQ(lines.size(), 2u);
  for (std::size_t k = 0; k < lines[0].y.size(); ++k) {
    EXPECT_NEAR(lines[1].y[k], 0.4 * lines[0].y[k], 1e-12);
  }
  // The stack ends at the sum of its parts.
  EXPECT_NEAR(certificate.panels[0].series.back().y.back(), lines[0].y.back(), 1e-12);
}

TEST(CaseFigures, SpectraOfUnequalLengthAreNoTrouble) {
  Evidence evidence = sample_evidence("a-case", 1e-3);
  for (Dataset* data : {&evidence.result->spectra["sigma2"], &evidence.result->spectra["filter"]}) {
    data->values[35] = gap;
  }
  DRAW_OR_SKIP(svg, case_figures(evidence).back());
  EXPECT_EQ(find_malformed(svg), "");
}

}  // namespace
}  // namespace quenchmark::validation
