#include "validation/budget/budget.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "cases/spec/names.hpp"
#include "validation/budget/observable_bounds.hpp"
#include "validation/statistics/deviation.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

const Dataset* find_total_angle(const Record& record) {
  const auto certificate = record.budget.find("state_angle");
  if (certificate == record.budget.end()) {
    return nullptr;
  }
  const auto total = certificate->second.find("total");
  return total == certificate->second.end() ? nullptr : &total->second;
}

/// The mean of a scalar observable at output time k, when it was recorded.
std::optional<double> mean_of(const Record& record, const std::string& name, std::size_t k) {
  const auto found = record.observables.find(name);
  if (found == record.observables.end()) {
    return std::nullopt;
  }
  return found->second.mean.values[k];
}

KnownMeans known_means(const Record& record, const cases::Problem& problem, std::size_t k) {
  KnownMeans means{mean_of(record, "mz", k), mean_of(record, "energy", k)};
  if (!means.energy) {
    if (const std::optional<double> density = mean_of(record, "energy_density", k)) {
      means.energy = *density * problem.sites();
    }
  }
  return means;
}

double sampling_quantile(const ObservableRecord& observable) {
  const std::size_t replicas =
      observable.replica_mean.shape.empty() ? 0 : observable.replica_mean.shape.front();
  return student_quantile(sampling_tail, replicas > 1 ? static_cast<int>(replicas) - 1 : 0);
}

/// Error of the reference at each time of the run, or nothing when it lacks the observable.
std::optional<Dataset> reference_part(const Record& result, const Record& reference,
                                      const std::string& name) {
  const auto found = reference.observables.find(name);
  if (found == reference.observables.end()) {
    return std::nullopt;
  }
  const ObservableRecord& observable = result.observables.at(name);
  const std::vector<cases::ComponentLabel> components = observable.components.all();
  Dataset part{observable.mean.shape, std::vector<double>(observable.mean.values.size(), 0.0)};
  for (std::size_t d = 0; d < components.size(); ++d) {
    const Deviation deviation = deviation_from(extract_curve(result, name, components[d]),
                                               extract_curve(reference, name, components[d]),
                                               reference.truth == "published", result.times.back());
    for (std::size_t k = 0; k < deviation.times.size(); ++k) {
      part.values[k * components.size() + d] = deviation.reference_error[k];
    }
  }
  return part;
}

void add(Dataset& total, const Dataset& part) {
  std::transform(total.values.begin(), total.values.end(), part.values.begin(), total.values.begin(),
                 std::plus<>());
}

}  // namespace

void fill_budget(Record& result, const cases::Problem& problem, const Record* reference) {
  const Dataset* angle = find_total_angle(result);
  if (angle == nullptr || result.times.empty()) {
    return;
  }
  for (const auto& [name, observable] : result.observables) {
    const auto kind = cases::from_name<cases::ObservableKind>(name);
    if (!kind) {
      continue;
    }
    const std::size_t components = observable.components.count();
    Dataset distance{observable.mean.shape, {}};
    for (std::size_t k = 0; k < result.times.size(); ++k) {
      const double bound = observable_bound(*kind, angle->values[k], problem, result.times[k],
                                            known_means(result, problem, k));
      distance.values.insert(distance.values.end(), components, bound);
    }
    Dataset sampling{observable.mean.shape, std::vector<double>(distance.values.size(), 0.0)};
    const double quantile = sampling_quantile(observable);
    for (std::size_t i = 0; i < observable.standard_error.values.size(); ++i) {
      sampling.values[i] = quantile * observable.standard_error.values[i];
    }
    Dataset total = distance;
    add(total, sampling);
    auto& parts = result.budget[name];
    if (const auto part = reference != nullptr ? reference_part(result, *reference, name) : std::nullopt) {
      add(total, *part);
      parts["reference"] = *part;
    }
    parts["state_distance"] = std::move(distance);
    parts["sampling"] = std::move(sampling);
    parts["total"] = std::move(total);
  }
}

DominantPart dominant_part(const Record& result) {
  constexpr std::array<const char*, 4> names{"preparation", "projection", "regularisation", "integrator"};
  DominantPart dominant;
  const auto certificate = result.budget.find("state_angle");
  if (certificate == result.budget.end()) {
    return dominant;
  }
  double sum = 0.0;
  double largest = 0.0;
  for (const char* name : names) {
    const auto part = certificate->second.find(name);
    if (part == certificate->second.end()) {
      continue;
    }
    const double value = std::abs(part->second.values.back());
    sum += value;
    if (value > largest) {
      largest = value;
      dominant.part = name;
    }
  }
  dominant.share = sum > 0.0 ? largest / sum : 0.0;
  return dominant;
}

}  // namespace quenchmark::validation
