#include "validation/figures/predictor_figures.hpp"

#include <gtest/gtest.h>

#include "validation/figures/gnuplot.hpp"
#include "validation/figures/paper_figures.hpp"
#include "validation/figures/sample_suite.hpp"

namespace quenchmark::validation {
namespace {

using testing::figure_named;

/// Chains of 2 and 3 spins, fine-tuned to 4, at three times.
Evidence predicted() {
  Evidence evidence;
  evidence.asked.id = "example";
  evidence.asked.paper = "SRU";
  evidence.asked.figure = "2, 3, 4, 5, table 1";
  evidence.asked.model.size = {4};
  evidence.asked.predictor.emplace().lengths = {2, 3};
  evidence.asked.predictor->fine_tuned = {4};
  Record& record = evidence.result.emplace();
  record.times = {0.0, 0.1, 0.2};
  record.tables["lengths"] = {{3}, {2, 3, 4}};
  record.tables["trained_lengths"] = {{2}, {2, 3}};
  for (const int spins : {2, 3, 4}) {
    const std::size_t count = std::size_t{1} << spins;
    Dataset traces{{3, count}, {}};
    for (std::size_t t = 0; t < 3; ++t) {
      for (std::size_t x = 0; x < count; ++x) {
        traces.values.push_back(0.5 + 0.01 * static_cast<double>(t * x));  // the last moves most
      }
    }
    record.tables["exact_" + std::to_string(spins)] = traces;
    record.tables["predicted_" + std::to_string(spins)] = traces;
  }
  ObservableRecord& entropy = record.observables["relative_entropy"];
  entropy.components = {"spins", {{2}, {3}, {4}}};
  entropy.mean = {{3, 3}, {0, 0, 0, 1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6}};
  record.tables["persistence_entropy"] = {{3, 3}, {0, 0, 0, .01, .02, .03, .04, .05, .06}};
  record.tables["scratch_entropy"] = {{3, 1}, {0, 1e-5, 2e-5}};
  record.tables["untuned_entropy"] = {{3, 1}, {0, 1e-4, 2e-4}};
  record.tables["fine_tuned_4_validation_loss"] = {{2}, {0.1, 0.01}};
  record.tables["scratch_4_validation_loss"] = {{2}, {0.5, 0.3}};
  record.costs = {{2, 2, 3, 3},
                  {1, 256, 1, 256},
                  {{"predictor", {1.0, 2.0, 3.0, 4.0}},
                   {"diagonalise_every_time", {2.0, 20.0, 6.0, 40.0}},
                   {"diagonalise_once", {1.0, 1.0, 1.0, 8.0}},
                   {"batched_propagator", {0.5, 0.5, 0.5, 2.0}}}};
  return evidence;
}

TEST(PredictorFigures, TracesShowWhatMovesMost) {
  const Evidence evidence = predicted();
  const std::vector<Panel> panels = predictor_panels("traces", {&evidence});
  ASSERT_EQ(panels.size(), 2U) << "the lengths trained on";
  EXPECT_EQ(panels[1].series.size(), 8U) << "four amplitudes, predicted and exact";
  EXPECT_EQ(panels[1].series[0].column, "predicted_3_7");
  EXPECT_EQ(panels[1].series[0].y, (std::vector<double>{0.5, 0.57, 0.64}));
  EXPECT_EQ(predictor_panels("all_traces", {&evidence})[1].series.size(), 16U);
}

TEST(PredictorFigures, EntropiesLeaveOutTheStart) {
  const Evidence evidence = predicted();
  const std::vector<Panel> panels = predictor_panels("relative_entropy", {&evidence});
  ASSERT_EQ(panels.size(), 1U);
  EXPECT_EQ(panels[0].series[0].y, (std::vector<double>{1e-6, 4e-6}));
  EXPECT_EQ(panels[0].series[1].y, (std::vector<double>{0.01, 0.04}));
  EXPECT_EQ(panels[0].series.back().y.front(), 0.03);
}

TEST(PredictorFigures, TransferShowsLossesAndEntropies) {
  const Evidence evidence = predicted();
  const std::vector<Panel> panels = predictor_panels("transfer", {&evidence});
  ASSERT_EQ(panels.size(), 2U);
  EXPECT_EQ(panels[0].series[0].y, (std::vector<double>{0.1, 0.01}));
  EXPECT_EQ(panels[1].series[0].y, (std::vector<double>{3e-6, 6e-6})) << "of the fine-tuned length";
  EXPECT_EQ(panels[1].series[1].y, (std::vector<double>{1e-5, 2e-5}));
}

TEST(PredictorFigures, TrainingIsDrawnByEpoch) {
  Record record;
  EXPECT_TRUE(training_panel(record).series.empty());
  record.tables["training_loss"] = {{3}, {0.9, 0.5, 0.1}};
  record.tables["validation_loss"] = {{3}, {0.8, 0.4, 0.2}};
  const Panel panel = training_panel(record);
  ASSERT_EQ(panel.series.size(), 2U);
  EXPECT_EQ(panel.series[0].x, (std::vector<double>{1.0, 2.0, 3.0}));
  EXPECT_EQ(panel.series[1].y, (std::vector<double>{0.8, 0.4, 0.2}));
}

TEST(PredictorFigures, CostsStandBesideThePapers) {
  const Evidence evidence = predicted();
  const std::vector<CostRow> rows = cost_rows(*evidence.result);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[3].spins, 3);
  EXPECT_EQ(rows[3].batch, 256);
  EXPECT_EQ(rows[3].diagonalise_every_time, 40.0);
  EXPECT_EQ(rows[3].paper_exact, 8.7);
  EXPECT_EQ(rows[3].paper_predictor, 0.71);
  const std::string csv = cost_table(rows, "table 1");
  EXPECT_NE(csv.find("\n3,256,4,40,8,2,10,2,0.5,8.7,0.71,12.3\n"), std::string::npos) << csv;
}

TEST(PredictorFigures, AreDrawnThroughThePapersList) {
  const Evidence evidence = predicted();
  for (const char* id : {"sru-fig2", "sru-fig3", "sru-fig4", "sru-fig5", "sru-table1"}) {
    const Figure drawn = draw_from_runs(figure_named(id), {&evidence});
    EXPECT_FALSE(drawn.empty()) << id;
    EXPECT_FALSE(gnuplot_script(drawn).empty());
    EXPECT_NE((drawn.table.empty() ? figure_csv(drawn) : drawn.table).find('\n'), std::string::npos);
  }
  Evidence bare = evidence;
  bare.result.reset();
  EXPECT_TRUE(draw_from_runs(figure_named("sru-fig4"), {&bare}).empty());
}

}  // namespace
}  // namespace quenchmark::validation
