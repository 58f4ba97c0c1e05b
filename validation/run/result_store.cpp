#include "validation/run/result_store.hpp"

#include "validation/evidence/stored.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

bool may_replace(const Record& record, const std::filesystem::path& file, const cases::Case& asked,
                 bool force) {
  if (force || !std::filesystem::exists(file) || !unfinished(record)) {
    return true;
  }
  // From here on the new record is unfinished: it may only replace an interrupted one that is no better.
  const auto replica = record.provenance.find("replica");
  const Stored earlier = examine(file, asked, {build_of(record)},
                                 replica == record.provenance.end() ? -1 : std::stoi(replica->second));
  return earlier.standing == Standing::interrupted && time_reached(record) >= time_reached(*earlier.record);
}

}  // namespace

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
