#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <utility>

#include "base/file.hpp"
#include "cases/spec/catalog.hpp"
#include "validation/cli/calibrate.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/judge/verdict_table.hpp"
#include "validation/report/report.hpp"
#include "validation/run/stop_signal.hpp"
#include "validation/run/torch_status.hpp"
#include "validation/run/validate_suite.hpp"

namespace quenchmark::validation {

namespace {

/// The case, or those of a study that have the tier.
std::vector<SuiteRequest> named_cases(const std::string& name, const std::string& directory,
                                      cases::Tier tier) {
  try {
    const std::vector<cases::CaseFile> files = cases::with_tier(cases::find_cases(name, directory), tier);
    std::vector<SuiteRequest> requests;
    for (const cases::CaseFile& file : files) {
      requests.push_back({file.study.empty() ? name : file.id(), file.at(tier), {}});
    }
    return requests;
  } catch (const Error& error) {
    return {{name, {}, error}};
  }
}

/// Asked once: loading LibTorch takes half a second.
bool can_train() {
  static const bool available = torch_status().available;
  return available;
}

/// Every case of the catalogue that has the tier, and every file of it that cannot be read.
std::vector<SuiteRequest> whole_catalogue(const std::string& directory, cases::Tier tier) {
  const cases::Catalog catalog = cases::read_catalog(directory);
  std::vector<SuiteRequest> requests;
  for (const cases::CaseFile& file : catalog.cases) {
    for (const cases::Case& resolved : file.tiers) {
      if (resolved.tier != tier) {
        continue;
      }
      if (resolved.predictor && resolved.predictor->trains() && !can_train()) {
        std::fputs(fmt::format("{}: left out, it trains a predictor and LibTorch is not there (`quenchmark "
                               "doctor` says why)\n",
                               resolved.id)
                       .c_str(),
                   stderr);
      } else {
        requests.push_back({resolved.id, resolved, {}});
      }
    }
  }
  std::map<std::string, std::vector<Diagnostic>> problems;
  for (const Diagnostic& problem : catalog.problems) {
    problems[problem.file].push_back(problem);
  }
  for (const auto& [file, diagnostics] : problems) {
    requests.push_back({file, {}, Error(diagnostics)});
  }
  if (requests.empty()) {
    throw Error(ErrorKind::usage, fmt::format("no case of the catalogue has the tier {}", cases::name(tier)),
                "quenchmark list shows the cases and their tiers", directory);
  }
  return requests;
}

class ValidateVerb final : public Verb {
 public:
  std::string name() const override { return "validate"; }
  std::string summary() const override { return "run what is missing, judge every claim, write the report"; }

  void declare(CLI::App& command) override {
    command.add_option("CASE", cases_, "ids of cases or studies, or paths; by default the whole catalogue");
    add_tier_option(command, tier_, "size of the cases; smoke by default");
    command.add_flag("--no-run", no_run_, "judge what is there");
    command.add_option("--jobs", jobs_, "pieces of work at a time, sharing the threads; 1 by default")
        ->type_name("N")
        ->check(CLI::Range(1, 1024));
    command.add_flag("--fresh-seeds", fresh_seeds_, "draw new seeds, and show them");
    command
        .add_option(
            "--calibrate", calibrate_,
            "repeat the suite N times with fresh seeds: how often each claim passes, fails, cannot decide")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000))
        ->excludes("--no-run");
  }

  int run(const CommonOptions& common) override {
    const std::string directory = cases::catalog_directory(common.cases);
    std::vector<SuiteRequest> requests;
    for (const std::string& name : cases_) {
      for (SuiteRequest& request : named_cases(name, directory, tier_)) {
        requests.push_back(std::move(request));
      }
    }
    if (cases_.empty()) {
      requests = whole_catalogue(directory, tier_);
    }
    if (calibrate_ > 0) {
      return calibrate(requests, common, directory);
    }
    const CommonOptions seeded = with_fresh_seed(common);
    for (SuiteRequest& request : requests) {
      if (request.asked) {
        apply_seed(*request.asked, seeded);
      } else {
        print_errors(request.failure->diagnostics());
      }
    }
    require_writable_directory(common.out);
    const StopSignal stop;
    const SuiteOutcome outcome = validate_suite(requests, suite_options(seeded, directory));
    if (outcome.interrupted) {
      const std::string words = "stopped by a signal: what was computed is kept, nothing was judged";
      std::fputs((words + "\n").c_str(), stderr);
      if (common.json) {
        const Error error(ErrorKind::io, words, "validate again: what is complete is not computed again");
        const nlohmann::ordered_json document{
            {"schema", "quenchmark.error/1"},
            {"errors", nlohmann::ordered_json::array({to_json(error.diagnostics().front())})}};
        tell_whoever_listens([&] { write_document(document); }, true);
      }
      return StopSignal::exit_code();
    }
    publish(outcome, common);
    return outcome.suite.exit_code();
  }

 private:
  /// Every repetition is a suite of its own, in one folder: references stay, what has another seed is made
  /// again.
  int calibrate(const std::vector<SuiteRequest>& requests, const CommonOptions& common,
                const std::string& directory) const {
    const StopSignal stop;
    return calibrate_suite(calibrate_, common, [&](const CommonOptions& seeded) {
      std::vector<SuiteRequest> repeated = requests;
      for (SuiteRequest& request : repeated) {
        if (!request.asked) {
          throw Error(request.failure->diagnostics());
        }
        apply_seed(*request.asked, seeded);
      }
      SuiteOptions options = suite_options(seeded, directory);
      options.progress = ProgressStyle::none;
      return validate_suite(repeated, options);
    });
  }

  CommonOptions with_fresh_seed(CommonOptions common) const {
    if (fresh_seeds_ && !common.seed) {
      std::random_device entropy;
      common.seed = (std::uint64_t{entropy()} << 32) | entropy();
      if (!common.quiet) {
        std::fputs(fmt::format("fresh seed: {}\n", *common.seed).c_str(), stderr);
      }
    }
    return common;
  }

  SuiteOptions suite_options(const CommonOptions& common, const std::string& directory) const {
    SuiteOptions options;
    options.out = common.out;
    options.tier = tier_;
    options.seed = common.seed;
    options.repeated = repeated_options(common);
    options.no_run = no_run_;
    options.jobs = jobs_;
    options.progress = progress_style(common.quiet);
    options.invocation = {common.command_line, thread_count(common)};
    options.stop = &StopSignal::flag();
    options.find_case = [directory, common, tier = tier_](const std::string& id) {
      cases::Case found = cases::find_case(id, directory).at(tier);
      apply_seed(found, common);
      return found;
    };
    return options;
  }

  static void publish(const SuiteOutcome& outcome, const CommonOptions& common) {
    const std::filesystem::path out = common.out;
    write_verdicts_json(out / "verdicts.json", outcome.suite);
    write_junit(out / "junit.xml", outcome.suite);
    const std::filesystem::path page = write_report(out, outcome.suite, outcome.evidence);
    if (common.json) {
      write_document(verdicts_json(outcome.suite));
    } else {
      write_output(verdict_table(outcome.suite, isatty(STDOUT_FILENO) == 1) + "report: " + page.string() +
                   "\n");
    }
  }

  std::vector<std::string> cases_;
  cases::Tier tier_ = cases::Tier::smoke;
  bool no_run_ = false, fresh_seeds_ = false;
  int jobs_ = 1;
  int calibrate_ = 0;  ///< repetitions; 0: judge once
};

}  // namespace

std::unique_ptr<Verb> make_validate_verb() {
  return std::make_unique<ValidateVerb>();
}

}  // namespace quenchmark::validation
