#include "validation/run/trajectory_record.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

using solvers::ObservableTable;
using solvers::Trajectory;
using Series = std::map<std::string, std::vector<double>>;

/// What tells how well the chains of each replica mix, and whether they know of each other: claims need every
/// one.
constexpr std::array chain_tables{"rhat", "tau_int", "chain_inflation"};

/// Sizes, not counters: the same in every replica, so they are not added up.
const std::set<std::string> sizes{"states_in_sum", "parameters"};

ObservableRecord observable_over_replicas(const std::vector<const ObservableTable*>& tables,
                                          std::size_t times, const cases::Components& components,
                                          bool noise_free) {
  ObservableRecord observable;
  observable.components = components;
  const double replicas = static_cast<double>(tables.size());
  observable.mean = flattened(*tables.front(), 0, times, components);
  const std::size_t count = observable.mean.values.size();
  observable.replica_mean.shape = observable.mean.shape;
  observable.replica_mean.shape.insert(observable.replica_mean.shape.begin(), tables.size());
  for (const ObservableTable* table : tables) {
    const Dataset one = flattened(*table, 0, times, components);
    observable.replica_mean.values.insert(observable.replica_mean.values.end(), one.values.begin(),
                                          one.values.end());
  }
  const auto& values = observable.replica_mean.values;
  const auto over_replicas = [&](std::size_t k, auto term) {
    double sum = 0.0;
    for (std::size_t r = 0; r < tables.size(); ++r) {
      sum += term(values[r * count + k]);
    }
    return sum;
  };
  if (tables.size() == 1 && !noise_free) {
    return observable;  // One noisy run knows how well it was measured, not how far noise led it astray.
  }
  observable.standard_error = {observable.mean.shape, std::vector<double>(count, 0.0)};
  for (std::size_t k = 0; k < count && tables.size() > 1; ++k) {
    const double mean = over_replicas(k, [](double x) { return x; }) / replicas;
    const double squares = over_replicas(k, [mean](double x) { return (x - mean) * (x - mean); });
    observable.mean.values[k] = mean;
    observable.standard_error.values[k] = std::sqrt(squares / (replicas - 1.0) / replicas);
  }
  return observable;
}

/// Over replicas, at the first `times` output times.
template <class Combine>
std::map<std::string, Dataset> combine_series(const std::vector<Trajectory>& replicas,
                                              const Series Trajectory::*series, std::size_t times,
                                              Combine combine) {
  std::map<std::string, Dataset> combined;
  for (const auto& [name, first] : replicas.front().*series) {
    Dataset data{{times}, {first.begin(), first.begin() + static_cast<std::ptrdiff_t>(times)}};
    for (std::size_t r = 1; r < replicas.size(); ++r) {
      const std::vector<double>& other = (replicas[r].*series).at(name);
      std::transform(data.values.begin(), data.values.end(), other.begin(), data.values.begin(), combine);
    }
    combined[name] = std::move(data);
  }
  return combined;
}

Dataset spectrum_table(const std::vector<std::vector<double>>& rows, std::size_t times) {
  std::size_t width = 0;
  for (std::size_t t = 0; t < times; ++t) {
    width = std::max(width, rows[t].size());
  }
  Dataset data{{times, width}, {}};
  for (std::size_t t = 0; t < times; ++t) {
    data.values.insert(data.values.end(), rows[t].begin(), rows[t].end());
    data.values.resize((t + 1) * width, std::numeric_limits<double>::quiet_NaN());
  }
  return data;
}

/// [replica][time] of one diagnostic.
Dataset diagnostic_of_each(const std::vector<Trajectory>& replicas, const std::string& name,
                           std::size_t times) {
  Dataset data{{replicas.size(), times}, {}};
  for (const Trajectory& replica : replicas) {
    const std::vector<double>& values = replica.diagnostics.at(name);
    data.values.insert(data.values.end(), values.begin(),
                       values.begin() + static_cast<std::ptrdiff_t>(times));
  }
  return data;
}

/// complete < stopped by a finding < stopped without anything to judge < interrupted.
int severity(const std::string& status, StopCause cause) {
  return status == "complete" ? 0 : status != "stopped" ? 3 : is_finding(cause) ? 1 : 2;
}

void combine_status(const std::vector<Trajectory>& replicas, Record& record) {
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    if (severity(replicas[r].status, replicas[r].cause) > severity(record.status, record.cause)) {
      record.status = replicas[r].status;
      record.cause = replicas[r].cause;
      record.reason = replicas.size() > 1 ? "replica " + std::to_string(r) + ": " + replicas[r].reason
                                          : replicas[r].reason;
    }
  }
}

void keep_beyond(const std::vector<Trajectory>& replicas, const cases::Case& asked, Record& record) {
  const std::size_t common = record.times.size();
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    const Trajectory& replica = replicas[r];
    const std::size_t end = replica.times.size();
    if (end <= common) {
      continue;
    }
    auto& beyond = record.beyond[std::to_string(r)];
    beyond["time"] = {{end - common},
                      {replica.times.begin() + static_cast<std::ptrdiff_t>(common), replica.times.end()}};
    for (const auto& [name, table] : replica.observables) {
      beyond[name] = flattened(table, common, end, components_of(asked, name));
    }
  }
}

void add_counters(const std::vector<Trajectory>& replicas, Record& record) {
  for (const Trajectory& replica : replicas) {
    record.work["parameters"] = static_cast<double>(replica.parameter_count);
    for (const auto& [name, value] : replica.work) {
      double& total = record.work[name];
      total = sizes.contains(name) ? std::max(total, value) : total + value;
    }
    for (const auto& [name, value] : replica.seconds) {
      record.timing[name] += value;
    }
  }
  record.work["replicas"] = static_cast<double>(replicas.size());
}

void add_steps(const std::vector<Trajectory>& replicas, Record& record) {
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    const std::string suffix = r == 0 ? "" : "_replica_" + std::to_string(r);
    for (const auto& [name, values] : replicas[r].steps) {
      record.steps[name + suffix] = {{values.size()}, values};
    }
  }
}

/// Output times before the first at which a number of the curve or of its certificate is not finite.
std::size_t finite_times(const Trajectory& trajectory) {
  const auto finite = [](double value) { return std::isfinite(value); };
  std::size_t count = trajectory.times.size();
  const auto look = [&](const auto& rows, auto sound) {
    const auto bad = std::find_if_not(rows.begin(), rows.end(), sound);
    count = std::min(count, static_cast<std::size_t>(bad - rows.begin()));
  };
  const auto sound_row = [&](const std::vector<double>& row) {
    return std::all_of(row.begin(), row.end(), finite);
  };
  for (const std::map<std::string, ObservableTable>* tables :
       {&trajectory.observables, &trajectory.sampling_errors}) {
    for (const auto& [name, rows] : *tables) {
      look(rows, sound_row);
    }
  }
  for (const auto& [name, values] : trajectory.angle) {
    look(values, finite);
  }
  for (const char* name : {"energy", "energy_drift"}) {
    if (const auto found = trajectory.diagnostics.find(name); found != trajectory.diagnostics.end()) {
      look(found->second, finite);
    }
  }
  return count;
}

/// A file holds finite curves only (FORMATS.md): a run ends before its numbers cease to be finite.
void end_where_finite(Trajectory& trajectory) {
  const std::size_t count = finite_times(trajectory);
  if (count == trajectory.times.size()) {
    return;
  }
  trajectory.status = "stopped";
  trajectory.cause = StopCause::non_finite;
  trajectory.reason = fmt::format("its numbers are not finite at t = {:.6g}", trajectory.times[count]);
  trajectory.keep_outputs(count);
}

void average(const std::vector<Trajectory>& replicas, const cases::Case& asked, Record& record) {
  const auto shortest = std::min_element(
      replicas.begin(), replicas.end(),
      [](const Trajectory& a, const Trajectory& b) { return a.times.size() < b.times.size(); });
  const std::size_t times = shortest->times.size();
  record.times = shortest->times;
  const bool noise_free = asked.solver && asked.solver->sampler.kind != cases::SamplerKind::metropolis;
  for (const auto& [name, unused] : replicas.front().observables) {
    std::vector<const ObservableTable*> tables;
    for (const Trajectory& replica : replicas) {
      tables.push_back(&replica.observables.at(name));
    }
    ObservableRecord& observable = record.observables[name] =
        observable_over_replicas(tables, times, components_of(asked, name), noise_free);
    const auto measured = replicas.front().sampling_errors.find(name);
    if (replicas.size() == 1 && measured != replicas.front().sampling_errors.end()) {
      observable.standard_error = flattened(measured->second, 0, times, components_of(asked, name));
    }
  }
  record.diagnostics = combine_series(replicas, &Trajectory::diagnostics, times, std::plus<>());
  for (auto& [name, data] : record.diagnostics) {
    for (double& value : data.values) {
      value /= static_cast<double>(replicas.size());
    }
  }
  for (const char* name : chain_tables) {
    if (replicas.front().diagnostics.contains(name)) {
      record.tables[name] = diagnostic_of_each(replicas, name, times);
    }
  }
  const auto larger = [](double a, double b) { return std::max(a, b); };
  if (auto angle = combine_series(replicas, &Trajectory::angle, times, larger); !angle.empty()) {
    record.budget["state_angle"] = std::move(angle);
  }
  for (const auto& [name, rows] : replicas.front().spectra) {
    record.spectra[name] = spectrum_table(rows, times);
  }
  record.states = replicas.front().states;
  record.states.amplitudes.resize(std::min(times, record.states.amplitudes.size()));
}

}  // namespace

Record record_of_trajectories(const cases::Case& asked, std::vector<Trajectory> replicas) {
  Record record = empty_record(asked);
  std::for_each(replicas.begin(), replicas.end(), end_where_finite);
  record.method = replicas.front().tdvp_form;
  combine_status(replicas, record);
  add_counters(replicas, record);
  add_steps(replicas, record);
  record.final_parameters = replicas.front().final_parameters;
  // An interruption leaves replicas that never began to move: they have nothing to average.
  std::erase_if(replicas, [](const Trajectory& replica) { return replica.times.empty(); });
  if (!replicas.empty()) {
    average(replicas, asked, record);
    keep_beyond(replicas, asked, record);
  }
  return record;
}

}  // namespace quenchmark::validation
