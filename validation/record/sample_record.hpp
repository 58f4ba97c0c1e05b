#pragma once
// A small record that uses every part of the format: for tests only.

#include "base/testing/temporary_directory.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation::testing {

using quenchmark::testing::TemporaryDirectory;

inline Record sample_record() {
  Record record;
  record.reason = "stopped by nobody";
  record.truth = "exact";
  record.method = "holomorphic";
  record.times = {0.0, 0.25, 0.5};
  record.observables["mx"] = {
      {{3}, {1.0, 0.9, 0.8}}, {{3}, {0.0, 0.01, 0.02}}, {{2, 3}, {1, .89, .78, 1, .91, .82}}, {}};
  record.observables["zz"] = {{{3, 2}, {0, 0, .1, .01, .2, .02}},
                              {{3, 2}, {0, 0, 0, 0, 0, 0}},
                              {},
                              {"displacement", {{1, 0}, {1, 1}}}};
  record.ground_state = {"lanczos", {{3}, {-3.0, -3.25, -4.0}}, {{3}, {0.0, 1e-12, 1e-12}}};
  record.diagnostics["r2"] = {{3}, {0.0, 1e-6, 3e-6}};
  record.steps["dt"] = {{4}, {1e-3, 2e-3, 2e-3, 1e-3}};
  record.spectra["sigma2"] = {{3, 2}, {1, .1, 1, .2, 1, .3}};
  record.budget["mx"]["total"] = {{3}, {0, .1, .2}};
  record.budget["state_angle"]["total"] = {{3}, {0, .01, .02}};
  record.beyond["1"] = {{"time", {{1}, {0.75}}}, {"zz", {{1, 2}, {.3, .03}}}};
  record.tables["traces"] = {{1, 2, 2}, {1.0, 2.0, 3.0, 4.0}};
  record.costs = {{2, 2}, {1, 64}, {{"predictor", {0.5, 0.75}}}};
  record.work["right_hand_sides"] = 12345678901.0;
  record.timing["total"] = 1.5;
  record.provenance["compiler"] = "GNU 12.2";
  record.provenance["argv"] = "";
  record.case_id = "tiny";
  record.tier = "smoke";
  record.case_toml = "id = \"tiny\"\n# gr\xc3\xbc\xc3\x9f\n";
  record.final_parameters = {{1.0, -2.0}, {0.5, 0.0}};
  record.states.basis = cases::Basis::x;
  record.states.translations = true;
  record.states.configurations = {0, 3, std::uint64_t{1} << 63};
  record.states.multiplicity = {1, 2, 4};
  record.states.amplitudes.assign(3, {{0.5, 0.5}, {0.3, -0.4}, {0.0, 0.0}});
  return record;
}

}  // namespace quenchmark::validation::testing
