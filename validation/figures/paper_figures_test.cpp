// The list of the papers' figures, and how cases are told to belong to them.
#include "validation/figures/paper_figures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "cases/spec/names.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/sample_suite.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

const PaperFigure& figure_named(const std::string& id) {
  for (const PaperFigure& figure : paper_figures()) {
    if (figure.id == id) {
      return figure;
    }
  }
  throw std::out_of_range(id);
}

TEST(PaperFigures, AreAllThereAndEachSaysWhyItIsMissing) {
  std::map<std::string, int> count;
  std::set<std::string> ids;
  for (const PaperFigure& figure : paper_figures()) {
    ++count[figure.paper];
    EXPECT_TRUE(ids.insert(figure.id).second) << figure.id;
    EXPECT_EQ(figure.missing.empty(), !draw_without_runs(figure).empty()) << figure.id;
    for (const std::string& observable : figure.observables) {
      EXPECT_TRUE(observable == "r2_integrated" || cases::from_name<cases::ObservableKind>(observable))
          << observable;
    }
  }
  // [2D] 1a-d, 2a-c, S1-S9; [3D] 1a-c, 2a-c, 3, 4, 5a-b, 6, 7, 8; [SRU] 1-5, table 1.
  EXPECT_EQ(count, (std::map<std::string, int>{{"2D", 16}, {"3D", 13}, {"SRU", 6}}));
}

TEST(PaperFigures, CasesBelongByPaperAndNumber) {
  cases::Case asked;
  asked.paper = "2d";
  asked.figure = "1b, 1C";
  EXPECT_TRUE(shows_figure(asked, figure_named("2d-fig1b")));
  EXPECT_TRUE(shows_figure(asked, figure_named("2d-fig1c")));
  EXPECT_FALSE(shows_figure(asked, figure_named("2d-fig1d")));
  EXPECT_FALSE(shows_figure(asked, figure_named("3d-fig1b")));
  asked.figure = "";
  EXPECT_FALSE(shows_figure(asked, figure_named("2d-fig1b")));
}

TEST(PaperFigures, OverlayTheRunsOfTheirCases) {
  Evidence one = sample_evidence("one_layer", 1e-3);
  Evidence deep = sample_evidence("deep", 1e-4);
  deep.result->diagnostics["r2_integrated"] = deep.result->diagnostics["r2"];
  const Figure figure = draw_paper_figure(figure_named("2d-fig2b"), {&one, &deep});
  ASSERT_EQ(figure.panels.size(), 3u);  // mx, zz, R^2
  ASSERT_EQ(figure.panels[0].series.size(), 3u);
  EXPECT_EQ(figure.panels[0].series[0].label, "reference");
  EXPECT_EQ(figure.panels[0].series[1].label, "one\\\\_layer");
  EXPECT_EQ(figure.panels[2].series.size(), 1u);
  EXPECT_TRUE(draw_paper_figure(figure_named("2d-fig2b"), {}).empty());
}

TEST(PaperFigures, TheRampPassesTheCriticalPointAtZero) {
  const Figure figure = draw_without_runs(figure_named("3d-fig2b"));
  ASSERT_EQ(figure.panels.size(), 1u);
  const Series& field = figure.panels[0].series[0];
  const Series& exchange = figure.panels[0].series[1];
  EXPECT_DOUBLE_EQ(field.x.front(), -1.5);
  EXPECT_NEAR(field.y.front(), 2.0, 1e-12);
  EXPECT_NEAR(exchange.y.front(), 0.0, 1e-12);
  const std::size_t middle = field.x.size() / 2;
  EXPECT_NEAR(field.x[middle], 0.0, 1e-12);
  EXPECT_NEAR(field.y[middle], 1.0, 1e-12);
  EXPECT_NEAR(exchange.y[middle], 1.0, 1e-12);
}

TEST(PlainLabel, ShowsExactlyTheseCharacters) {
  EXPECT_EQ(plain_label("a-b 1.0"), "a-b 1.0");
  EXPECT_EQ(plain_label("h0_1"), "h0\\\\_1");
  EXPECT_EQ(plain_label("\""), "\\\\\\\"");
}

}  // namespace
}  // namespace quenchmark::validation
