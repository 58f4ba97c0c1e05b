// Nothing depends on the unit of energy: the same case written in units 2^20, 2^-20 and 2^-30 times as large,
// times in their inverses, gives the same bits. Powers of two scale floating-point numbers exactly, so that
// any threshold that is a bare number of energy or time shows up as a difference.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "cases/spec/example_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "cases/spec/units.hpp"
#include "reference/reference.hpp"
#include "validation/judge/judge.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/sample_record.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {
namespace {

/// The power of energy in what a case observes; 0 for other names.
int power_of_observable(const std::string& name) {
  const auto kind = cases::from_name<cases::ObservableKind>(name);
  return kind ? cases::energy_power(*kind) : 0;
}

// ---------------------------------------------------------------- the case in another unit

struct Line {
  std::string key, value;  ///< both empty where the line is no `key = value`
};

Line parse(const std::string& text) {
  const std::size_t equals = text.find(" = ");
  if (equals == std::string::npos || text.starts_with("schema")) {
    return {};
  }
  return {text.substr(0, equals), text.substr(equals + 3)};
}

std::string times(const std::string& number, double factor) {
  return fmt::format("{}", std::stod(number) * factor);
}

std::string times_each(const std::string& list, double factor) {
  std::istringstream numbers(list.substr(1, list.size() - 2));
  std::string scaled;
  for (std::string number; std::getline(numbers, number, ',');) {
    scaled += (scaled.empty() ? "" : ", ") + times(number, factor);
  }
  return "[" + scaled + "]";
}

/// The powers of energy of the keys of a case file; the limit of a claim has that of its observable.
int power_of_key(const std::string& key) {
  static const std::set<std::string> energies{"J", "h", "g"};
  static const std::set<std::string> durations{"t_max",    "output_dt", "output_times", "tau_q",
                                               "dt_first", "dt_min",    "dt_max"};
  return energies.contains(key) ? 1 : durations.contains(key) ? -1 : 0;
}

/// `text` with every energy multiplied by `factor` and every time divided by it. J must be written.
std::string in_other_unit(const std::string& text, double factor) {
  std::istringstream lines(text);
  std::string scaled;
  int power_of_claim = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto [key, value] = parse(line);
    const int power = key == "limit" ? power_of_claim : power_of_key(key);
    if (key == "observable") {
      power_of_claim = power_of_observable(value.substr(1, value.size() - 2));
    }
    if (power != 0) {
      const double by = std::pow(factor, power);
      line = key + " = " + (value.starts_with("[") ? times_each(value, by) : times(value, by));
    }
    scaled += line + "\n";
  }
  return scaled;
}

// ---------------------------------------------------------------- what is compared

struct Numbers {
  std::vector<double> values;
  int power = 0;  ///< of energy
};

using Everything = std::map<std::string, Numbers>;

void add(Everything& all, const std::string& name, const std::vector<double>& values, int power) {
  all[name] = {values, power};
}

/// Energies and times among the diagnostics, the steps and the numbers of a record; the rest are pure
/// numbers.
int power_of_diagnostic(const std::string& name) {
  static const std::map<std::string, int> powers{{"step", -1},
                                                 {"t", -1},
                                                 {"dt", -1},
                                                 {"energy", 1},
                                                 {"energy_flow", 1},
                                                 {"ground_state_energy", 1},
                                                 {"energy_drift", 1},
                                                 {"r2_integrated", -1},  // over time
                                                 {"generator_variance", 2}};
  const auto found = powers.find(name.substr(0, name.find("_replica_")));
  return found == powers.end() ? 0 : found->second;
}

void add_record(Everything& all, const std::string& whose, const Record& record) {
  const bool reference = record.schema == "quenchmark.reference/1";
  add(all, whose + "/time", record.times, -1);
  for (const auto& [name, observable] : record.observables) {
    const int power = power_of_observable(name);
    add(all, whose + "/" + name, observable.mean.values, power);
    add(all, whose + "/" + name + "/standard_error", observable.standard_error.values, power);
    add(all, whose + "/" + name + "/replica_mean", observable.replica_mean.values, power);
  }
  for (const auto* group : {&record.diagnostics, &record.steps, &record.spectra}) {
    for (const auto& [name, data] : *group) {
      // The drift of a reference is a share of the spectrum's width.
      const int power = reference ? 0 : power_of_diagnostic(name);
      add(all, whose + "/" + (group == &record.steps ? "steps/" : "") + name, data.values, power);
    }
  }
  for (const auto& [name, parts] : record.budget) {
    for (const auto& [part, data] : parts) {
      add(all, whose + "/budget/" + name + "/" + part, data.values, power_of_observable(name));
    }
  }
  for (const auto& [name, value] : record.work) {
    add(all, whose + "/work/" + name, {value}, power_of_diagnostic(name));
  }
  std::vector<double> parameters, amplitudes;
  const auto append = [](std::vector<double>& to, const std::vector<std::complex<double>>& numbers) {
    for (const std::complex<double>& number : numbers) {
      to.insert(to.end(), {number.real(), number.imag()});
    }
  };
  append(parameters, record.final_parameters);
  for (const auto& state : record.states.amplitudes) {
    append(amplitudes, state);
  }
  add(all, whose + "/parameters", parameters, 0);
  add(all, whose + "/amplitudes", amplitudes, 0);
}

void add_verdicts(Everything& all, const cases::Case& asked, const std::vector<Verdict>& verdicts) {
  for (const Verdict& verdict : verdicts) {
    const bool ratio = verdict.kind == cases::ClaimKind::budget || verdict.claim == "reference-agreement";
    const int power = ratio ? 0 : power_of_observable(verdict.observable);
    const std::string name = "verdict/" + verdict.claim;
    add(all, name + "/outcome", {static_cast<double>(verdict.verdict)}, 0);
    add(all, name + "/value", {verdict.value, verdict.standard_error, verdict.detectable, verdict.limit},
        power);
    add(all, name + "/margin", {verdict.margin, verdict.q}, 0);
    add(all, name + "/reference_error", {verdict.reference_error},
        verdict.claim == "reference-agreement" ? 0 : power_of_observable(verdict.observable));
    add(all, name + "/times",
        {verdict.t_max, verdict.worst_time, verdict.certified_until.value_or(asked.protocol.t_max * 2.0)},
        -1);
  }
}

/// Everything that a case gives, by name: its run, its reference and the verdicts.
Everything outcome_of(const std::string& text) {
  const cases::Case asked = cases::read_case_text(text, "scaled.toml").at(cases::Tier::smoke);
  const testing::TemporaryDirectory directory;
  RunOptions options;
  options.out = directory.path();
  Everything all;
  const Record reference = load_record(reference_case(asked, options).file);
  EXPECT_EQ(reference.status, "complete") << reference.reason;
  add_record(all, "reference", reference);
  if (asked.solver) {
    const Record result = load_record(run_case(asked, options).file);
    EXPECT_EQ(result.status, "complete") << result.reason;
    add_record(all, "result", result);
    const std::vector<Verdict> verdicts = judge(asked, result, &reference);
    for (const Verdict& verdict : verdicts) {
      EXPECT_NE(verdict.verdict, Outcome::error) << verdict.claim << ": " << verdict.reason;
    }
    add_verdicts(all, asked, verdicts);
  }
  return all;
}

void expect_same(const Everything& expected, const Everything& found, int exponent) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [name, numbers] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    const std::vector<double>& values = found.at(name).values;
    ASSERT_EQ(values.size(), numbers.values.size()) << name;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double wanted = std::ldexp(numbers.values[k], exponent * numbers.power);
      if (!(values[k] == wanted || (std::isnan(values[k]) && std::isnan(wanted)))) {
        ADD_FAILURE() << fmt::format("{}[{}] is {}, and {} in the unit 2^{}: not 2^({} x {}) times as much",
                                     name, k, numbers.values[k], values[k], -exponent, exponent,
                                     numbers.power);
        break;
      }
    }
  }
}

// ---------------------------------------------------------------- the cases

constexpr const char* quench = R"(schema = "quenchmark.case/1"
id = "scaled"
title = "One case in four units of energy"
[model]
kind = "tfim"
lattice = "square"
size = [3, 3]
J = 1.0
h_over_hc = 1.0
[protocol]
start = "paramagnet"
kind = "quench"
t_max = 0.1
output_dt = 0.025
[[observable]]
name = "mx"
[[observable]]
name = "zz"
[[observable]]
name = "energy"
[[observable]]
name = "energy_density"
[[observable]]
name = "energy_variance"
[[observable]]
name = "excess_energy"
[[observable]]
name = "f_q"
[reference]
method = "exact_sector"
[solver]
basis = "z"
[solver.ansatz]
kind = "complex_cnn"
channels = [2]
filter = [3]
[solver.sampler]
kind = "orbit_sum"
[solver.tdvp]
cut = 1e-10
[solver.integrator]
tolerance = 1e-5
[[claim]]
id = "mx"
observable = "mx"
limit = 1e-2
[[claim]]
id = "energy"
observable = "energy"
against = "invariant"
limit = 1e-3
)";

using Edits = std::vector<std::pair<const char*, const char*>>;

struct Scaled {
  const char* name;
  Edits edits;  ///< of the quench above
};

void PrintTo(const Scaled& scaled, std::ostream* out) {
  *out << scaled.name;
}

const Edits chain{{"lattice = \"square\"", "lattice = \"chain\""}, {"size = [3, 3]", "size = [8]"}};

Edits operator+(Edits edits, const Edits& more) {
  edits.insert(edits.end(), more.begin(), more.end());
  return edits;
}

/// Energies are not conserved on a ramp: their claim is against the reference.
const Edits against_reference{{"against = \"invariant\"\nlimit = 1e-3", "limit = 1.0"}};

const Edits sampled{{"[solver]\n", "[solver]\nreplicas = 8\n"},
                    {"kind = \"orbit_sum\"", "kind = \"metropolis\"\nsamples = 128\nchains = 16"},
                    {"limit = 1e-2", "limit = 1e-1\nkind = \"statistical\""},
                    {"id = \"energy\"\n", "id = \"energy\"\nkind = \"statistical\"\n"},
                    {"cut = 1e-10", "cut = 1e-6\nlambda_snr = 1.0"},
                    {"tolerance = 1e-5", "tolerance = 1e-3\nnorm = \"s\""}};

const Edits smooth_ramp{{"kind = \"quench\"", "kind = \"smooth_ramp\""},
                        {"h_over_hc = 1.0\n", ""},
                        {"t_max = 0.1\noutput_dt = 0.025", "tau_q = 0.1\noutput_dt = 0.05"}};

const std::vector<Scaled>& scaled_cases() {
  const Edits no_excess{{"name = \"excess_energy\"\n[[observable]]\n", ""}};
  static const std::vector<Scaled> all{
      {"OrbitSum", {}},
      {"ListedTimesAndFreeFermions",
       chain + no_excess +
           Edits{{"\"exact_sector\"", "\"free_fermions\""},
                 {"name = \"zz\"\n[[observable]]\n", ""},
                 {"[[observable]]\nname = \"energy_variance\"\n[[observable]]\nname = \"f_q\"\n", ""},
                 {"output_dt = 0.025", "output_times = [0.01, 0.07]"},
                 {"filter = [3]", "filter = [8]"},
                 {"kind = \"orbit_sum\"", "kind = \"exact_sum\""},
                 {"cut = 1e-10", "filter = \"tikhonov_gcv\""}}},
      {"FieldAlone", no_excess + Edits{{"h_over_hc = 1.0", "h = 3.0"}, {"J = 1.0", "J = 0.0"}}},
      {"SmoothRamp", smooth_ramp + against_reference},
      {"LinearRamp",
       chain + smooth_ramp + against_reference +
           Edits{{"kind = \"smooth_ramp\"", "kind = \"linear_ramp\""}, {"\"exact_sector\"", "\"exact\""}}},
      {"Sampled", sampled + against_reference},
      {"SampledRamp", chain + smooth_ramp + sampled + against_reference},
      {"Residual", against_reference + Edits{{"kind = \"complex_cnn\"\nchannels = [2]",
                                              "kind = \"residual_cnn\"\nchannels = [4]"},
                                             {"[solver.tdvp]", "[solver.tdvp]\nform = \"mclachlan\""},
                                             {"output_dt = 0.025", "output_dt = 0.05"},
                                             {"tolerance = 1e-5", "tolerance = 1e-4"}}},
      {"RotatingFrame", Edits{{"start = \"paramagnet\"", "start = \"ferromagnet\""},
                              {"basis = \"z\"", "basis = \"interaction\""},
                              {"filter = [3]", "filter = [3]\nactivation = \"both\""}}},
      {"TwoFields", chain + no_excess +
                        Edits{{"kind = \"tfim\"", "kind = \"mixed_field\""},
                              {"h_over_hc = 1.0", "h = 0.5\ng = -1.05"},
                              {"filter = [3]", "filter = [3]\nactivation = \"both\""},
                              {"\"exact_sector\"", "\"exact\""}}}};
  return all;
}

std::string text_of(const Scaled& scaled) {
  std::string text = quench;
  for (const auto& [from, to] : scaled.edits) {
    text = cases::edited(text, from, to);
  }
  return text;
}

class EnergyUnit : public ::testing::TestWithParam<Scaled> {};

TEST_P(EnergyUnit, IsNowhereInTheResults) {
  const std::string text = text_of(GetParam());
  const Everything expected = outcome_of(text);
  for (const int exponent : {-20, 20, 30}) {
    SCOPED_TRACE(exponent);
    expect_same(expected, outcome_of(in_other_unit(text, std::ldexp(1.0, exponent))), exponent);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, EnergyUnit, ::testing::ValuesIn(scaled_cases()),
                         [](const auto& info) { return std::string(info.param.name); });

/// Where memory is short, operator splitting in the full space takes steps of a length that is planned.
TEST(EnergyUnitOfAReference, IsNotInTheStepsOfASplitting) {
  const auto curve_at = [](int exponent) {
    const std::string text =
        in_other_unit(cases::edited(cases::edited(cases::edited(quench, "size = [3, 3]", "size = [3, 4]"),
                                                  "\"exact_sector\"", "\"exact\""),
                                    "name = \"energy_variance\"\n[[observable]]\nname = \"excess_energy\"",
                                    "name = \"mz\""),
                      std::ldexp(1.0, exponent));
    const cases::Case asked = cases::read_case_text(text, "scaled.toml").at(cases::Tier::smoke);
    reference::ReferenceSettings settings;
    settings.memory_limit = 2 * 16 * 4096 + 1000;  // two state vectors
    return reference::compute_reference(cases::make_problem(asked), asked.reference, settings, {});
  };
  const reference::ReferenceCurve expected = curve_at(0);
  EXPECT_NE(expected.method.find("splitting"), std::string::npos) << expected.method;
  for (const int exponent : {-20, 20, 30}) {
    const reference::ReferenceCurve found = curve_at(exponent);
    EXPECT_EQ(found.method, expected.method);
    EXPECT_EQ(found.numbers.at("steps"), expected.numbers.at("steps"));
    EXPECT_EQ(found.observables.at("mx"), expected.observables.at("mx"));
  }
}

/// Large enough for the iterative search for the ground state.
TEST(EnergyUnitOfAReference, IsNotInItsGroundStates) {
  const std::string whole = cases::edited(
      cases::edited(quench, "lattice = \"square\"", "lattice = \"chain\""), "size = [3, 3]", "size = [14]");
  const std::string text = whole.substr(0, whole.find("[solver]"));
  const Everything expected = outcome_of(text);
  EXPECT_GT(expected.at("reference/work/sector_dimension").values.at(0), 200.0);
  for (const int exponent : {-20, 20, 30}) {
    SCOPED_TRACE(exponent);
    expect_same(expected, outcome_of(in_other_unit(text, std::ldexp(1.0, exponent))), exponent);
  }
}

}  // namespace
}  // namespace quenchmark::validation
