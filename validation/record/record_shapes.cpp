#include "validation/record/record_shapes.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cmath>
#include <functional>
#include <numeric>

namespace quenchmark::validation {

namespace {

using Shape = std::vector<std::size_t>;

std::string compare_shape(const std::string& path, const Dataset& data, const Shape& expected) {
  if (data.shape != expected) {
    return fmt::format("{} has shape {}, expected {}", path, data.shape, expected);
  }
  const std::size_t count =
      std::accumulate(data.shape.begin(), data.shape.end(), std::size_t{1}, std::multiplies<>());
  if (data.values.size() != count) {
    return fmt::format("{} has {} values for shape {}", path, data.values.size(), data.shape);
  }
  return {};
}

std::string check_times(const std::vector<double>& times) {
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (!std::isfinite(times[k]) || (k > 0 && times[k] <= times[k - 1])) {
      return fmt::format("/time is not a list of finite, increasing numbers (element {})", k);
    }
  }
  return {};
}

std::string check_observable(const std::string& path, const ObservableRecord& observable, std::size_t times) {
  const bool by_displacement = !observable.displacements.empty();
  Shape expected{times};
  if (by_displacement) {
    expected.push_back(observable.displacements.size());
  }
  for (const auto& displacement : observable.displacements) {
    if (displacement.size() != observable.displacements.front().size()) {
      return path + "/displacement has rows of different length";
    }
  }
  std::string problem = compare_shape(path + "/mean", observable.mean, expected);
  if (problem.empty() && !observable.standard_error.shape.empty()) {
    problem = compare_shape(path + "/standard_error", observable.standard_error, expected);
  }
  if (problem.empty() && !observable.replica_mean.shape.empty()) {
    expected.insert(expected.begin(), observable.replica_mean.shape.front());
    problem = compare_shape(path + "/replica_mean", observable.replica_mean, expected);
  }
  return problem;
}

std::string check_ground_state(const GroundStateRecord& ground_state, std::size_t times) {
  if (ground_state.energy.shape.empty() && ground_state.error.shape.empty()) {
    return {};
  }
  std::string problem = compare_shape("/ground_state/energy", ground_state.energy, {times});
  if (problem.empty()) {
    problem = compare_shape("/ground_state/error", ground_state.error, {times});
  }
  for (std::size_t t = 0; t < times && problem.empty(); ++t) {
    if (!std::isfinite(ground_state.energy.values[t]) || !(ground_state.error.values[t] >= 0.0)) {
      problem = fmt::format("/ground_state is not a list of energies and their errors (element {})", t);
    }
  }
  return problem;
}

std::string check_rows(const std::string& path, const Dataset& data, std::size_t rank, std::size_t rows) {
  Shape expected = data.shape;
  expected.resize(rank);
  expected[0] = rows;
  return compare_shape(path, data, expected);
}

std::string check_states(const cases::StateSnapshots& states, std::size_t times) {
  if (states.empty()) {
    return {};
  }
  if (states.multiplicity.size() != states.configurations.size()) {
    return "/state/snapshots/multiplicity and configurations differ in length";
  }
  if (states.amplitudes.size() != times) {
    return fmt::format("/state/snapshots/amplitudes has {} times, expected {}", states.amplitudes.size(),
                       times);
  }
  for (const auto& amplitudes : states.amplitudes) {
    if (amplitudes.size() != states.configurations.size()) {
      return "/state/snapshots/amplitudes and configurations differ in length";
    }
  }
  return {};
}

}  // namespace

std::string find_misshapen(const Record& record) {
  const std::size_t times = record.times.size();
  std::string problem = check_times(record.times);
  for (const auto& [name, observable] : record.observables) {
    if (problem.empty()) {
      problem = check_observable("/observables/" + name, observable, times);
    }
  }
  if (problem.empty()) {
    problem = check_ground_state(record.ground_state, times);
  }
  for (const auto& [name, data] : record.diagnostics) {
    if (problem.empty()) {
      problem = check_rows("/diagnostics/" + name, data, 1, times);
    }
  }
  for (const auto& [name, data] : record.steps) {
    if (problem.empty()) {
      problem = check_rows("/steps/" + name, data, 1, data.shape.empty() ? 0 : data.shape.front());
    }
  }
  for (const auto& [name, data] : record.spectra) {
    if (problem.empty()) {
      problem = check_rows("/spectra/" + name, data, 2, times);
    }
  }
  for (const auto& [name, data] : record.tables) {
    if (problem.empty()) {
      problem = compare_shape("/tables/" + name, data, data.shape);
    }
  }
  for (const auto& [name, parts] : record.budget) {
    for (const auto& [part, data] : parts) {
      if (problem.empty()) {
        problem = check_rows("/budget/" + name + "/" + part, data, data.shape.size() == 2 ? 2 : 1, times);
      }
    }
  }
  return problem.empty() ? check_states(record.states, times) : problem;
}

}  // namespace quenchmark::validation
