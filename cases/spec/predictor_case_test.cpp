// Cases with a [predictor]: what is filled in, and what is refused.
#include <gtest/gtest.h>

#include <array>

#include "cases/spec/case_text.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/mistakes_in.hpp"
#include "cases/spec/read_case.hpp"

namespace quenchmark::cases {
namespace {

constexpr const char* predictor_case = R"(schema = "quenchmark.case/1"
id = "example"
title = "Chains"
[model]
kind = "mixed_field"
lattice = "chain"
size = [4]
boundary = "open"
g = -1.05
h = 0.5
[protocol]
start = "random"
kind = "quench"
t_max = 0.2
output_dt = 0.002
[[observable]]
name = "relative_entropy"
[[observable]]
name = "entropy_over_scratch"
[reference]
method = "exact"
[predictor]
lengths = [2, 3]
fine_tuned = [4]
[predictor.training]
window = 8
[[claim]]
id = "entropy"
observable = "relative_entropy"
spins = 4
limit = 0.03
)";

std::string all_lines(const std::vector<Diagnostic>& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    lines += format_diagnostic(diagnostic) + "\n";
  }
  return lines;
}

/// All findings on the example after one text took the place of another.
std::string mistakes(const std::string& from, const std::string& to) {
  std::string text = predictor_case;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return all_lines(mistakes_in(text));
}

TEST(PredictorCase, ObservablesHaveOneValuePerLength) {
  const Case read = read_case_text(predictor_case, "example.toml").at(Tier::ci);
  EXPECT_EQ(components_of(read, read.observables[0]), (Components{"spins", {{2}, {3}, {4}}}));
  EXPECT_EQ(components_of(read, read.observables[1]), (Components{"spins", {{4}}}));
  EXPECT_TRUE(read.observables[0].displacements.empty());
  EXPECT_EQ(component_of(read.claims[0]), ComponentLabel{4});
  EXPECT_EQ(read.predictor->training.window, 8);
  EXPECT_EQ(read.predictor->training.batches, PredictorTrainingSpec{}.batches);
}

TEST(PredictorCase, ItsCanonicalTextReadsBackTheSame) {
  const Case read = read_case_text(predictor_case, "example.toml").at(Tier::ci);
  const Case again = read_case_text(read.resolved_toml, "example.toml").at(Tier::ci);
  EXPECT_EQ(again.resolved_toml, read.resolved_toml);
  EXPECT_EQ(again.predictor, read.predictor);
}

TEST(PredictorCase, MistakesAreNamedWithTheirPlace) {
  EXPECT_NE(
      mistakes("size = [4]", "size = [7]").find("bad.toml:7:8: model.size = [7], but the longest chain"),
      std::string::npos)
      << mistakes("size = [4]", "size = [7]");
  const std::vector<std::array<const char*, 3>> wrong{{
      {"lengths = [2, 3]", "lengths = [2, 4]", "holds 4 twice"},
      {"lengths = [2, 3]", "lengths = []", "at least one chain length"},
      {"lengths = [2, 3]", "lengths = [2, 3, 11]", "2 .. 10"},
      {"kind = \"mixed_field\"\nlattice = \"chain\"\nsize = [4]\nboundary = \"open\"\ng = -1.05",
       "kind = \"tfim\"\nlattice = \"chain\"\nsize = [4]\nboundary = \"open\"",
       "learns the mixed-field chain"},
      {"boundary = \"open\"", "boundary = \"periodic\"", "must be an open chain"},
      {"start = \"random\"", "start = \"paramagnet\"", "judged on random states"},
      {"t_max = 0.2", "t_max = 0.2011", "no multiple of output_dt"},
      {"output_dt = 0.002", "output_times = [0.1]", "whose steps are equal"},
      {"method = \"exact\"", "method = \"none\"", "held against exact evolution"},
      {"window = 8", "window = 501", "longer than the trajectories of 500 steps"},
      {"window = 8", "free_epochs = 101", "more than the 100 epochs"},
      {"window = 8", "dropout = 0.95", "0 .. 0.9"},
      {"fine_tuned = [4]", "fine_tuned = [4]\ndevice = \"gpu\"", "device = \"gpu\" is no device"},
      {"lengths = [2, 3]\nfine_tuned = [4]", "lengths = [2, 3, 4]", "compares fine-tuned lengths"},
      {"lengths = [2, 3]\nfine_tuned = [4]", "lengths = [2, 3, 4]\nweights = \"w.h5\"",
       "predictor.training.window has no effect here"},
      {"g = -1.05\nh = 0.5\n[protocol]\nstart = \"random\"\nkind = \"quench\"\nt_max = 0.2\noutput_dt = "
       "0.002\n[[observable]]\nname = \"relative_entropy\"",
       "g = 0.0\nh = 0.5\n[protocol]\nstart = \"random\"\nkind = \"quench\"\nt_max = 0.2\noutput_dt = "
       "0.002\n[[observable]]\nname = \"relative_entropy\"\n[[observable]]\nname = "
       "\"entropy_over_persistence\"",
       "no |amplitude| changes"},
      {"spins = 4", "spins = 5", "is not predicted"},
      {"spins = 4\n", "", "spins is missing"},
      {"name = \"entropy_over_scratch\"", "name = \"mx\"", "is not measured by a predictor"},
      {"observable = \"relative_entropy\"\nspins",
       "observable = \"relative_entropy\"\nkind = \"budget\"\nspins", "no error budget"},
      {"fine_tuned = [4]", "fine_tuned = [4]\nwieghts = \"a\"", "weights"},
      {"[predictor]\nlengths = [2, 3]\nfine_tuned = [4]\n[predictor.training]\nwindow = 8\n", "",
       "needs a [predictor]"},
  }};
  for (const auto& [from, to, expected] : wrong) {
    const std::string found = mistakes(from, to);
    EXPECT_NE(found.find(expected), std::string::npos) << to << "\n" << found;
  }
}

}  // namespace
}  // namespace quenchmark::cases
