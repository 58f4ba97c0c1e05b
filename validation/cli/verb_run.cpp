#include <CLI/CLI.hpp>

#include "cases/spec/case_text.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"
#include "validation/cli/work_verb.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {

namespace {

class RunVerb final : public Verb {
 public:
  std::string name() const override { return "run"; }
  std::string summary() const override { return "solve a case with its neural quantum state"; }

  void declare(CLI::App& command) override {
    command.add_option("CASE", case_, "id of the catalogue, or path ending in .toml")->required();
    add_tier_option(command, tier_, "size of the case; smoke by default");
    command.add_flag("--resume", resume_, "finish an interrupted result");
    command.add_flag("--force", force_, "replace an earlier result");
    command.add_option("--replica", replica_, "this replica alone")
        ->type_name("K")
        ->check(CLI::Range(0, 1000000));
    command
        .add_option("--checkpoint-every", checkpoint_seconds_,
                    "a checkpoint at least this often; 0: every step")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--backend", backend_, "kernels")
        ->type_name("plain|cpu|torch|cuda")
        ->check(CLI::IsMember({"plain", "cpu", "torch", "cuda"}));
  }

  int run(const CommonOptions& common) override {
    cases::Case asked = cases::find_case(case_, cases::catalog_directory(common.cases)).at(tier_);
    apply_seed(asked, common);
    if (asked.solver && !backend_.empty()) {
      asked.solver->backend = *cases::from_name<cases::Backend>(backend_);
      cases::refresh_resolved_text(asked);
    }
    if (asked.solver && replica_ >= asked.solver->replicas) {
      throw Error(ErrorKind::usage, "there is no replica " + std::to_string(replica_),
                  "the case has " + std::to_string(asked.solver->replicas) + ", counted from 0", asked.file);
    }
    if (asked.predictor && (!backend_.empty() || replica_ >= 0)) {
      throw Error(ErrorKind::usage,
                  "--backend and --replica are about a [solver], and the case has a [predictor]",
                  "predictor.device says where it trains", asked.file);
    }
    RunOptions options;
    options.earlier = earlier_rule(resume_, force_);
    options.replica = replica_;
    options.checkpoint_seconds = checkpoint_seconds_;
    return do_work(asked, asked.id, options, common, run_case);
  }

 private:
  std::string case_, backend_;
  cases::Tier tier_ = cases::Tier::smoke;
  bool resume_ = false, force_ = false;
  int replica_ = -1;
  double checkpoint_seconds_ = RunOptions{}.checkpoint_seconds;
};

}  // namespace

std::unique_ptr<Verb> make_run_verb() {
  return std::make_unique<RunVerb>();
}

}  // namespace quenchmark::validation
