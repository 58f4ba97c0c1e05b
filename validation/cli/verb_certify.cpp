#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cases/spec/catalog.hpp"
#include "validation/certify/certify_states.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/judge/verdict_table.hpp"
#include "validation/report/describe_case.hpp"
#include "validation/report/report.hpp"
#include "validation/run/progress.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

/// NaN passes every comparison of a range.
const CLI::Validator positive_number(
    [](const std::string& word) {
      double value = 0.0;
      const bool fine = CLI::detail::lexical_cast(word, value) && std::isfinite(value) && value > 0.0;
      return fine ? std::string() : "\"" + word + "\" is not a positive number";
    },
    "X > 0");

class CertifyVerb final : public Verb {
 public:
  std::string name() const override { return "certify"; }
  std::string summary() const override {
    return "a verdict about somebody else's curve, against exact dynamics";
  }

  void declare(CLI::App& command) override {
    command.footer(
        "CURVE is CSV (t, <observable>, <observable>_error; zz_1_0 is zz at displacement [1, 0]), a NetKet "
        "log (JSON or\n"
        "HDF5), jVMC's HDF5, or our result.h5. The exact curve is computed at the curve's own times; nothing "
        "is\n"
        "interpolated, nothing is rescaled. Where a curve does not pass, conventions are tried that would "
        "explain it.\n"
        "\n"
        "  quenchmark certify mine.csv --case tfim-square-4x4-paramagnet-to-hc --limit 1e-3\n"
        "  quenchmark certify run.log --case tfim-square-3x3-paramagnet-to-hc --map mx=Sx,zz_1_0=ZZ\n"
        "  quenchmark certify mine.csv --model kind=tfim,lattice=square,size=3x4,h=2 --protocol "
        "start=paramagnet\n"
        "\n"
        "CURVE may also be wave functions at a few times (HDF5, validation/certify/STATES.md): r^2, Var H, a "
        "bound of the\n"
        "angle to the exact state and, where exact states exist, the angle itself; --limit is in rad then, "
        "0.1 by default.\n"
        "\n"
        "Energies are in the unit of J and h, times in its inverse, matrices are Pauli's "
        "(validation/certify/README.md).");
    command.add_option("CURVE", file_, "the curve's file")->required();
    command.add_option("--case", case_, "the problem that it is about: an id, or a path ending in .toml")
        ->type_name("ID");
    add_tier_option(command, tier_, "size of the case; smoke where it has that, else its first");
    command.add_option("--map", map_, "which of its series is what: t=NAME,mx=NAME,mx_error=NAME")
        ->type_name("OURS=THEIRS,...");
    command
        .add_option_function<std::string>(
            "--format",
            [this](const std::string& word) {
              format_ = curve_format_of(word);
              if (!format_) {
                throw CLI::ValidationError(
                    "--format", "\"" + word + "\" is no format, which are: csv, quenchmark, netket, jvmc");
              }
            },
            "what the file is; by default its content tells")
        ->type_name("csv|quenchmark|netket|jvmc");
    command
        .add_option("--limit", limit_,
                    "the largest error that passes; by default that of the case's own claim, else 0.01")
        ->check(positive_number);
    command.add_option("--until", until_, "judge the curve up to this time; by default all of it")
        ->type_name("T");
    command
        .add_option(
            "--error", error_,
            "standard error of values that state none: a number, or a series; none: errors do not count")
        ->type_name("X|NAME|none");
    command
        .add_option(
            "--finite-size", finite_size_,
            "another size of the lattice, a case or a file with its exact curve: the difference counts as an "
            "error of the truth")
        ->type_name("ID|FILE");
    command
        .add_option("--model", model_,
                    "change the case's [model], or write one without --case: key=value,...")
        ->type_name("KEY=VALUE,...");
    command.add_option("--protocol", protocol_, "the same for [protocol]")->type_name("KEY=VALUE,...");
  }

  int run(const CommonOptions& common) override {
    require_writable_directory(common.out);
    const StopSignal stop;
    StatesOutcome states;
    CertifyOutcome& outcome = states.certified;
    {
      Progress progress("certify", progress_style(common.quiet));
      CertifyRequest asked = request(common);
      asked.control.stop = &StopSignal::flag();
      asked.control.report = [&](const ProgressReport& where) { progress.report(where); };
      if (is_states_file(file_)) {
        states = certify_states(asked);
      } else {
        outcome = certify_curve(asked);
      }
    }
    if (outcome.interrupted) {
      throw_away(common);
      return StopSignal::exit_code();
    }
    for (const std::string& note : outcome.notes) {
      std::fputs((file_ + ": " + note + "\n").c_str(), stderr);
    }
    publish(states, common);
    return outcome.suite.exit_code();
  }

 private:
  CertifyRequest request(const CommonOptions& common) const {
    CertifyRequest asked;
    asked.file = file_;
    asked.format = format_;
    asked.curve.names = parse_names(map_);
    asked.curve.until = until_;
    asked.curve.error = error_;
    if (!case_.empty()) {
      asked.problem.case_file = cases::find_case(case_, cases::catalog_directory(common.cases));
    }
    asked.problem.tier = tier_;
    asked.problem.model = model_;
    asked.problem.protocol = protocol_;
    asked.limit = limit_;
    asked.finite_size = finite_size_;
    if (!finite_size_.empty() &&
        (finite_size_.ends_with(".toml") || !std::filesystem::is_regular_file(finite_size_))) {
      asked.finite_size_case = cases::find_case(finite_size_, cases::catalog_directory(common.cases));
    }
    asked.out = common.out;
    asked.invocation = {common.command_line, thread_count(common)};
    return asked;
  }

  void throw_away(const CommonOptions& common) const {
    const Error error(ErrorKind::io, "stopped by a signal: nothing was judged", "certify it again", file_);
    print_errors(error.diagnostics());
    if (common.json) {
      const nlohmann::ordered_json document{
          {"schema", "quenchmark.error/1"},
          {"errors", nlohmann::ordered_json::array({to_json(error.diagnostics().front())})}};
      tell_whoever_listens([&] { write_document(document); }, true);
    }
  }

  static nlohmann::ordered_json number(const std::optional<Measured>& measured) {
    const bool finite = measured && std::isfinite(measured->value);
    return finite ? nlohmann::ordered_json{measured->value, measured->error}
                  : nlohmann::ordered_json(nullptr);
  }

  static nlohmann::ordered_json json_of(const StateMeasures& one) {
    return {{"t", one.time},
            {"energy", number(one.energy)},
            {"energy_variance", number(one.variance)},
            {"r2", number(one.r2)},
            {"speed_squared", number(one.speed_squared)},
            {"fidelity", number(one.fidelity)},
            {"angle", number(one.angle)},
            {"bound", one.bound ? nlohmann::ordered_json(*one.bound) : nlohmann::ordered_json(nullptr)}};
  }

  /// "-27.4 +- 0.09"
  static std::string words(const std::optional<Measured>& measured) {
    return !measured                ? "-"
           : measured->error == 0.0 ? fmt::format("{:.6g}", measured->value)
                                    : fmt::format("{:.4g} +- {:.1g}", measured->value, measured->error);
  }

  static std::string measures_table(const std::vector<StateMeasures>& measures) {
    std::vector<std::vector<std::string>> rows{
        {"t", "energy", "Var H", "r^2", "bound [rad]", "angle [rad]", "fidelity"}};
    for (const StateMeasures& one : measures) {
      rows.push_back({fmt::format("{:.4g}", one.time), words(one.energy), words(one.variance), words(one.r2),
                      one.bound ? fmt::format("{:.3g}", *one.bound) : "-", words(one.angle),
                      words(one.fidelity)});
    }
    return measures.empty() ? "" : text_table(rows) + "\n";
  }

  static nlohmann::ordered_json document_of(const StatesOutcome& states) {
    const CertifyOutcome& outcome = states.certified;
    nlohmann::ordered_json document = verdicts_json(outcome.suite);
    document["problem"] = describe_physics(outcome.evidence.front().asked);
    document["notes"] = outcome.notes;
    nlohmann::ordered_json& diagnoses = document["diagnosis"] = nlohmann::ordered_json::array();
    for (const Diagnosis& diagnosis : outcome.diagnoses) {
      diagnoses.push_back({{"claim", diagnosis.claim},
                           {"change", diagnosis.change},
                           {"error_before", diagnosis.before},
                           {"error_after", diagnosis.after},
                           {"times", diagnosis.times}});
    }
    if (!states.measures.empty()) {
      nlohmann::ordered_json& measures = document["states"] = nlohmann::ordered_json::array();
      for (const StateMeasures& one : states.measures) {
        measures.push_back(json_of(one));
      }
    }
    return document;
  }

  static void publish(const StatesOutcome& states, const CommonOptions& common) {
    const CertifyOutcome& outcome = states.certified;
    const std::filesystem::path& directory = outcome.directory;
    write_verdicts_json(directory / "verdicts.json", outcome.suite);
    write_junit(directory / "junit.xml", outcome.suite);
    const std::filesystem::path page = write_report(directory, outcome.suite, outcome.evidence);
    if (common.json) {
      write_document(document_of(states));
    } else {
      const Evidence& evidence = outcome.evidence.front();
      write_output(measures_table(states.measures) +
                   verdict_table(outcome.suite, isatty(STDOUT_FILENO) == 1) +
                   fmt::format("truth: {}; {}\nreport: {}\n", describe_physics(evidence.asked),
                               evidence.reference ? evidence.reference->method : evidence.reference_failure,
                               page.string()));
    }
  }

  std::string file_, case_, map_, error_, model_, protocol_, finite_size_;
  std::optional<cases::Tier> tier_;
  std::optional<CurveFormat> format_;
  std::optional<double> limit_, until_;
};

}  // namespace

std::unique_ptr<Verb> make_certify_verb() {
  return std::make_unique<CertifyVerb>();
}

}  // namespace quenchmark::validation
