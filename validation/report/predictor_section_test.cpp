// What the report says about a predictor, for numbers that it must not hide or overstate.
#include "validation/report/predictor_section.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace quenchmark::validation {
namespace {

/// Chains of 7 spins at two times, timed with batches of 256: a row that the paper prints as well.
Record predicted() {
  Record record;
  record.times = {0.0, 0.1};
  ObservableRecord& entropy = record.observables["relative_entropy"];
  entropy.components = {"spins", {{7}}};
  entropy.mean = {{2, 1}, {0.0, 1e-6}};
  record.tables["persistence_entropy"] = {{2, 1}, {0.0, 0.02}};
  record.tables["linear_map_entropy"] = {{2, 1}, {0.0, 3e-12}};
  record.tables["trained_lengths"] = {{1}, {7}};
  record.costs = {{7},
                  {256},
                  {{"predictor", {0.2}},
                   {"diagonalise_every_time", {0.4}},
                   {"diagonalise_once", {0.1}},
                   {"batched_propagator", {0.05}}}};
  return record;
}

bool says(const Record& record, const char* words) {
  return predictor_section(record).find(words) != std::string::npos;
}

TEST(PredictorSection, ShowsTheLargestErrorAndNeverHidesANaN) {
  Record record = predicted();
  EXPECT_TRUE(says(record, "<td>1e-06</td><td>0.02</td><td>3e-12</td>")) << predictor_section(record);
  record.observables["relative_entropy"].mean.values = {0.0, std::nan("")};
  EXPECT_TRUE(says(record, "<td>not finite</td><td>0.02</td>")) << predictor_section(record);
  record.observables["relative_entropy"].mean.values = {std::nan(""), 1e-6};
  EXPECT_TRUE(says(record, "<td>not finite</td><td>0.02</td>")) << predictor_section(record);
}

TEST(PredictorSection, SaysOfThePapersFactorWhatWasMeasured) {
  Record record = predicted();
  EXPECT_TRUE(says(record, "does not survive")) << predictor_section(record);
  EXPECT_TRUE(says(record, "Our times are of this run"));
  record.costs.seconds["diagonalise_once"] = {0.6};
  EXPECT_FALSE(says(record, "does not survive"));
  EXPECT_TRUE(says(record, "a factor of 3 is left")) << predictor_section(record);
  record.costs.seconds["diagonalise_once"] = {200.0};
  EXPECT_FALSE(says(record, "does not survive"));
  EXPECT_FALSE(says(record, "is left"));
}

TEST(PredictorSection, SaysWhatOneStateByItselfCosts) {
  Record record = predicted();
  EXPECT_FALSE(says(record, "by itself")) << "it was not timed";
  record.costs = {{7, 7},
                  {1, 256},
                  {{"predictor", {0.08, 0.2}},
                   {"diagonalise_every_time", {0.01, 0.4}},
                   {"diagonalise_once", {0.01, 0.1}},
                   {"batched_propagator", {0.01, 0.05}}}};
  EXPECT_TRUE(says(record, "One state by itself took 0.08 s, 8 times slower than diagonalising for it"))
      << predictor_section(record);
}

}  // namespace
}  // namespace quenchmark::validation
