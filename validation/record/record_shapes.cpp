#include "validation/record/record_shapes.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "validation/record/fault.hpp"

namespace quenchmark::validation {

namespace {

using Shape = std::vector<std::size_t>;

void require_shape(const std::string& path, const Dataset& data, const Shape& expected) {
  if (data.shape != expected) {
    report_fault(fmt::format("{} has shape {}, expected {}", path, data.shape, expected));
  }
  const std::size_t count =
      std::accumulate(data.shape.begin(), data.shape.end(), std::size_t{1}, std::multiplies<>());
  if (data.values.size() != count) {
    report_fault(fmt::format("{} has {} values for shape {}", path, data.values.size(), data.shape));
  }
}

/// Of `rank` dimensions, the first of length `rows`.
void require_rows(const std::string& path, const Dataset& data, std::size_t rank, std::size_t rows) {
  Shape expected = data.shape;
  expected.resize(rank);
  expected[0] = rows;
  require_shape(path, data, expected);
}

bool is_absent(const Dataset& data) {
  return data.shape.empty() && data.values.empty();
}

void check_increasing(const std::string& path, const std::vector<double>& times) {
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (!std::isfinite(times[k]) || (k > 0 && times[k] <= times[k - 1])) {
      report_fault(fmt::format("{} is not a list of finite, increasing numbers (element {})", path, k));
    }
  }
}

void check_observable_shapes(const std::string& path, const ObservableRecord& observable, std::size_t times) {
  Shape expected{times};
  const cases::Components& components = observable.components;
  if (!components.empty()) {
    expected.push_back(components.labels.size());
  }
  for (const cases::ComponentLabel& label : components.labels) {
    if (label.size() != (components.name == cases::spins_axis ? 1 : components.labels.front().size())) {
      report_fault(fmt::format("{}/{} has rows of different length", path, components.name));
    }
  }
  require_shape(path + "/mean", observable.mean, expected);
  if (!is_absent(observable.standard_error)) {
    require_shape(path + "/standard_error", observable.standard_error, expected);
  }
  if (!is_absent(observable.replica_mean)) {
    const Shape& found = observable.replica_mean.shape;
    expected.insert(expected.begin(), found.empty() || found.front() == 0 ? 1 : found.front());
    require_shape(path + "/replica_mean", observable.replica_mean, expected);
  }
}

void check_ground_state(const GroundStateRecord& ground_state, std::size_t times) {
  if (!is_absent(ground_state.energy) || !is_absent(ground_state.error)) {
    require_shape("/ground_state/energy", ground_state.energy, {times});
    require_shape("/ground_state/error", ground_state.error, {times});
  }
}

/// Every observable is a mean over the same replicas.
void check_replicas(const Record& record) {
  std::size_t replicas = 0;
  for (const auto& [name, observable] : record.observables) {
    if (is_absent(observable.replica_mean)) {
      continue;
    }
    const std::size_t found = observable.replica_mean.shape.front();
    if (replicas > 0 && found != replicas) {
      report_fault(
          fmt::format("/observables/{}/replica_mean has {} replicas, others have {}", name, found, replicas));
    }
    replicas = found;
  }
}

/// "dt_replica_3" is of "_replica_3", "dt" of the first replica.
std::string replica_of(const std::string& list) {
  const std::size_t suffix = list.find("_replica_");
  return suffix == std::string::npos ? "" : list.substr(suffix);
}

void check_step_lengths(const std::map<std::string, Dataset>& steps) {
  std::map<std::string, std::size_t> lengths;  // by replica
  for (const auto& [name, data] : steps) {
    require_rows("/steps/" + name, data, 1, data.shape.empty() ? 0 : data.shape.front());
    const auto [place, first] = lengths.emplace(replica_of(name), data.values.size());
    if (!first && place->second != data.values.size()) {
      report_fault(fmt::format("/steps/{} has {} steps, other lists of that replica have {}", name,
                               data.values.size(), place->second));
    }
  }
}

/// A row of a spectrum may be empty throughout; else all spectra have the same modes.
void check_spectra(const std::map<std::string, Dataset>& spectra, std::size_t times) {
  std::size_t modes = 0;
  for (const auto& [name, data] : spectra) {
    require_rows("/spectra/" + name, data, 2, times);
    const std::size_t found = data.shape[1];
    if (found > 0 && modes > 0 && found != modes) {
      report_fault(fmt::format("/spectra/{} has {} modes, others have {}", name, found, modes));
    }
    modes = std::max(modes, found);
  }
}

void check_budget_shapes(const Record& record) {
  for (const auto& [name, parts] : record.budget) {
    const auto observable = record.observables.find(name);
    if (name != "state_angle" && observable == record.observables.end()) {
      report_fault(fmt::format("/budget/{} is of no recorded observable", name));
    }
    if (parts.count("total") == 0) {
      report_fault(fmt::format("/budget/{} has no total", name));
    }
    for (const auto& [part, data] : parts) {
      require_shape("/budget/" + name + "/" + part, data,
                    name == "state_angle" ? Shape{record.times.size()} : observable->second.mean.shape);
    }
  }
}

void check_cost_rows(const CostTable& costs) {
  const auto require_rows_of = [&](const std::string& column, const std::vector<double>& values) {
    if (values.size() != costs.rows()) {
      report_fault(
          fmt::format("/timing/costs/{} has {} rows, spins has {}", column, values.size(), costs.rows()));
    }
  };
  require_rows_of("batch", costs.batch);
  for (const auto& [method, seconds] : costs.seconds) {
    require_rows_of(method, seconds);
  }
}

void check_rows_beyond(const Record& record) {
  for (const auto& [replica, datasets] : record.beyond) {
    const std::string path = "/beyond/" + replica;
    const auto time = datasets.find("time");
    if (time == datasets.end()) {
      report_fault(path + " has no time");
    }
    require_rows(path + "/time", time->second, 1, time->second.values.size());
    check_increasing(path + "/time", time->second.values);
    for (const auto& [name, data] : datasets) {
      require_rows(path + "/" + name, data, data.shape.size() == 2 ? 2 : 1, time->second.values.size());
    }
  }
}

void check_state_shapes(const cases::StateSnapshots& states, std::size_t times) {
  if (states.empty() && states.multiplicity.empty() && states.amplitudes.empty()) {
    return;
  }
  if (states.multiplicity.size() != states.configurations.size()) {
    report_fault("/state/snapshots/multiplicity and configurations differ in length");
  }
  if (states.amplitudes.size() != times) {
    report_fault(fmt::format("/state/snapshots/amplitudes has {} times, expected {}",
                             states.amplitudes.size(), times));
  }
  for (const auto& amplitudes : states.amplitudes) {
    if (amplitudes.size() != states.configurations.size()) {
      report_fault("/state/snapshots/amplitudes and configurations differ in length");
    }
  }
}

}  // namespace

std::string find_misshapen(const Record& record) {
  const std::size_t times = record.times.size();
  try {
    check_increasing("/time", record.times);
    for (const auto& [name, observable] : record.observables) {
      check_observable_shapes("/observables/" + name, observable, times);
    }
    check_replicas(record);
    check_ground_state(record.ground_state, times);
    for (const auto& [name, data] : record.diagnostics) {
      require_rows("/diagnostics/" + name, data, 1, times);
    }
    check_step_lengths(record.steps);
    check_spectra(record.spectra, times);
    for (const auto& [name, data] : record.tables) {
      require_shape("/tables/" + name, data, data.shape);
    }
    check_budget_shapes(record);
    check_cost_rows(record.costs);
    check_rows_beyond(record);
    check_state_shapes(record.states, times);
  } catch (const Fault& fault) {
    return fault.words;
  }
  return {};
}

}  // namespace quenchmark::validation
