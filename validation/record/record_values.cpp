#include "validation/record/record_values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>
#include <vector>

#include "validation/record/fault.hpp"

namespace quenchmark::validation {

namespace {

constexpr double largest_number = 1e100;
/// What rounding, also in single precision, may do to a sum that the format promises.
constexpr double rounding = 1e-6;

/// Throws unless sound(value) for each of them. `fault`: "is negative".
template <class Sound>
void require_each(const std::string& path, const std::vector<double>& values, const char* fault,
                  Sound sound) {
  const auto bad = std::find_if_not(values.begin(), values.end(), sound);
  if (bad != values.end()) {
    report_fault(fmt::format("{} {} (element {})", path, fault, bad - values.begin()));
  }
}

void require_finite(const std::string& path, const std::vector<double>& values) {
  require_each(path, values, "holds a number that is not finite, or beyond 1e100",
               [](double value) { return std::abs(value) <= largest_number; });
}

void require_not_negative(const std::string& path, const std::vector<double>& values) {
  require_finite(path, values);
  require_each(path, values, "is negative", [](double value) { return value >= 0.0; });
}

double largest_size(const std::vector<double>& values) {
  double largest = 0.0;
  for (const double value : values) {
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

void check_words(const Record& record) {
  if ((record.status == "complete") != (record.cause == StopCause::none)) {
    report_fault(fmt::format("root attribute \"cause\" is \"{}\" though \"status\" is \"{}\"",
                             name(record.cause), record.status));
  }
  constexpr std::array<std::string_view, 4> truths{"exact", "series", "published", "cross"};
  const bool known = std::find(truths.begin(), truths.end(), record.truth) != truths.end();
  if (!known && !(record.truth.empty() && !record.schema.starts_with("quenchmark.reference/"))) {
    report_fault(fmt::format("root attribute \"truth\" is \"{}\", not exact, series, published or cross",
                             record.truth));
  }
}

void check_times(const Record& record) {
  require_finite("/time", record.times);
  if (record.times.empty() && record.status == "complete") {
    report_fault("/time is empty, though the record is complete");
  }
}

/// The mean over replicas is their average, whatever program wrote it.
void check_average(const std::string& path, const ObservableRecord& observable) {
  const std::vector<double>& replicas = observable.replica_mean.values;
  const std::size_t count = observable.mean.values.size();
  const std::size_t number = observable.replica_mean.shape.front();
  const double tolerance = rounding * std::max(largest_size(replicas), largest_size(observable.mean.values));
  for (std::size_t k = 0; k < count; ++k) {
    double sum = 0.0;
    for (std::size_t r = 0; r < number; ++r) {
      sum += replicas[r * count + k];
    }
    if (!(std::abs(sum / static_cast<double>(number) - observable.mean.values[k]) <= tolerance)) {
      report_fault(fmt::format("{}/mean is not the average of replica_mean (element {})", path, k));
    }
  }
}

void check_observable(const std::string& path, const ObservableRecord& observable) {
  require_finite(path + "/mean", observable.mean.values);
  require_not_negative(path + "/standard_error", observable.standard_error.values);
  require_finite(path + "/replica_mean", observable.replica_mean.values);
  if (!observable.replica_mean.values.empty()) {
    check_average(path, observable);
  }
}

/// `budget` is of one observable.
void check_sum(const std::string& path, const std::map<std::string, Dataset>& budget) {
  const std::vector<double>& total = budget.at("total").values;
  const double tolerance = rounding * largest_size(total);
  for (std::size_t k = 0; k < total.size() && budget.size() > 1; ++k) {
    double sum = 0.0;
    for (const auto& [part, data] : budget) {
      sum += part == "total" ? 0.0 : data.values[k];
    }
    if (!(std::abs(sum - total[k]) <= tolerance)) {
      report_fault(fmt::format("{}/total is not the sum of its parts (element {})", path, k));
    }
  }
}

void check_budget(const std::map<std::string, std::map<std::string, Dataset>>& budget) {
  for (const auto& [name, parts] : budget) {
    const std::string path = "/budget/" + name;
    // Parts of the angle may take away: a step that is better than the flow it follows.
    const bool of_angle = name == "state_angle";
    for (const auto& [part, data] : parts) {
      if (of_angle && part != "total") {
        require_finite(path + "/" + part, data.values);
      } else {
        require_not_negative(path + "/" + part, data.values);
      }
    }
    if (!of_angle) {
      check_sum(path, parts);
    }
  }
}

/// The columns that others are drawn over or judged by.
void check_named(const std::string& group, const std::map<std::string, Dataset>& datasets,
                 const std::vector<std::string>& names) {
  for (const auto& [name, data] : datasets) {
    const std::string stem = name.substr(0, name.find("_replica_"));
    if (std::find(names.begin(), names.end(), stem) != names.end()) {
      require_finite(group + "/" + name, data.values);
    }
  }
}

void check_steps(const std::map<std::string, Dataset>& steps) {
  check_named("/steps", steps, {"t", "dt"});
  for (const auto& [name, data] : steps) {
    if (name == "t" || name.starts_with("t_replica_")) {
      const std::vector<double>& t = data.values;
      if (std::adjacent_find(t.begin(), t.end(), std::greater_equal<>()) != t.end()) {
        report_fault("/steps/" + name + " does not increase");
      }
    }
  }
}

void check_beyond(const Record& record) {
  for (const auto& [replica, datasets] : record.beyond) {
    const std::string path = "/beyond/" + replica;
    for (const auto& [name, data] : datasets) {
      require_finite(path + "/" + name, data.values);
    }
    const std::vector<double>& times = datasets.at("time").values;
    if (!times.empty() && !record.times.empty() && times.front() <= record.times.back()) {
      report_fault(path + "/time begins before /time ends");
    }
  }
}

void check_states(const cases::StateSnapshots& states) {
  const std::string path = "/state/snapshots/";
  const auto& configurations = states.configurations;
  if (std::adjacent_find(configurations.begin(), configurations.end(), std::greater_equal<>()) !=
      configurations.end()) {
    report_fault(path + "configurations do not increase");
  }
  require_finite(path + "multiplicity", states.multiplicity);
  require_each(path + "multiplicity", states.multiplicity, "is no number of configurations",
               [](double value) { return value >= 1.0 && value == std::floor(value); });
  for (std::size_t t = 0; t < states.amplitudes.size(); ++t) {
    double norm = 0.0;
    for (std::size_t k = 0; k < configurations.size(); ++k) {
      norm += states.multiplicity[k] * std::norm(states.amplitudes[t][k]);
    }
    if (!(std::abs(norm - 1.0) <= rounding)) {
      report_fault(fmt::format("{}amplitudes are not those of a state of norm 1 (time {})", path, t));
    }
  }
}

void check_costs(const CostTable& costs) {
  const auto whole = [](double value) { return value >= 1.0 && value <= 1e9 && value == std::floor(value); };
  require_finite("/timing/costs/spins", costs.spins);
  require_finite("/timing/costs/batch", costs.batch);
  require_each("/timing/costs/spins", costs.spins, "is no number of spins", whole);
  require_each("/timing/costs/batch", costs.batch, "is no number of states", whole);
  for (const auto& [method, seconds] : costs.seconds) {
    require_finite("/timing/costs/" + method, seconds);
    require_each("/timing/costs/" + method, seconds, "is no time that work took",
                 [](double value) { return value > 0.0; });
  }
}

void check_scalars(const Record& record) {
  for (const auto& [name, value] : record.work) {
    require_finite("/work/" + name, {value});
  }
  for (const auto& [name, value] : record.timing) {
    require_not_negative("/timing/" + name, {value});
  }
}

}  // namespace

std::string find_unsound(const Record& record) {
  try {
    check_words(record);
    check_times(record);
    for (const auto& [name, observable] : record.observables) {
      check_observable("/observables/" + name, observable);
    }
    // Of any size: whether it can be an energy of the case is a claim.
    require_each("/ground_state/energy", record.ground_state.energy.values,
                 "holds a number that is not finite", [](double value) { return std::isfinite(value); });
    require_not_negative("/ground_state/error", record.ground_state.error.values);
    check_named("/diagnostics", record.diagnostics, {"energy", "energy_drift"});
    check_steps(record.steps);
    check_budget(record.budget);
    check_beyond(record);
    check_states(record.states);
    check_scalars(record);
    check_costs(record.costs);
  } catch (const Fault& fault) {
    return fault.words;
  }
  return {};
}

}  // namespace quenchmark::validation
