// A record as HDF5. The layout is that of validation/record/FORMATS.md: change both together.

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "validation/record/hdf5_writer.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/record_shapes.hpp"

namespace quenchmark::validation {

namespace {

using hdf5::GroupWriter;

/// "energy": the unit in which the case writes J, whichever that is.
std::string unit_of(const std::string& observable) {
  if (observable == "energy") {
    return "energy";
  }
  if (observable == "energy_density" || observable == "excess_energy") {
    return "energy per site";
  }
  if (observable == "energy_variance") {
    return "energy^2";
  }
  return "1";
}

void write_observable(const GroupWriter& group, const std::string& name, const ObservableRecord& observable) {
  const std::string unit = unit_of(name);
  const auto kind = cases::from_name<cases::ObservableKind>(name);
  const bool by_length = kind && cases::is_predicted(*kind);
  const std::string axes = observable.displacements.empty() ? "time"
                           : by_length                      ? "time, chain length"
                                                            : "time, displacement";
  group.numbers("mean", observable.mean, {unit, axes});
  if (!observable.standard_error.shape.empty()) {
    group.numbers("standard_error", observable.standard_error, {unit, axes});
  }
  if (!observable.replica_mean.shape.empty()) {
    group.numbers("replica_mean", observable.replica_mean, {unit, "replica, " + axes});
  }
  if (!observable.displacements.empty()) {
    group.integer_rows("displacement", observable.displacements,
                       by_length ? hdf5::Labels{"spins", "chain length, one"}
                                 : hdf5::Labels{"lattice spacing", "displacement, direction"});
  }
}

void write_datasets(const GroupWriter& group, const std::map<std::string, Dataset>& datasets,
                    const std::string& axes) {
  for (const auto& [name, data] : datasets) {
    group.numbers(name, data, {"", axes});
  }
}

void write_scalars(const GroupWriter& group, const std::map<std::string, double>& numbers,
                   const std::string& unit) {
  for (const auto& [name, value] : numbers) {
    group.number(name, value, {unit, ""});
  }
}

void write_budget(const GroupWriter& group,
                  const std::map<std::string, std::map<std::string, Dataset>>& budget) {
  for (const auto& [name, parts] : budget) {
    const GroupWriter inner = group.group(name);
    for (const auto& [part, data] : parts) {
      inner.numbers(part, data,
                    {name == "state_angle" ? "rad" : unit_of(name),
                     data.shape.size() == 2 ? "time, displacement" : "time"});
    }
  }
}

void write_snapshots(const GroupWriter& group, const cases::StateSnapshots& states) {
  group.attribute("basis", std::string(states.basis == cases::Basis::x ? "x" : "z"));
  group.attribute("translations", states.translations);
  group.attribute("point_group", states.point_group);
  group.attribute("spin_flip", states.spin_flip);
  const std::size_t count = states.configurations.size();
  group.unsigned_integers("configurations", states.configurations, {"", "configuration"});
  group.numbers("multiplicity", {{count}, states.multiplicity}, {"", "configuration"});
  std::vector<std::complex<double>> flat;
  flat.reserve(states.amplitudes.size() * count);
  for (const auto& amplitudes : states.amplitudes) {
    flat.insert(flat.end(), amplitudes.begin(), amplitudes.end());
  }
  group.complex_numbers("amplitudes", flat, {states.amplitudes.size(), count}, {"", "time, configuration"});
}

void write_all(const GroupWriter& root, const Record& record) {
  root.attribute("schema", record.schema);
  root.attribute("status", record.status);
  root.attribute("reason", record.reason);
  root.attribute("cause", std::string(name(record.cause)));
  root.attribute("truth", record.truth);
  root.attribute("method", record.method);
  root.attribute("case_id", record.case_id);
  root.attribute("tier", record.tier);
  root.numbers("time", {{record.times.size()}, record.times}, {"1/energy", "time"});
  const GroupWriter observables = root.group("observables");
  for (const auto& [name, observable] : record.observables) {
    write_observable(observables.group(name), name, observable);
  }
  write_datasets(root.group("diagnostics"), record.diagnostics, "time");
  write_datasets(root.group("steps"), record.steps, "accepted step");
  write_datasets(root.group("spectra"), record.spectra, "time, mode");
  write_budget(root.group("budget"), record.budget);
  if (!record.beyond.empty()) {
    const GroupWriter beyond = root.group("beyond");
    for (const auto& [replica, datasets] : record.beyond) {
      write_datasets(beyond.group(replica), datasets, "time");
    }
  }
  if (!record.tables.empty()) {
    write_datasets(root.group("tables"), record.tables, "");
  }
  write_scalars(root.group("work"), record.work, "");
  write_scalars(root.group("timing"), record.timing, "s");
  const GroupWriter provenance = root.group("provenance");
  for (const auto& [name, text] : record.provenance) {
    provenance.text(name, text);
  }
  root.text("case", record.case_toml);
  const GroupWriter state = root.group("state");
  state.complex_numbers("final_parameters", record.final_parameters, {record.final_parameters.size()},
                        {"", "parameter"});
  if (!record.states.empty()) {
    write_snapshots(state.group("snapshots"), record.states);
  }
}

}  // namespace

std::string record_to_image(const Record& record) {
  if (const std::string problem = find_misshapen(record); !problem.empty()) {
    throw Error(ErrorKind::internal, "a record that contradicts itself cannot be written: " + problem);
  }
  try {
    const hdf5::Handle file = hdf5::create_in_memory();
    write_all(GroupWriter::root(file), record);
    return hdf5::bytes_of(file);
  } catch (const hdf5::LibraryError& error) {
    throw Error(ErrorKind::internal, "HDF5 could not " + error.doing + ": " + error.message);
  }
}

}  // namespace quenchmark::validation
