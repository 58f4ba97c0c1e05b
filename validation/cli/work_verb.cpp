#include "validation/cli/work_verb.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"
#include "validation/cli/output.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/progress.hpp"
#include "validation/run/ranks.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

void tell(const cases::Case& asked, const RunOutcome& outcome, const CommonOptions& common) {
  if (common.json) {
    write_document({{"schema", "quenchmark.run/1"},
                    {"case", asked.id},
                    {"tier", cases::name(asked.tier)},
                    {"status", outcome.status},
                    {"reason", outcome.reason},
                    {"cause", name(outcome.cause)},
                    {"file", outcome.file.string()},
                    {"sidecar", sidecar_path(outcome.file).string()},
                    {"computed", outcome.computed},
                    {"t_reached", outcome.t_reached},
                    {"seconds", outcome.seconds}});
  } else {
    write_output(fmt::format("{}  {}\n", outcome.status, outcome.file.string()));
  }
}

void talk(const std::string& title, const RunOutcome& outcome) {
  if (!outcome.note.empty()) {
    std::fputs((title + ": " + outcome.note + "\n").c_str(), stderr);
  }
  if (outcome.status != "complete") {
    std::fputs(
        fmt::format("{}: {} at t = {:.6g}: {}\n", title, outcome.status, outcome.t_reached, outcome.reason)
            .c_str(),
        stderr);
  }
}

}  // namespace

Earlier earlier_rule(bool resume, bool force) {
  if (resume && force) {
    throw Error(ErrorKind::usage, "--resume and --force exclude each other",
                "--resume finishes an interrupted result, --force replaces any");
  }
  return force ? Earlier::replace : resume ? Earlier::resume : Earlier::refuse;
}

void apply_seed(cases::Case& asked, const CommonOptions& common) {
  if (common.seed && asked.solver) {
    asked.solver->seed = *common.seed;
    cases::refresh_resolved_text(asked);
  }
  if (common.seed && asked.predictor) {
    asked.predictor->seed = *common.seed;
    cases::refresh_resolved_text(asked);
  }
}

std::vector<std::string> repeated_options(const CommonOptions& common) {
  std::vector<std::string> words;
  if (common.seed) {
    words.insert(words.end(), {"--seed", std::to_string(*common.seed)});
  }
  if (const std::string catalogue = cases::named_catalogue(common.cases); !catalogue.empty()) {
    words.insert(words.end(), {"--cases", catalogue});
  }
  if (common.out != CommonOptions{}.out) {
    words.insert(words.end(), {"--out", common.out});
  }
  return words;
}

void tell_whoever_listens(const std::function<void()>& tell, bool interrupted) {
  try {
    tell();
  } catch (const Error&) {
    if (!interrupted) {
      throw;
    }
  }
}

int do_work(const cases::Case& asked, const std::string& title, RunOptions options,
            const CommonOptions& common,
            const std::function<RunOutcome(const cases::Case&, const RunOptions&)>& work) {
  const StopSignal stop;
  RunOutcome outcome;
  {
    Progress progress(title, progress_style(common.quiet || process_rank() > 0));
    options.out = common.out;
    options.invocation = {common.command_line, thread_count(common)};
    options.control.stop = &StopSignal::flag();
    options.control.report = [&](const ProgressReport& where) { progress.report(where); };
    outcome = work(asked, options);
  }
  const int status = exit_code_of(outcome);
  if (process_rank() == 0) {
    talk(title, outcome);
    tell_whoever_listens([&] { tell(asked, outcome, common); }, outcome.status == "interrupted");
  }
  return status;
}

}  // namespace quenchmark::validation
