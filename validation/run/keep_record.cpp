#include "validation/run/keep_record.hpp"

#include <chrono>

#include "base/error.hpp"
#include "base/file.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_of_case.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/result_store.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

using Clock = std::chrono::steady_clock;

RunOutcome outcome_of(const Record& record, const std::filesystem::path& file) {
  RunOutcome outcome;
  outcome.file = file;
  outcome.status = record.status;
  outcome.reason = record.reason;
  outcome.cause = record.cause;
  outcome.t_reached = record.times.empty() ? 0.0 : record.times.back();
  const auto total = record.timing.find("total");
  outcome.seconds = total == record.timing.end() ? 0.0 : total->second;
  return outcome;
}

/// Whether there is anything left to do; says in `note` what an earlier file means for it.
bool must_compute(const Stored& earlier, const RunOptions& options, const std::filesystem::path& file,
                  std::string& note) {
  if (earlier.standing == Standing::missing || options.earlier == Earlier::replace) {
    return true;
  }
  if (role_of(file) == RecordRole::reference && earlier.standing == Standing::interrupted) {
    note = earlier.why + ": it began again from the start";
    return true;
  }
  if (options.earlier == Earlier::refuse) {
    throw Error(ErrorKind::usage, "there is an earlier result, and it is left as it is",
                role_of(file) == RecordRole::reference
                    ? "--force replaces it"
                    : "--force replaces it, --resume finishes an interrupted one",
                file.string());
  }
  if (earlier.standing == Standing::sound) {
    note = "nothing to do: the result is there";
    return false;
  }
  if (options.earlier == Earlier::renew) {
    return true;
  }
  if (earlier.standing != Standing::interrupted) {
    throw Error(ErrorKind::usage, "the earlier result cannot be resumed: " + earlier.why,
                "--force replaces it", file.string());
  }
  note = earlier.why +
         ": it goes on from its checkpoint, or from the start without one, and is kept until the new one is "
         "there";
  return true;
}

/// A directory in the place of a file would only be noticed when the work is done.
void require_no_directory(const std::filesystem::path& file) {
  if (std::filesystem::is_directory(file)) {
    throw Error(ErrorKind::io, "a directory is in the place of the result",
                "remove it, or choose another --out", file.string());
  }
}

}  // namespace

RunOutcome compute_and_keep(const cases::Case& asked, const RunOptions& options, const std::string& identity,
                            const std::function<Record()>& compute) {
  const std::filesystem::path file = case_directory(options.out, asked) / (options.name + ".h5");
  const OutputLock lock(file);
  require_no_directory(file);
  const Stored earlier = examine(file, asked, {build_info().identity}, options.replica);
  std::string note;
  if (!must_compute(earlier, options, file, note)) {
    RunOutcome outcome = outcome_of(*earlier.record, file);
    outcome.note = note;
    return outcome;
  }
  const Clock::time_point start = Clock::now();
  Record record = compute();
  const auto earlier_parts = record.timing.find("earlier_parts");
  record.timing["total"] = std::chrono::duration<double>(Clock::now() - start).count() +
                           (earlier_parts == record.timing.end() ? 0.0 : earlier_parts->second);
  record.provenance.merge(make_provenance(asked, options.invocation));
  record.provenance["identity"] = identity;
  if (options.replica >= 0) {
    record.provenance["replica"] = std::to_string(options.replica);
  }
  if (const std::string source = source_sha256(asked, role_of(file)); !source.empty()) {
    record.provenance["source_sha256"] = source;
  }
  RunOutcome outcome = outcome_of(record, store(record, file, asked, options.earlier == Earlier::replace));
  outcome.computed = true;
  outcome.note = note;
  if (outcome.file != file) {
    outcome.note = "the earlier result is kept; what was computed until the interruption stands beside it";
  }
  return outcome;
}

void restate_case(Record record, const std::filesystem::path& file, const cases::Case& asked) {
  std::string& sha256 = record.provenance["case_sha256"];
  if (sha256 == asked.resolved_sha256) {
    return;
  }
  sha256 = asked.resolved_sha256;
  record.case_toml = asked.resolved_toml;
  const OutputLock lock(file);
  const KeepingNow keeping;
  save_record(record, file);
}

int exit_code_of(const RunOutcome& outcome) {
  if (outcome.status == "complete") {
    return 0;
  }
  if (outcome.status == "interrupted" && StopSignal::exit_code() != 0) {
    return StopSignal::exit_code();
  }
  if (outcome.status == "stopped" && outcome.cause == StopCause::memory) {
    return 2;
  }
  return outcome.status == "stopped" && is_finding(outcome.cause) ? 1 : 4;
}

}  // namespace quenchmark::validation
