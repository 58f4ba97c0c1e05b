// A study of made-up runs: what is measured of them, and what is drawn.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/judge/well_formed.hpp"
#include "validation/scaling/network_size_figure.hpp"
#include "validation/scaling/network_size_table.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

/// A run whose error grows as t^2 to `error` at t = 1.
Evidence run_of(std::vector<int> channels, double parameters, double field, double error) {
  Evidence evidence = sample_evidence("network-size-4x4-made-up", 1e-3);
  cases::Case& asked = evidence.asked;
  asked.tier = cases::Tier::long_run;
  asked.model.h_over_hc = field;
  asked.solver->ansatz.channels = std::move(channels);
  asked.solver->ansatz.filter = {3, 3};
  const std::vector<double>& times = evidence.result->times;
  evidence.reference->observables["mx"] = observable(times, [](double) { return 0.5; });
  evidence.result->observables["mx"] = observable(times, [=](double t) { return 0.5 - error * t * t; });
  evidence.result->work["parameters"] = parameters;
  evidence.result->work["states_in_sum"] = 75;
  return evidence;
}

TEST(MeasureNetwork, TellsSizeErrorsAndCost) {
  const Evidence evidence = run_of({4, 3}, 144, 1.0, 1.9e-2);
  const auto measured = measure_network(evidence, 1.0);
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured->network, "(4, 3; 3)");
  EXPECT_EQ(measured->layers, 2);
  EXPECT_EQ(measured->parameters, 144);
  EXPECT_EQ(measured->field, 1.0);
  EXPECT_NEAR(measured->error_mx, 1.9e-2, 1e-12);
  EXPECT_GT(measured->error_zz, 0.0);
  EXPECT_DOUBLE_EQ(measured->held_until, 0.5);  // 1.9e-2 t^2 passes 5e-3 at t = 0.513
  EXPECT_DOUBLE_EQ(measured->reached, 1.0);
  EXPECT_DOUBLE_EQ(measured->certificate,
                   evidence.result->budget.at("state_angle").at("total").values.back());
  EXPECT_DOUBLE_EQ(measured->projection,
                   evidence.result->budget.at("state_angle").at("projection").values.back());
  EXPECT_EQ(measured->states, 75);
  EXPECT_EQ(measured->right_hand_sides, 1480);
}

TEST(MeasureNetwork, SaysWhatItDoesNotKnow) {
  Evidence evidence = run_of({4}, 36, 1.0, 1e-3);
  evidence.result->budget.clear();
  evidence.result->work.clear();
  const std::string table = network_size_table("a", "b", measure_networks({&evidence}));
  EXPECT_NE(table.find("\"(4; 3)\",1,,,1,1,0.001,"), std::string::npos) << table;
  EXPECT_EQ(table.find("nan"), std::string::npos) << table;
  evidence.reference.reset();
  EXPECT_FALSE(measure_network(evidence, 1.0));
}

TEST(MeasureNetworks, OfOneFieldAreComparedUpToTheTimeThatAllReached) {
  const Evidence whole = run_of({8}, 72, 1.0, 1e-2), elsewhere = run_of({8}, 72, 2.0, 1e-2);
  Evidence stopped = run_of({4}, 36, 1.0, 1e-2);
  const std::vector<double> times = grid(0.5, 20);
  stopped.result->times = times;
  for (const char* name : {"mx", "energy_density"}) {
    stopped.result->observables[name] = observable(times, [](double) { return 0.5; });
  }
  const auto flat = [](double) { return 0.0; };
  stopped.result->observables["zz"] = two_displacements(times, flat, flat);
  const auto networks = measure_networks({&whole, &stopped, &elsewhere});
  ASSERT_EQ(networks.size(), 3u);
  const NetworkMeasurement& compared = networks[1];
  EXPECT_EQ(compared.network, "(8; 3)");
  EXPECT_DOUBLE_EQ(compared.compared_until, 0.5);
  EXPECT_NEAR(compared.error_mx, 2.5e-3, 1e-12);
  EXPECT_DOUBLE_EQ(compared.certificate, whole.result->budget.at("state_angle").at("total").values[20]);
  EXPECT_DOUBLE_EQ(compared.reached, 1.0);
  EXPECT_DOUBLE_EQ(networks[2].compared_until, 1.0);  // another field
}

TEST(NetworkSizeTable, GoesByFieldDepthAndSize) {
  const Evidence deep = run_of({4, 3}, 144, 0.1, 1e-3), wide = run_of({8}, 72, 0.1, 1e-3),
                 narrow = run_of({4}, 36, 0.1, 1e-2), critical = run_of({4}, 36, 1.0, 1e-1);
  const auto networks = measure_networks({&critical, &deep, &wide, &narrow});
  std::vector<std::string> names;
  for (const NetworkMeasurement& network : networks) {
    names.push_back(network.network);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"(4; 3)", "(8; 3)", "(4, 3; 3)", "(4; 3)"}));
  const std::string table = network_size_table("id", "caption", networks);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 9 + 4);
  EXPECT_EQ(table.find("# id\n# caption\n"), 0u);
}

TEST(NetworkSizeFigure, HasARowPerFieldAndOneForTheCriticalField) {
  const Evidence one_layer = run_of({4}, 36, 0.1, 1e-2), deep = run_of({4, 3}, 144, 0.1, 1e-3),
                 critical = run_of({4}, 36, 1.0, 1e-1), three_layers = run_of({5, 4, 3}, 333, 1.0, 1e-2);
  const Figure figure =
      draw_network_size(figure_named("network-size-4x4"), {&one_layer, &deep, &critical, &three_layers});
  ASSERT_EQ(figure.panels.size(), 6u);
  EXPECT_EQ(figure.id, "network-size-4x4");
  EXPECT_NE(figure.table.find("\"(5, 4, 3; 3)\",3,333,75,1,1,0.01,"), std::string::npos) << figure.table;
  const std::vector<Series>& depths = figure.panels[0].series;
  ASSERT_EQ(depths.size(), 3u);
  EXPECT_EQ(figure.panels[0].range, figure.panels[3].range);  // comparable
  EXPECT_EQ(depths[1].label, "2 layers");
  EXPECT_EQ(depths[1].x, std::vector<double>{144});
  EXPECT_NE(depths[0].style, depths[1].style);
  EXPECT_NE(depths[0].role, depths[1].role);
  EXPECT_TRUE(depths[2].x.empty());                                   // no three layers at this field
  EXPECT_EQ(figure.panels[4].series[0].y, std::vector<double>{0.2});  // held until, at the critical field
  EXPECT_TRUE(draw_network_size(figure_named("network-size-4x4"), {}).empty());
  Evidence small = run_of({2}, 18, 1.0, 1e-1);
  small.asked.tier = cases::Tier::smoke;
  const Figure with_small = draw_network_size(figure_named("network-size-4x4"), {&critical, &small});
  EXPECT_EQ(with_small.table.find("(2; 3)"), std::string::npos) << "the largest tier alone";
  try {
    EXPECT_EQ(find_malformed(draw_svgs({figure}).front()), "");
  } catch (const Error& error) {
    ASSERT_EQ(error.diagnostics().front().hint, "install gnuplot-nox");
  }
}

}  // namespace
}  // namespace quenchmark::validation
