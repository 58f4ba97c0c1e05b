#include "validation/run/validate_suite.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/planted_defect.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/names.hpp"
#include "validation/evidence/door.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/suite_work.hpp"

namespace quenchmark::validation {

namespace {

using Clock = std::chrono::steady_clock;

/// One case on its way through the suite.
struct Entry {
  std::string name;
  std::optional<cases::Case> asked;
  std::optional<Error> failure;  ///< the first thing that went wrong
};

std::vector<Entry> make_entries(const std::vector<SuiteRequest>& requests) {
  std::vector<Entry> entries;
  std::set<std::string> ids;
  for (const SuiteRequest& request : requests) {
    Entry& entry = entries.emplace_back(Entry{request.name, request.asked, request.failure});
    if (entry.asked && !ids.insert(entry.asked->id).second) {
      entry.failure = Error(ErrorKind::bad_case, "another case of this suite has the id " + entry.asked->id,
                            "name each case once, and give each file its own id", entry.asked->file);
      entry.asked.reset();
    }
  }
  return entries;
}

std::string reproducing_command(const Entry& entry, const SuiteOptions& options) {
  // A path that begins with a dash would be taken for an option.
  const std::string name = entry.name.starts_with("-") ? "./" + entry.name : entry.name;
  std::vector<std::string> words{"quenchmark", "validate", name, "--tier",
                                 std::string(cases::name(options.tier))};
  words.insert(words.end(), options.repeated.begin(), options.repeated.end());
  return shell_line(words);
}

/// "FILE:LINE:COL: message; hint", and how many more there are.
std::string first_finding(const Error& error) {
  std::string text = format_diagnostic(error.diagnostics().front());
  constexpr std::string_view beginning = "error: ";
  text.erase(0, text.starts_with(beginning) ? beginning.size() : 0);
  const std::size_t others = error.diagnostics().size() - 1;
  return others == 0 ? text : fmt::format("{} (and {} more)", text, others);
}

/// Results that references are made from, of cases that are not part of the suite themselves.
void add_results_of_others(std::vector<Entry>& entries, const SuiteOptions& options,
                           std::vector<Piece>& pieces) {
  for (Entry& entry : entries) {
    if (!entry.asked || entry.asked->reference.method != cases::ReferenceMethod::other_case) {
      continue;
    }
    const std::string& id = entry.asked->reference.case_id;
    const bool known = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
      return piece.asked.id == id && piece.name == "result";
    });
    if (known) {
      continue;
    }
    try {
      pieces.push_back({options.find_case(id), "result"});
    } catch (const Error& error) {
      entry.failure = error;
    }
  }
}

/// "FILE:LINE:COL: message; hint" of what kept a piece from being made.
Reasons reasons_of(const Failures& failures) {
  Reasons reasons;
  for (const auto& [file, error] : failures) {
    Diagnostic why = error.diagnostics().front();
    if (!why.file.empty() && why.line > 0) {
      why.file += fmt::format(":{}{}", why.line, why.column > 0 ? fmt::format(":{}", why.column) : "");
    }
    reasons[file] =
        (why.file.empty() ? "" : why.file + ": ") + why.message + (why.hint.empty() ? "" : "; " + why.hint);
  }
  return reasons;
}

DoorRules door_rules(const SuiteOptions& options) {
  return {build_info().identity, false,
          options.no_run ? "there is none, and --no-run forbids to make it" : "there is none"};
}

/// Second runs, with fresh seeds, for those that speak for FAIL.
void confirm(std::vector<Evidence>& all, const SuiteOptions& options, Failures& failures) {
  std::vector<Piece> pieces;
  for (const Evidence& evidence : all) {
    if (needs_confirmation(evidence)) {
      pieces.push_back(confirmation_of(evidence.asked));
    }
  }
  if (!options.no_run) {
    make_pieces(pieces, options, failures);
  }
  const Reasons reasons = reasons_of(failures);
  for (Evidence& evidence : all) {
    if (needs_confirmation(evidence)) {
      gather_confirmation(evidence, options.out, door_rules(options), reasons);
    }
  }
}

void note_failures(std::vector<Entry>& entries, const SuiteOptions& options, const Failures& failures) {
  for (Entry& entry : entries) {
    if (!entry.asked || entry.failure) {
      continue;
    }
    for (const Piece& piece : pieces_of(*entry.asked)) {
      if (const auto found = failures.find(piece.file(options.out)); found != failures.end()) {
        entry.failure = found->second;
        break;
      }
    }
  }
}

/// Trouble that no claim speaks of still needs a verdict.
void add_missing_errors(const std::vector<Entry>& entries, const SuiteOptions& options, Suite& suite) {
  for (const Entry& entry : entries) {
    const std::string id = entry.asked ? entry.asked->id : entry.name;
    const bool told = std::any_of(suite.verdicts.begin(), suite.verdicts.end(), [&](const Verdict& verdict) {
      return verdict.case_id == id && verdict.verdict == Outcome::error;
    });
    if (entry.failure && !told) {
      Verdict verdict;
      verdict.case_id = id;
      verdict.tier = cases::name(options.tier);
      verdict.claim = entry.asked ? "run" : "case";
      verdict.reason = first_finding(*entry.failure);
      verdict.reproduce = reproducing_command(entry, options);
      suite.verdicts.push_back(std::move(verdict));
    }
  }
}

/// How often the planted defect acted while this record was made; 0 for one that cannot be read.
long long acted_in(const std::filesystem::path& file) {
  try {
    const Record record = load_record(file);
    const auto count = record.provenance.find("planted_count");
    return count == record.provenance.end() ? 0 : std::stoll(count->second);
  } catch (const Error&) {
    return 0;
  }
}

/// A planted defect that never acted shows nothing: whoever asked for it must learn so. The product plants
/// none.
[[maybe_unused]] void require_planted_defect(const std::vector<Entry>& entries, const SuiteOptions& options,
                                             Suite& suite) {
  long long acted = planted_count();
  for (const Entry& entry : entries) {
    for (const Piece& piece : entry.asked ? pieces_of(*entry.asked) : std::vector<Piece>{}) {
      acted += acted_in(piece.file(options.out));
    }
  }
  if (planted_name().empty() || acted > 0) {
    return;
  }
  Verdict verdict;
  verdict.case_id = "planted-defect";
  verdict.tier = cases::name(options.tier);
  verdict.claim = planted_name();
  verdict.reason = "the planted defect never acted";
  suite.verdicts.push_back(std::move(verdict));
}

/// 2 when every ERROR comes from something that is the user's to mend, else 4.
int error_exit_code(const Suite& suite, const std::vector<Entry>& entries,
                    const std::vector<Evidence>& evidence) {
  std::set<std::string> mendable;
  for (const Entry& entry : entries) {
    if (entry.failure && entry.failure->exit_code() == 2) {
      mendable.insert(entry.asked ? entry.asked->id : entry.name);
    }
  }
  for (const Evidence& one : evidence) {
    if (one.result && one.result->cause == StopCause::memory) {
      mendable.insert(one.asked.id);
    }
  }
  const bool all = std::all_of(suite.verdicts.begin(), suite.verdicts.end(), [&](const Verdict& verdict) {
    return verdict.verdict != Outcome::error || mendable.contains(verdict.case_id);
  });
  return all ? 2 : 4;
}

}  // namespace

SuiteOutcome validate_suite(const std::vector<SuiteRequest>& requests, const SuiteOptions& options) {
  const Clock::time_point start = Clock::now();
  SuiteInfo info;
  info.tier = cases::name(options.tier);
  info.seed = options.seed.value_or(0);
  info.started = utc_now();
  info.version = build_info().version;
  info.build = build_info().identity;
  std::vector<Entry> entries = make_entries(requests);
  std::vector<Piece> pieces;
  for (const Entry& entry : entries) {
    if (entry.asked) {
      const std::vector<Piece> needed = pieces_of(*entry.asked);
      pieces.insert(pieces.end(), needed.begin(), needed.end());
    }
  }
  add_results_of_others(entries, options, pieces);

  SuiteOutcome outcome;
  Failures failures;
  if (!options.no_run) {
    make_pieces(pieces, options, failures);
  }
  const Reasons reasons = reasons_of(failures);
  for (const Entry& entry : entries) {
    if (entry.asked && !*options.stop) {
      outcome.evidence.push_back(gather(*entry.asked, options.out, door_rules(options), reasons));
      outcome.evidence.back().reproduce = reproducing_command(entry, options);
    }
  }
  confirm(outcome.evidence, options, failures);
  outcome.interrupted = *options.stop;
  if (outcome.interrupted) {
    return outcome;
  }
  note_failures(entries, options, failures);
  info.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  outcome.suite = judge_suite(info, outcome.evidence);
  add_missing_errors(entries, options, outcome.suite);
  if constexpr (defects_build) {
    require_planted_defect(entries, options, outcome.suite);
  }
  outcome.suite.error_exit_code = error_exit_code(outcome.suite, entries, outcome.evidence);
  return outcome;
}

}  // namespace quenchmark::validation
