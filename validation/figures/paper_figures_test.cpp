// The list of the papers' figures, and how cases are told to belong to them.
#include "validation/figures/paper_figures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string_view>

#include "validation/figures/gnuplot.hpp"
#include "validation/figures/predictor_figures.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

TEST(PaperFigures, AreAllThere) {
  std::map<std::string, int> count;
  for (const cases::FigureSpec& figure : listed_figures()) {
    ++count[figure.paper];
  }
  // [2D] 1a-d, 2a-c, S1-S9; [3D] 1a-c, 2a-c, 3, 4, 5a-b, 6, 7, 8; [SRU] 1-5, table 1; network sizes, 3x3 and 4x4.
  EXPECT_EQ(count, (std::map<std::string, int>{{"2D", 16}, {"3D", 13}, {"SRU", 6}, {"", 2}}));
}

TEST(PaperFigures, EveryPanelThatAListMayNameIsDrawn) {
  const std::set<std::string> of_runs{"r2_integrated", "zz_map",   "mx_ensemble",
                                      "step_size",     "spectrum", "snr"};
  for (const std::string_view word : cases::figure_panels) {
    const std::string panel(word);
    cases::FigureSpec figure;
    figure.panels = {panel};
    EXPECT_EQ(1, int(of_runs.count(panel)) + int(is_predictor_panel(panel)) +
                     int(!draw_without_runs(figure).empty()) + int(panel == "network_size"))
        << panel;
  }
}

TEST(PaperFigures, MembersOfAStudyBelongToTheFiguresThatShowThem) {
  cases::FigureSpec figure;
  figure.study = "sizes";
  figure.members = {"sizes-3", "sizes-4"};
  cases::Case asked;
  asked.id = "sizes-3";
  EXPECT_TRUE(shows_figure(asked, figure));
  asked.id = "sizes-30";
  EXPECT_FALSE(shows_figure(asked, figure));
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

/// A run on the chain as the papers' figures want it: R^2, sampled spectra, two replicas.
Evidence sampled_evidence(const std::string& id, double accuracy, std::vector<int> channels) {
  Evidence evidence = sample_evidence(id, accuracy);
  evidence.asked.solver->ansatz.channels = std::move(channels);
  evidence.asked.reduces = {"model.size", "protocol.t_max"};
  Record& result = *evidence.result;
  result.diagnostics["r2_integrated"] = result.diagnostics["r2"];
  result.spectra["snr"] = result.spectra["snr_gaussian"] = result.spectra["sigma2"];
  ObservableRecord& mx = result.observables["mx"];
  mx.replica_mean.shape = {2, result.times.size()};
  mx.replica_mean.values = mx.mean.values;
  mx.replica_mean.values.insert(mx.replica_mean.values.end(), mx.mean.values.begin(), mx.mean.values.end());
  return evidence;
}

Evidence published_curve(const std::string& title) {
  Evidence evidence = sample_evidence("published", 1e-3);
  evidence.asked.solver.reset();
  evidence.asked.title = title;
  evidence.result.reset();
  return evidence;
}

std::vector<std::string> legend_of(const Panel& panel) {
  std::vector<std::string> labels;
  for (const Series& series : panel.series) {
    if (!series.label.empty()) {
      labels.push_back(series.label);
    }
  }
  return labels;
}

TEST(PaperFigures, CasesBelongByTheIdOfTheFigureToo) {
  cases::Case asked;
  asked.paper = "somebody_2020";
  asked.figure = "2d-fig2c, 2d-figS3";
  EXPECT_TRUE(shows_figure(asked, figure_named("2d-figS3")));
  asked.figure = "2d-figs3";
  EXPECT_TRUE(shows_figure(asked, figure_named("2d-figS3")));
  asked.figure = "2c";
  EXPECT_FALSE(shows_figure(asked, figure_named("2d-fig2c")));
}

TEST(PaperFigures, OverlayTheRunsOfTheirCases) {
  const Evidence one = sampled_evidence("one_layer", 1e-3, {4});
  const Evidence deep = sampled_evidence("deep", 1e-4, {4, 3});
  const Evidence curve = published_curve("Published t-VMC");
  const Figure figure = draw_from_runs(figure_named("2d-fig2b"), {&one, &deep, &curve});
  ASSERT_EQ(figure.panels.size(), 3u);  // mx, zz, R^2
  EXPECT_EQ(legend_of(figure.panels[0]),
            (std::vector<std::string>{"reference", "Published t-VMC", "(4;3)", "(4,3;3)"}));
  // One reference: both cases have the same.
  EXPECT_EQ(figure.panels[0].series.size(), 4u);
  // The map is that of the smaller R^2.
  EXPECT_EQ(figure.panels[1].rows, (std::vector<double>{1, 2}));
  EXPECT_EQ(figure.panels[1].series[0].y[7], extract_curve(*deep.result, "zz", {1}).mean[7]);
  EXPECT_EQ(figure.panels[2].series.size(), 2u);
  EXPECT_TRUE(legend_of(figure.panels[2]).empty());
  EXPECT_TRUE(draw_from_runs(figure_named("2d-fig2b"), {}).empty());
  EXPECT_TRUE(draw_from_runs(figure_named("2d-fig2b"), {&curve}).empty()) << "nothing was run";
}

TEST(PaperFigures, ShowTheLargestTierAndSayWhatItReduces) {
  const Evidence smoke = sampled_evidence("a", 1e-3, {4});
  Evidence ci = sampled_evidence("b", 1e-3, {5});
  ci.asked.tier = cases::Tier::ci;
  const Figure figure = draw_from_runs(figure_named("2d-fig1c"), {&smoke, &ci});
  ASSERT_EQ(figure.panels.size(), 1u);
  EXPECT_EQ(legend_of(figure.panels[0]), (std::vector<std::string>{"reference", "(5;3)"}));
  EXPECT_EQ(figure.heading.back(), "tier ci on 4; reduced: size, t\\\\_max");
  EXPECT_NE(figure.caption.find("tier ci"), std::string::npos);
}

TEST(PaperFigures, SizesNameRunsThatDifferInThem) {
  const Evidence small = sampled_evidence("small", 1e-3, {4});
  Evidence large = sampled_evidence("large", 1e-3, {4});
  large.asked.model.size = {6};
  const Figure figure = draw_from_runs(figure_named("2d-figS6"), {&large, &small});
  EXPECT_EQ(legend_of(figure.panels[0]), (std::vector<std::string>{"reference", "4", "6"}));
}

TEST(PaperFigures, SpectraStepsAndEnsembles) {
  const Evidence one = sampled_evidence("one", 1e-3, {4});
  const Figure spectra = draw_from_runs(figure_named("2d-figS2"), {&one});
  ASSERT_EQ(spectra.panels.size(), 2u);
  ASSERT_TRUE(spectra.panels[1].horizontal);
  const std::vector<double>& snr = spectra.panels[1].series[0].y;
  EXPECT_EQ(snr.size(), 36u);
  EXPECT_GT(snr.front(), snr.back()) << "the largest mode comes first";
  EXPECT_NE(spectra.table.find("t,k,sigma2,snr,snr_gaussian,filter\n"), std::string::npos);
  const Figure steps = draw_from_runs(figure_named("2d-figS3"), {&one});
  ASSERT_EQ(steps.panels.size(), 1u);
  EXPECT_EQ(steps.panels[0].series[0].y, one.result->steps.at("dt").values);
  const Figure ensemble = draw_from_runs(figure_named("2d-figS4"), {&one});
  ASSERT_EQ(ensemble.panels.size(), 1u);
  EXPECT_EQ(legend_of(ensemble.panels[0]),
            (std::vector<std::string>{"reference", "2 initialisations", "their mean"}));
  EXPECT_EQ(ensemble.panels[0].series.size(), 4u);
}

TEST(PaperFigures, WithoutDiagnosticsLeaveTheirPanelsOut) {
  Evidence one = sampled_evidence("one", 1e-3, {4});
  one.result->diagnostics.clear();
  one.result->spectra.clear();
  one.result->steps.clear();
  EXPECT_EQ(draw_from_runs(figure_named("2d-fig2a"), {&one}).panels.size(), 1u);
  EXPECT_TRUE(draw_from_runs(figure_named("2d-figS2"), {&one}).empty());
  EXPECT_TRUE(draw_from_runs(figure_named("2d-figS3"), {&one}).empty());
}

TEST(GnuplotScript, LongLegendsAndHeadingsMakeRoom) {
  const Evidence one = sampled_evidence("one", 1e-3, {4});
  Figure figure = draw_from_runs(figure_named("2d-fig2a"), {&one});
  const std::string before = gnuplot_script(figure);
  for (int k = 0; k < 12; ++k) {
    Series another = figure.panels[0].series.back();
    another.label = "a rather long name of a curve";
    figure.panels[0].series.push_back(std::move(another));
  }
  const std::string after = gnuplot_script(figure);
  const auto size_of = [](const std::string& script) {
    return script.substr(script.find("svg size"), script.find(" fixed") - script.find("svg size"));
  };
  EXPECT_NE(size_of(before), size_of(after));
  EXPECT_NE(before.find("boxxyerror"), std::string::npos);
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
