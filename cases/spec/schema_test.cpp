#include "cases/spec/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/file.hpp"
#include "cases/spec/schema_page.hpp"

namespace quenchmark::cases {
namespace {

const SchemaKey& entry(const std::vector<SchemaKey>& schema, const std::string& section,
                       const std::string& key) {
  const auto found = std::find_if(schema.begin(), schema.end(),
                                  [&](const SchemaKey& k) { return k.section == section && k.key == key; });
  if (found == schema.end()) {
    throw std::out_of_range(section + "." + key);
  }
  return *found;
}

TEST(Schema, ListsEveryKeyOfTheContract) {
  const std::vector<std::pair<const char*, std::vector<const char*>>> contract = {
      {"", {"schema", "id", "title", "paper", "figure", "tags"}},
      {"model", {"kind", "lattice", "size", "boundary", "J", "h", "h_over_hc", "g", "double_bonds"}},
      {"protocol",
       {"start", "kind", "t_max", "output_dt", "output_times", "tau_q", "x_start", "x_end", "random_seed"}},
      {"observable", {"name", "displacements"}},
      {"reference", {"method", "tolerance", "ground_state", "ground_state_error", "file", "case"}},
      {"solver", {"basis", "replicas", "shared_start", "seed", "precision", "backend"}},
      {"solver.ansatz", {"kind", "channels", "filter", "point_group", "activation", "blocks", "init_width"}},
      {"solver.sampler",
       {"kind", "samples", "observable_samples", "chains", "burn_in", "sweeps_between", "global_flip_every",
        "reduction_slots", "reuse", "ess_min"}},
      {"solver.tdvp", {"form", "filter", "lambda_snr", "noise", "cut", "exponent", "hard_cut", "solve"}},
      {"solver.integrator",
       {"kind", "tolerance", "norm", "divisor", "dt_first", "dt_min", "dt_max", "max_steps"}},
      {"predictor",
       {"lengths", "fine_tuned", "fine_tuning_epochs", "weights", "seed", "device", "renormalise",
        "timed_batches"}},
      {"predictor.network", {"width", "hidden", "layers"}},
      {"predictor.data", {"ensemble", "steps", "training", "validation", "test"}},
      {"predictor.training",
       {"epochs", "batches", "batch_amplitudes", "window", "free_epochs", "patience", "rate", "rate_end",
        "dropout"}},
      {"claim",
       {"id", "observable", "norm", "against", "limit", "t_max", "kind", "displacement", "spins", "expect",
        "reason"}},
      {"tier.X", {"reduces"}},
      {"study", {"axis", "key", "values", "names", "labels"}},
      {"study.points", {"name", "label", "only", "KEY"}},
      {"draw", {"id", "shows", "panels", "only"}},
      {"member.X", {"KEY"}}};
  const std::vector<SchemaKey> schema = case_schema();
  std::size_t keys = 0;
  for (const auto& [section, names] : contract) {
    for (const char* key : names) {
      EXPECT_NO_THROW(entry(schema, section, key)) << section << "." << key;
      ++keys;
    }
  }
  EXPECT_EQ(schema.size(), keys) << "and none beyond the contract";
}

TEST(Schema, EveryKeyHasATypeAndAMeaning) {
  for (const SchemaKey& key : case_schema()) {
    EXPECT_FALSE(key.type.empty()) << key.section << "." << key.key;
    EXPECT_FALSE(key.meaning.empty()) << key.section << "." << key.key;
    EXPECT_EQ(key.type == "word", !key.allowed.empty()) << key.section << "." << key.key;
    const std::set<std::string> arrays{"observable", "claim", "study", "study.points", "draw"};
    EXPECT_EQ(key.in_array, arrays.contains(key.section)) << key.section;
  }
}

TEST(Schema, DefaultsUnitsAndRanges) {
  const std::vector<SchemaKey> schema = case_schema();
  EXPECT_EQ(entry(schema, "solver.integrator", "tolerance").default_value, "0.0001");
  EXPECT_EQ(entry(schema, "solver.integrator", "tolerance").range, "> 0");
  EXPECT_EQ(entry(schema, "protocol", "t_max").unit, "1/energy");
  EXPECT_EQ(entry(schema, "solver.integrator", "dt_max").default_value, "0.1 / max(|J|, |h|, |g|)");
  EXPECT_TRUE(entry(schema, "protocol", "t_max").required);
  EXPECT_EQ(entry(schema, "protocol", "t_max").when, "kind = \"quench\"");
  EXPECT_EQ(entry(schema, "reference", "method").default_value, "\"none\"");
  EXPECT_EQ(entry(schema, "reference", "method").allowed.size(), 7U);
  EXPECT_EQ(entry(schema, "solver.sampler", "ess_min").range, "above 0 .. 1");
}

TEST(Schema, TheKeyReferenceIsUpToDate) {
  EXPECT_EQ(read_file(QUENCHMARK_KEY_REFERENCE), schema_page(case_schema()))
      << "make it again: quenchmark schema --markdown > cases/KEYS.md";
}

TEST(Schema, ThePageEscapesWhatMarkdownWouldEat) {
  SchemaKey key;
  key.section = "model";
  key.key = "size";
  key.type = "number";
  key.meaning = "a | b, sum_<ij>";
  EXPECT_NE(schema_page({key}).find("| `size` | number |  | a \\| b, sum_&lt;ij> |\n"), std::string::npos)
      << schema_page({key});
}

}  // namespace
}  // namespace quenchmark::cases
