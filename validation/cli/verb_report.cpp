#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "validation/cli/output.hpp"
#include "validation/cli/stored_results.hpp"
#include "validation/cli/verb.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/report/report.hpp"

namespace quenchmark::validation {

namespace {

/// Judges stored results again, without running anything, and writes the report about them.
class ReportVerb final : public Verb {
 public:
  std::string name() const override { return "report"; }
  std::string summary() const override { return "write the report about results that are there"; }

  void declare(CLI::App& command) override {
    command.add_option("--from", from_, "directory of the results; by default that of --out")
        ->type_name("DIR");
  }

  int run(const CommonOptions& common) override {
    const std::string from = from_.empty() ? common.out : from_;
    StoredSuiteRules rules = rules_for_stored(common, from);
    rules.any_tier = false;
    rules.find_known = known_cases(common);
    const StoredSuite stored = read_stored_suite(from, rules);
    print_errors(stored.problems);
    Suite suite = judge_suite(stored.info, stored.evidence);
    suite.verdicts.insert(suite.verdicts.end(), stored.refused.begin(), stored.refused.end());
    const std::filesystem::path page = write_report(common.out, suite, stored.evidence);
    const int status = exit_status(suite, stored.problems);
    if (common.json) {
      nlohmann::ordered_json document = verdicts_json(suite);
      document["exit"] = status;
      write_document(document);
    } else {
      write_output(page.string() + "\n");
    }
    return status;
  }

 private:
  /// As `validate` exits; files that cannot be read count as errors.
  static int exit_status(const Suite& suite, const std::vector<Diagnostic>& problems) {
    const int of_files = problems.empty() ? 0 : Error(problems).exit_code();
    const int of_claims = suite.exit_code();
    for (const int worse : {4, 2, 1, 3}) {
      if (of_files == worse || of_claims == worse) {
        return worse;
      }
    }
    return 0;
  }

  std::string from_;
};

}  // namespace

std::unique_ptr<Verb> make_report_verb() {
  return std::make_unique<ReportVerb>();
}

}  // namespace quenchmark::validation
