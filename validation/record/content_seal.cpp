#include "validation/record/content_seal.hpp"

#include <map>
#include <sstream>

#include "base/sha256.hpp"

namespace quenchmark::validation {

namespace {

/// One part of a record as bytes: names and lengths stand in front, so that nothing can be read in two ways.
class Bytes {
 public:
  void text(const std::string& words) { bytes_ += std::to_string(words.size()) + ":" + words; }

  template <class Value>
  void numbers(const std::vector<Value>& values) {
    bytes_ += std::to_string(values.size()) + "*";
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
  }

  void data(const std::string& name, const Dataset& data) {
    if (data.shape.empty() && data.values.empty()) {
      return;
    }
    text(name);
    numbers(data.shape);
    numbers(data.values);
  }

  template <class Map>
  void datasets(const Map& named) {
    for (const auto& [name, one] : named) {
      data(name, one);
    }
  }

  void scalars(const std::map<std::string, double>& named) {
    for (const auto& [name, value] : named) {
      text(name);
      numbers(std::vector<double>{value});
    }
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// A file that ended early and does not tell why is read so.
std::string cause_as_read(const Record& record) {
  const bool untold = record.cause == StopCause::none && record.status != "complete";
  return std::string(name(untold ? StopCause::unknown : record.cause));
}

using Parts = std::map<std::string, Bytes>;

void add_observables(const Record& record, Bytes& part) {
  for (const auto& [name, observable] : record.observables) {
    part.text(name);
    part.data("mean", observable.mean);
    part.data("standard_error", observable.standard_error);
    part.data("replica_mean", observable.replica_mean);
    for (const cases::ComponentLabel& label : observable.components.labels) {
      part.numbers(label);
    }
  }
}

void add_states(const cases::StateSnapshots& states, Bytes& part) {
  part.numbers(std::vector<int>{static_cast<int>(states.basis), states.translations, states.point_group,
                                states.spin_flip});
  part.numbers(states.configurations);
  part.numbers(states.multiplicity);
  for (const auto& amplitudes : states.amplitudes) {
    part.numbers(amplitudes);
  }
}

Parts parts_of(const Record& record) {
  Parts parts;
  for (const std::string& words : {record.schema, record.status, record.reason, cause_as_read(record),
                                   record.truth, record.method, record.case_id, record.tier}) {
    parts["attributes"].text(words);
  }
  if (!record.times.empty()) {
    parts["time"].numbers(record.times);
  }
  add_observables(record, parts["observables"]);
  parts["ground_state"].data("energy", record.ground_state.energy);
  parts["ground_state"].data("error", record.ground_state.error);
  parts["diagnostics"].datasets(record.diagnostics);
  parts["steps"].datasets(record.steps);
  parts["spectra"].datasets(record.spectra);
  parts["tables"].datasets(record.tables);
  for (const auto* tables : {&record.budget, &record.beyond}) {
    Bytes& part = parts[tables == &record.budget ? "budget" : "beyond"];
    for (const auto& [name, datasets] : *tables) {
      part.text(name);
      part.datasets(datasets);
    }
  }
  parts["work"].scalars(record.work);
  parts["timing"].scalars(record.timing);
  for (const auto& [method, seconds] : record.costs.seconds) {
    parts["timing"].text(method);
    parts["timing"].numbers(record.costs.spins);
    parts["timing"].numbers(record.costs.batch);
    parts["timing"].numbers(seconds);
  }
  for (const auto& [name, words] : record.provenance) {
    if (name != seal_key) {
      parts["provenance"].text(name);
      parts["provenance"].text(words);
    }
  }
  if (!record.case_toml.empty()) {
    parts["case"].text(record.case_toml);
  }
  if (!record.final_parameters.empty()) {
    parts["state/final_parameters"].numbers(record.final_parameters);
  }
  if (!record.states.empty()) {
    add_states(record.states, parts["state/snapshots"]);
  }
  std::erase_if(parts, [](const auto& part) { return part.second.bytes().empty(); });
  return parts;
}

std::map<std::string, std::string> digests_in(const std::string& seal) {
  std::map<std::string, std::string> digests;
  std::istringstream lines(seal);
  for (std::string part, digest; lines >> part >> digest;) {
    digests[part] = digest;
  }
  return digests;
}

}  // namespace

std::string content_seal(const Record& record) {
  std::string seal;
  for (const auto& [name, part] : parts_of(record)) {
    seal += name + " " + sha256_hex(part.bytes()) + "\n";
  }
  return seal;
}

std::string find_broken_seal(const Record& record) {
  const auto told = record.provenance.find(seal_key);
  if (told == record.provenance.end()) {
    return {};
  }
  const std::map<std::string, std::string> then = digests_in(told->second),
                                           now = digests_in(content_seal(record));
  for (const auto& [part, digest] : then) {
    const auto found = now.find(part);
    if (found == now.end()) {
      return "/" + part + " is gone since it was written";
    }
    if (found->second != digest) {
      return (part == "attributes" ? "a root attribute" : "/" + part) + " was changed after it was written";
    }
  }
  for (const auto& [part, digest] : now) {
    if (!then.contains(part)) {
      return "/" + part + " was added after it was written";
    }
  }
  return {};
}

}  // namespace quenchmark::validation
