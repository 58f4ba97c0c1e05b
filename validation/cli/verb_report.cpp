#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "validation/cli/output.hpp"
#include "validation/cli/verb.hpp"
#include "validation/judge/verdict_files.hpp"
#include "validation/report/report.hpp"
#include "validation/report/stored_suite.hpp"

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
    const StoredSuite stored = read_stored_suite(from_.empty() ? common.out : from_, false);
    print_errors(stored.problems);
    const Suite suite = judge_suite(stored.info, stored.evidence);
    const std::filesystem::path page = write_report(common.out, suite, stored.evidence);
    if (common.json) {
      write_document(verdicts_json(suite));
    } else {
      write_output(page.string() + "\n");
    }
    return stored.problems.empty() ? 0 : Error(stored.problems).exit_code();
  }

 private:
  std::string from_;
};

}  // namespace

std::unique_ptr<Verb> make_report_verb() {
  return std::make_unique<ReportVerb>();
}

}  // namespace quenchmark::validation
