// Damaged records, sound as HDF5 files, from the disk through judge, figures and report: each is refused by
// name or does no harm.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/stored_suite.hpp"
#include "validation/figures/case_figures.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/paper_figures.hpp"
#include "validation/figures/sample_suite.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/judge/well_formed.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/record/testing/mutate_image.hpp"
#include "validation/report/page.hpp"

namespace quenchmark::validation {
namespace {

using namespace testing;

/// Every figure, table and section that the evidence makes; returns all of it as one text.
std::string all_output(const Suite& suite, const std::vector<Evidence>& evidence) {
  std::string text = verdicts_json(suite).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::vector<const Evidence*> all;
  std::vector<const Verdict*> verdicts;
  for (const Verdict& verdict : suite.verdicts) {
    verdicts.push_back(&verdict);
  }
  std::vector<Figure> figures;
  for (const Evidence& of_case : evidence) {
    all.push_back(&of_case);
    for (Figure& figure : case_figures(of_case)) {
      figures.push_back(std::move(figure));
    }
    text += case_section(of_case, verdicts, {});
  }
  for (const cases::FigureSpec& figure : listed_figures()) {
    figures.push_back(draw_from_runs(figure, all));
  }
  for (const Figure& figure : figures) {
    text += figure_csv(figure) + figure.table + gnuplot_script(figure);
  }
  return text;
}

constexpr int intervals = 8;
constexpr std::size_t modes = 5;

/// A run of replicas with noise, all that such a run records; a ramp, so that the work of the drive counts.
Evidence sampled_evidence() {
  Evidence evidence = sample_evidence("case", 3e-4, intervals, modes);
  cases::Case& asked = evidence.asked;
  asked.solver->sampler.kind = cases::SamplerKind::metropolis;
  asked.solver->sampler.samples = 4096;
  asked.solver->sampler.chains = 64;
  asked.solver->replicas = 8;
  asked.solver->tdvp.lambda_snr = 2.0;
  asked.claims[0].kind = cases::ClaimKind::statistical;
  asked.claims[1].kind = cases::ClaimKind::statistical;
  asked.claims[2].kind = cases::ClaimKind::budget;
  asked.claims[2].limit = 1.0;
  cases::refresh_resolved_text(asked);
  Record& result = *evidence.result;
  std::mt19937_64 random(7);
  const std::vector<double>& times = result.times;
  const Record exact = *evidence.result;
  for (auto& [name, observable] : result.observables) {
    if (observable.components.empty()) {
      const std::vector<double> mean = exact.observables.at(name).mean.values;
      observable = noisy_observable(
          times, [&](double t) { return mean[static_cast<std::size_t>(std::lround(intervals * t))]; }, 1e-5,
          8, random);
    } else {
      observable.replica_mean = {{8, times.size(), 2}, {}};
      for (int r = 0; r < 8; ++r) {
        observable.replica_mean.values.insert(observable.replica_mean.values.end(),
                                              observable.mean.values.begin(), observable.mean.values.end());
      }
    }
  }
  result.states = {};
  result.budget.erase("mx");
  result.budget.erase("zz");
  result.budget.erase("energy_density");
  fill_budget(result, cases::make_problem(asked), &*evidence.reference);
  result.spectra["snr"] = result.spectra["snr_gaussian"] = result.spectra["sigma2"];
  result.spectra["snr_residual"] = {{times.size(), 0}, {}};
  result.diagnostics["energy"] = exact.observables.at("energy_density").mean;
  result.diagnostics["r2_integrated"] = result.diagnostics["r2"];
  result.diagnostics["rhat"] = result.diagnostics["r2"];
  result.diagnostics["rhat"].values[0] = std::nan("");
  result.steps["dt_replica_1"] = result.steps["t_replica_1"] = {{2}, {0.01, 0.02}};
  result.beyond["1"] = {{"time", {{1}, {1.5}}}, {"zz", {{1, 2}, {0.1, 0.2}}}, {"mx", {{1}, {0.5}}}};
  for (Record* record : {&result, &*evidence.reference}) {
    record->case_toml = asked.resolved_toml;
    record->provenance["case_sha256"] = asked.resolved_sha256;
  }
  return evidence;
}

constexpr const char* predictor_case = R"(schema = "quenchmark.case/1"
id = "case"
title = "Chains of 2 and 3 spins, fine-tuned to 4"
paper = "SRU"
figure = "2, 3, 4, 5, table 1"
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
t_max = 0.4
output_dt = 0.1
[[observable]]
name = "relative_entropy"
[[observable]]
name = "entropy_over_scratch"
[reference]
method = "exact"
[predictor]
lengths = [2, 3]
fine_tuned = [4]
timed_batches = [1, 256]
[[claim]]
id = "entropy"
observable = "relative_entropy"
spins = 3
limit = 1e-2
)";

/// A predictor with everything that it may record.
Evidence predicted_evidence() {
  Evidence evidence;
  evidence.asked = cases::read_case_text(predictor_case, "case.toml").at(cases::Tier::smoke);
  const std::vector<double> times = cases::make_problem(evidence.asked).output_times;
  const auto table = [&](std::size_t columns, double scale) {
    Dataset data{{times.size(), columns}, {}};
    for (std::size_t t = 0; t < times.size(); ++t) {
      for (std::size_t k = 0; k < columns; ++k) {
        data.values.push_back(scale * static_cast<double>(t) * static_cast<double>(k + 1));
      }
    }
    return data;
  };
  Record result;
  result.times = times;
  for (const cases::Observable& observable : evidence.asked.observables) {
    ObservableRecord& stored = result.observables[std::string(cases::name(observable.kind))];
    stored.components = cases::components_of(evidence.asked, observable);
    stored.mean = table(stored.components.count(), 1e-6);
  }
  for (const int spins : {2, 3, 4}) {
    result.tables[fmt::format("exact_{}", spins)] = table(std::size_t{1} << spins, 0.01);
    result.tables[fmt::format("predicted_{}", spins)] = table(std::size_t{1} << spins, 0.011);
  }
  result.tables["lengths"] = {{3}, {2, 3, 4}};
  result.tables["trained_lengths"] = {{2}, {2, 3}};
  result.tables["persistence_entropy"] = table(3, 1e-2);
  result.tables["linear_map_entropy"] = result.tables["linear_map_infidelity"] = table(3, 1e-9);
  result.tables["untuned_entropy"] = result.tables["scratch_entropy"] = table(1, 1e-3);
  for (const char* prefix : {"", "fine_tuned_4_", "scratch_4_"}) {
    result.tables[std::string(prefix) + "training_loss"] = {{2}, {0.5, 0.1}};
    result.tables[std::string(prefix) + "validation_loss"] = {{2}, {0.6, 0.2}};
  }
  result.costs = {{2, 2, 3, 3}, {1, 256, 1, 256}, {}};
  for (const char* method :
       {"predictor", "diagonalise_every_time", "diagonalise_once", "batched_propagator"}) {
    result.costs.seconds[method] = {0.1, 0.2, 0.3, 0.4};
  }
  result.work["parameters"] = 400;
  result.timing["training"] = 2.0;
  Record reference = result;
  reference.schema = "quenchmark.reference/1";
  reference.truth = "exact";
  reference.tables.clear();
  reference.costs = {};
  for (auto& [name, observable] : reference.observables) {
    std::fill(observable.mean.values.begin(), observable.mean.values.end(), 0.0);
    observable.standard_error = observable.mean;
  }
  for (Record* record : {&result, &reference}) {
    record->case_id = evidence.asked.id;
    record->tier = cases::name(evidence.asked.tier);
    record->case_toml = evidence.asked.resolved_toml;
    record->provenance["case_sha256"] = evidence.asked.resolved_sha256;
  }
  evidence.result = std::move(result);
  evidence.reference = std::move(reference);
  return evidence;
}

/// Directory with one sound case beside the one that is damaged.
class MutatedRecords : public ::testing::Test {
 protected:
  /// As `save_record` would, without waiting for the disk.
  void write(const std::string& name, const std::string& image) const {
    const std::filesystem::path directory = out_.path() / "case" / "smoke";
    std::filesystem::create_directories(directory);
    std::ofstream(directory / (name + ".h5"), std::ios::binary) << image;
    std::ofstream(directory / (name + ".json")) << "{\"sha256\": \"" << sha256_hex(image) << "\"}";
  }

  /// What the output must never hold.
  static void expect_presentable(const std::string& text, const std::string& what) {
    const auto is_letter = [&](std::size_t at) {
      return at < text.size() && std::isalpha(text[at] & 0x7f) != 0;
    };
    for (const char* word : {"nan", "inf"}) {
      for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        if (!(at > 0 && is_letter(at - 1)) && !is_letter(at + 3)) {
          ADD_FAILURE() << what << ": ..." << text.substr(at < 60 ? 0 : at - 60, 120);
          return;
        }
      }
    }
  }

  /// Damages `name` in every way. Returns how many were refused, by what was done.
  void damage_all(const Evidence& evidence, const std::string& name) {
    write("result", record_to_image(*evidence.result));
    write("reference", record_to_image(*evidence.reference));
    const std::string sound = record_to_image(name == "result" ? *evidence.result : *evidence.reference);
    StoredSuite stored = read_stored_suite(out_.path(), {"a build", true, {}, {}});
    ASSERT_TRUE(stored.problems.empty()) << format_diagnostic(stored.problems.front());
    for (const Mutation& mutation : mutations_of(sound)) {
      const std::string what = name + " " + mutation.path + ": " + mutation.what;
      write(name, mutated(sound, mutation));
      stored = read_stored_suite(out_.path(), {"a build", true, {}, {}});
      const bool refused = !stored.problems.empty();
      ++(refused ? refused_ : accepted_);
      if (refused) {
        expect_named(stored.problems, name, mutation);
      }
      const bool told_by_the_result = name == "reference" && mutation.path == "/case";
      EXPECT_TRUE(refused || told_by_the_result || !must_be_refused(mutation)) << what << " was accepted";
      EXPECT_TRUE(!refused || !must_be_accepted(mutation))
          << what << " was refused: " << format_diagnostic(stored.problems.front());
      const Suite suite = judge_suite(stored.info, stored.evidence);
      const bool mended = mutation.what == "reversed" || mutation.what == "swapped rows";
      for (const Verdict& verdict : suite.verdicts) {
        const bool of_lost = refused && name == "result" && verdict.claim != "reference-agreement";
        EXPECT_TRUE(!of_lost || verdict.verdict == Outcome::error || mended) << what << ": " << verdict.claim;
      }
      expect_presentable(all_output(suite, stored.evidence), what);
    }
    write(name, sound);
    RecordProperty("refused", refused_);
    RecordProperty("accepted", accepted_);
  }

  /// Refused with the name of the file and of the dataset or of the group it stands in.
  static void expect_named(const std::vector<Diagnostic>& problems, const std::string& name,
                           const Mutation& m) {
    const Diagnostic& problem = problems.front();
    EXPECT_EQ(problem.kind, ErrorKind::format) << m.path << ": " << m.what;
    EXPECT_TRUE(problem.file.ends_with(name + ".h5")) << m.path << ": " << m.what << ": " << problem.file;
    const std::size_t at = m.path.find_first_of('@');
    std::string place = at == std::string::npos ? m.path : m.path.substr(at + 1);
    const std::string group = place.substr(0, place.rfind('/'));
    const bool named = problem.message.find(place) != std::string::npos ||
                       (!group.empty() && problem.message.find(group) != std::string::npos) ||
                       problem.message.find(place.substr(place.rfind('/') + 1)) != std::string::npos ||
                       problem.message.find("the case that it carries") == 0 ||
                       problem.message.find("it is of case") == 0 ||
                       (m.path == "/time" && problem.message.find("expected [") != std::string::npos);
    EXPECT_TRUE(named) << m.path << ": " << m.what << ": " << problem.message;
  }

  /// Where any damage to shape or sense must be seen: what verdicts are made from.
  static bool must_be_refused(const Mutation& m) {
    static const std::set<std::string> senseless{"NaN",  "all NaN", "infinity", "minus infinity",
                                                 "huge", "text"};
    static const std::set<std::string> misshapen{
        "more dimensions", "fewer dimensions", "shorter", "longer", "narrower", "wider", "empty"};
    const auto below = [&](const char* folder) { return m.path.starts_with(folder); };
    const bool judged =
        below("/time") || below("/observables/") || below("/budget/") || below("/state/snapshots/");
    if (m.kind == ItemKind::numbers && senseless.contains(m.what)) {
      return judged || below("/work/") || below("/timing/");
    }
    if (m.kind == ItemKind::numbers && misshapen.contains(m.what)) {
      return judged;
    }
    static const std::set<std::string> needed{"/time",
                                              "/@schema",
                                              "/@status",
                                              "/@case_id",
                                              "/@tier",
                                              "/case",
                                              "/observables",
                                              "/state/snapshots@basis",
                                              "/state/snapshots@translations",
                                              "/state/snapshots@point_group",
                                              "/state/snapshots@spin_flip",
                                              "/state/snapshots/multiplicity",
                                              "/state/snapshots/configurations",
                                              "/state/snapshots/amplitudes"};
    const bool missing = m.what == "deleted" || m.what == "numbers" || m.what == "group";
    const bool mean = m.path.ends_with("/mean") || m.path.ends_with("/displacement") ||
                      m.path.ends_with("/spins") || m.path.ends_with("/total");
    if (missing && (needed.contains(m.path) || (mean && m.kind == ItemKind::numbers))) {
      return true;
    }
    if (m.what == "negative") {
      return m.path.ends_with("standard_error") || below("/timing/") || m.path.ends_with("/total") ||
             m.path.ends_with("multiplicity");
    }
    if (m.what == "zero row") {
      return m.path == "/time" || m.path == "/state/snapshots/amplitudes" || m.path.ends_with("multiplicity");
    }
    return (m.what == "swapped rows" || m.what == "equal rows" || m.what == "reversed") &&
           (m.path == "/time" || m.path == "/state/snapshots/configurations");
  }

  /// Words, labels and numbers that are not defined everywhere harm nobody.
  static bool must_be_accepted(const Mutation& m) {
    const bool undefined =
        m.what == "NaN" || m.what == "all NaN" || m.what == "infinity" || m.what == "negative";
    return m.path.ends_with("@unit") || m.path.ends_with("@axes") ||
           (m.path == "/@method" && m.what != "numbers" && m.what != "two") ||
           (m.path.starts_with("/provenance/") && m.path != "/provenance/case_sha256" &&
            m.kind == ItemKind::text && m.what != "numbers") ||
           (undefined && m.path.starts_with("/spectra/"));
  }

  TemporaryDirectory out_;
  int refused_ = 0, accepted_ = 0;
};

TEST_F(MutatedRecords, AreRefusedByNameOrDoNoHarm) {
  const Evidence exact = sample_evidence("case", 3e-4, intervals, modes);
  damage_all(exact, "result");
  damage_all(exact, "reference");
  EXPECT_GT(refused_, 500);
  EXPECT_GT(accepted_, 200);
}

TEST_F(MutatedRecords, OfSampledRunsToo) {
  damage_all(sampled_evidence(), "result");
  EXPECT_GT(refused_, 500);
  EXPECT_GT(accepted_, 100);
}

TEST_F(MutatedRecords, OfPredictorsToo) {
  damage_all(predicted_evidence(), "result");
  damage_all(predicted_evidence(), "reference");
  EXPECT_GT(refused_, 300);
  EXPECT_GT(accepted_, 200);
}

}  // namespace
}  // namespace quenchmark::validation
