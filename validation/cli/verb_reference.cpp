#include <CLI/CLI.hpp>

#include "cases/spec/case_text.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {

namespace {

class ReferenceVerb final : public Verb {
 public:
  std::string name() const override { return "reference"; }
  std::string summary() const override { return "compute what a case is judged against"; }

  void declare(CLI::App& command) override {
    command.add_option("CASE", case_, "id of the catalogue, or path ending in .toml")->required();
    add_tier_option(command, tier_, "size of the case; smoke by default");
    command.add_option("--method", method_, "instead of the case's own")
        ->type_name("M")
        ->check(CLI::IsMember({"free_fermions", "exact", "exact_sector", "series", "published", "case"}));
    command.add_flag("--force", force_, "replace an earlier reference");
  }

  int run(const CommonOptions& common) override {
    cases::Case asked = cases::find_case(case_, cases::catalog_directory(common.cases)).at(tier_);
    if (!method_.empty()) {
      asked.reference.method = *cases::from_name<cases::ReferenceMethod>(method_);
      require_source(asked);
      cases::refresh_resolved_text(asked);
    }
    RunOptions options;
    options.earlier = earlier_rule(false, force_);
    return do_work(asked, asked.id + ": reference", options, common, reference_case);
  }

 private:
  /// What the case file would have been refused for.
  static void require_source(const cases::Case& asked) {
    const bool published = asked.reference.method == cases::ReferenceMethod::published;
    const bool other = asked.reference.method == cases::ReferenceMethod::other_case;
    if ((published && asked.reference.file.empty()) || (other && asked.reference.case_id.empty())) {
      throw Error(ErrorKind::usage,
                  std::string("--method ") + (published ? "published" : "case") +
                      " needs a case that names its source",
                  std::string("set reference.") + (published ? "file" : "case"), asked.file);
    }
  }

  std::string case_, method_;
  cases::Tier tier_ = cases::Tier::smoke;
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_reference_verb() {
  return std::make_unique<ReferenceVerb>();
}

}  // namespace quenchmark::validation
