#include "validation/run/result_store.hpp"

#include <fmt/core.h>

#include <limits>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_of_case.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

double time_reached(const Record& record) {
  return record.times.empty() ? -std::numeric_limits<double>::infinity() : record.times.back();
}

/// It could be finished another time: --resume goes on from its checkpoint.
bool unfinished(const Record& record) {
  return record.status == "interrupted" || is_failure(record.cause);
}

bool may_replace(const Record& record, const std::filesystem::path& file, const cases::Case& asked,
                 bool force) {
  if (force || !std::filesystem::exists(file) || !unfinished(record)) {
    return true;
  }
  // From here on the new record is unfinished: it may only replace an interrupted one that is no better.
  const Stored earlier = examine(file, asked, record.provenance.at("identity"));
  return earlier.standing == Standing::interrupted && time_reached(record) >= time_reached(*earlier.record);
}

/// Excess energies are counted from energies that a computed reference keeps.
bool lacks_ground_states(const Record& record, const cases::Case& asked, RecordRole role) {
  using cases::ReferenceMethod;
  const ReferenceMethod method = asked.reference.method;
  const bool computed = method == ReferenceMethod::exact || method == ReferenceMethod::exact_sector ||
                        method == ReferenceMethod::free_fermions;
  return role == RecordRole::reference && computed && record.observables.contains("excess_energy") &&
         record.ground_state.energy.values.empty() && !record.times.empty();
}

}  // namespace

std::filesystem::path case_directory(const std::filesystem::path& out, const cases::Case& asked) {
  return out / asked.id / cases::name(asked.tier);
}

Stored examine(const std::filesystem::path& file, const cases::Case& asked, const std::string& identity) {
  std::error_code unused;
  if (!std::filesystem::exists(file, unused)) {
    return {};
  }
  Stored stored;
  try {
    stored.record = load_record(file);
    const auto found = stored.record->provenance.find("identity");
    if (found == stored.record->provenance.end() || found->second != identity) {
      stored.standing = Standing::stale;
      stored.why = "it belongs to another version of the case";
      return stored;
    }
    require_record_of(*stored.record, asked, role_of(file), file.string());
  } catch (const Error& error) {
    stored.standing = Standing::unreadable;
    stored.why = error.diagnostics().front().message;
    return stored;
  }
  if (stored.record->status == "stopped" && stored.record->cause == StopCause::unknown) {
    stored.standing = Standing::stale;  // made before files told the cause: nobody could judge it
    stored.why = "it ended early and does not say why";
  } else if (lacks_ground_states(*stored.record, asked, role_of(file))) {
    stored.standing = Standing::stale;  // made before references kept them
    stored.why = "it does not keep the energies of the ground state";
  } else if (unfinished(*stored.record)) {
    stored.standing = Standing::interrupted;
    stored.why =
        fmt::format("it {} at t = {:.6g}",
                    stored.record->status == "interrupted" ? "was interrupted" : "was ended by a failure",
                    time_reached(*stored.record));
  } else {
    stored.standing = Standing::sound;
  }
  return stored;
}

std::filesystem::path store(const Record& record, const std::filesystem::path& file, const cases::Case& asked,
                            bool force) {
  const std::filesystem::path place = may_replace(record, file, asked, force)
                                          ? file
                                          : file.parent_path() / (file.stem().string() + ".interrupted.h5");
  const KeepingNow keeping;
  save_record(record, place);
  return place;
}

}  // namespace quenchmark::validation
