#include <algorithm>
#include <charconv>
#include <new>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "validation/record/content_seal.hpp"
#include "validation/record/hdf5_reader.hpp"
#include "validation/record/older_costs.hpp"
#include "validation/record/record_image.hpp"
#include "validation/record/record_shapes.hpp"
#include "validation/record/record_values.hpp"

namespace quenchmark::validation {

namespace {

using hdf5::GroupReader;

constexpr int newest_version = 1;

[[noreturn]] void refuse(const std::string& message, const std::string& file, const std::string& hint) {
  throw Error(ErrorKind::format, message, hint, file);
}

void check_schema(const std::string& schema, const std::string& file) {
  for (const std::string prefix : {"quenchmark.result/", "quenchmark.reference/"}) {
    if (!schema.starts_with(prefix)) {
      continue;
    }
    int version = 0;
    const char* end = schema.data() + schema.size();
    const auto parsed = std::from_chars(schema.data() + prefix.size(), end, version);
    if (parsed.ec == std::errc() && parsed.ptr == end && version >= 1 && version <= newest_version) {
      return;
    }
    refuse("schema \"" + schema + "\" is not known to this version", file,
           "it reads " + prefix + std::to_string(newest_version) +
               "; a newer quenchmark may have written the file");
  }
  refuse(schema.empty() ? "it has no root attribute \"schema\"" : "its schema is \"" + schema + "\"", file,
         "expected a file written by `quenchmark run` or `quenchmark reference`");
}

void check_status(const std::string& status, const std::string& file) {
  if (status != "complete" && status != "stopped" && status != "interrupted") {
    refuse("root attribute \"status\" is \"" + status + "\"", file,
           "expected complete, stopped or interrupted");
  }
}

/// A file that ended early and does not say why may have ended for any reason.
StopCause read_cause(const GroupReader& root, const std::string& status) {
  const StopCause cause = stop_cause(root.attribute("cause"));
  return cause == StopCause::none && status != "complete" ? StopCause::unknown : cause;
}

/// Chain lengths stood under "displacement" in files written before they had an axis of their own.
bool are_lengths(const std::string& observable) {
  const auto kind = cases::from_name<cases::ObservableKind>(observable);
  return kind && cases::is_predicted(*kind);
}

cases::Components read_components(const GroupReader& group, const std::string& observable) {
  cases::Components components;
  if (group.has(cases::spins_axis)) {
    components.name = cases::spins_axis;
    for (const int length : group.integers(cases::spins_axis)) {
      components.labels.push_back({length});
    }
  } else if (group.has(cases::displacement_axis)) {
    // Older files call the lengths of a predictor's chains displacements of one direction.
    components.name = are_lengths(observable) ? cases::spins_axis : cases::displacement_axis;
    components.labels = group.integer_rows(cases::displacement_axis);
  }
  return components;
}

ObservableRecord read_observable(const GroupReader& group, const std::string& name) {
  ObservableRecord observable;
  observable.mean = group.numbers("mean");
  if (group.has("standard_error")) {
    observable.standard_error = group.numbers("standard_error");
  }
  if (group.has("replica_mean")) {
    observable.replica_mean = group.numbers("replica_mean");
  }
  observable.components = read_components(group, name);
  return observable;
}

void require_list(const GroupReader& group, const std::string& name, const std::vector<std::size_t>& shape) {
  if (shape.size() != 1) {
    throw hdf5::LibraryError{"read dataset " + group.path() + "/" + name, "it is not a list"};
  }
}

std::map<std::string, Dataset> read_datasets(const GroupReader& group) {
  std::map<std::string, Dataset> datasets;
  for (const std::string& name : group.dataset_names()) {
    datasets[name] = group.numbers(name);
  }
  return datasets;
}

std::map<std::string, std::map<std::string, Dataset>> read_tables(const GroupReader& group) {
  std::map<std::string, std::map<std::string, Dataset>> tables;
  for (const std::string& name : group.group_names()) {
    tables[name] = read_datasets(group.group(name));
  }
  return tables;
}

std::map<std::string, double> read_scalars(const GroupReader& group) {
  std::map<std::string, double> numbers;
  for (const std::string& name : group.dataset_names()) {
    numbers[name] = group.number(name);
  }
  return numbers;
}

/// Every dataset but the two that tell what a row is about is a method.
CostTable read_costs(const GroupReader& group) {
  CostTable costs;
  for (const auto& [name, column] : read_datasets(group)) {
    require_list(group, name, column.shape);
    (name == "spins" ? costs.spins : name == "batch" ? costs.batch : costs.seconds[name]) = column.values;
  }
  return costs;
}

void read_timing(const GroupReader& group, Record& record) {
  record.timing = read_scalars(group);
  // Older files have a number of this name: the seconds of the phase.
  const std::vector<std::string> tables = group.group_names();
  const bool labelled = std::find(tables.begin(), tables.end(), "costs") != tables.end();
  record.costs = labelled ? read_costs(group.group("costs")) : take_older_costs(record.timing);
}

std::vector<std::vector<std::complex<double>>> read_amplitudes(const GroupReader& group) {
  std::vector<std::size_t> shape;
  const auto flat = group.complex_numbers("amplitudes", shape);
  if (shape.size() != 2) {
    throw hdf5::LibraryError{"read dataset " + group.path() + "/amplitudes",
                             "it is not a table of times and configurations"};
  }
  std::vector<std::vector<std::complex<double>>> rows;
  for (std::size_t t = 0; t < (shape[1] == 0 ? 0 : shape[0]); ++t) {
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(t * shape[1]);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(shape[1]));
  }
  return rows;
}

cases::Basis read_basis(const GroupReader& group) {
  const std::string word = group.attribute("basis");
  if (word != "x" && word != "z") {
    throw hdf5::LibraryError{"read attribute " + group.path() + "/basis", "it is neither x nor z"};
  }
  return word == "x" ? cases::Basis::x : cases::Basis::z;
}

cases::StateSnapshots read_snapshots(const GroupReader& group) {
  cases::StateSnapshots states;
  states.basis = read_basis(group);
  states.translations = group.flag("translations");
  states.point_group = group.flag("point_group");
  states.spin_flip = group.flag("spin_flip");
  states.configurations = group.unsigned_integers("configurations");
  Dataset multiplicity = group.numbers("multiplicity");
  require_list(group, "multiplicity", multiplicity.shape);
  states.multiplicity = std::move(multiplicity.values);
  states.amplitudes = read_amplitudes(group);
  return states;
}

void read_state(const GroupReader& group, Record& record) {
  if (group.has("final_parameters")) {
    std::vector<std::size_t> shape;
    record.final_parameters = group.complex_numbers("final_parameters", shape);
    require_list(group, "final_parameters", shape);
  }
  if (group.has("snapshots")) {
    record.states = read_snapshots(group.group("snapshots"));
  }
}

void read_optional_groups(const GroupReader& root, Record& record) {
  const auto when_present = [&](const std::string& name, auto&& read) {
    if (root.has(name)) {
      read(root.group(name));
    }
  };
  when_present("ground_state", [&](const GroupReader& group) {
    record.ground_state = {group.attribute("method"), group.numbers("energy"), group.numbers("error")};
  });
  when_present("diagnostics", [&](const GroupReader& group) { record.diagnostics = read_datasets(group); });
  when_present("steps", [&](const GroupReader& group) { record.steps = read_datasets(group); });
  when_present("spectra", [&](const GroupReader& group) { record.spectra = read_datasets(group); });
  when_present("tables", [&](const GroupReader& group) { record.tables = read_datasets(group); });
  when_present("work", [&](const GroupReader& group) { record.work = read_scalars(group); });
  when_present("timing", [&](const GroupReader& group) { read_timing(group, record); });
  when_present("state", [&](const GroupReader& group) { read_state(group, record); });
  when_present("budget", [&](const GroupReader& group) { record.budget = read_tables(group); });
  when_present("beyond", [&](const GroupReader& group) { record.beyond = read_tables(group); });
  when_present("provenance", [&](const GroupReader& group) {
    for (const std::string& name : group.dataset_names()) {
      record.provenance[name] = group.text(name);
    }
  });
}

Record read_all(const GroupReader& root, const std::string& file) {
  Record record;
  record.schema = root.attribute("schema");
  check_schema(record.schema, file);
  record.status = root.attribute("status");
  check_status(record.status, file);
  record.reason = root.attribute("reason");
  record.cause = read_cause(root, record.status);
  record.truth = root.attribute("truth");
  record.method = root.attribute("method");
  record.case_id = root.attribute("case_id");
  record.tier = root.attribute("tier");
  const Dataset times = root.numbers("time");
  if (times.shape.size() != 1) {
    refuse("/time is not a list of numbers", file, "");
  }
  record.times = times.values;
  const GroupReader observables = root.group("observables");
  for (const std::string& name : observables.group_names()) {
    record.observables[name] = read_observable(observables.group(name), name);
  }
  read_optional_groups(root, record);
  if (root.has("case")) {
    record.case_toml = root.text("case");
  }
  return record;
}

}  // namespace

Record record_from_image(std::string_view bytes, const std::string& file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  if (!bytes.starts_with(signature)) {
    refuse("it is not an HDF5 file", file,
           "expected a file written by `quenchmark run` or `quenchmark reference`");
  }
  try {
    const hdf5::Handle image = hdf5::open_in_memory(bytes);
    Record record = read_all(GroupReader::root(image), file);
    std::string problem = find_misshapen(record);
    if (problem.empty()) {
      problem = find_unsound(record);
    }
    if (!problem.empty()) {
      refuse(problem, file, "the file is damaged or was written by another program");
    }
    if (const std::string broken = find_broken_seal(record); !broken.empty()) {
      refuse(broken, file, "restore it from a copy, or compute it again with --force");
    }
    return record;
  } catch (const hdf5::LibraryError& error) {
    refuse("cannot " + error.doing + ": " + error.message, file,
           "the file is damaged, truncated or not a quenchmark file");
  } catch (const std::bad_alloc&) {
    refuse("it claims more data than fits into memory", file,
           "the file is damaged, or this machine is too small");
  }
}

}  // namespace quenchmark::validation
