#include "validation/evidence/fitness.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace quenchmark::validation {

namespace {

/// Of solver runs, whose states have a distance to the exact ones.
std::string find_missing_budget(const Record& record) {
  const auto total_is_there = [&](const std::string& name) {
    const auto parts = record.budget.find(name);
    return parts != record.budget.end() && parts->second.contains("total");
  };
  if (!total_is_there("state_angle")) {
    return "it holds no certificate: /budget/state_angle is missing";
  }
  for (const auto& [name, observable] : record.observables) {
    if (!total_is_there(name)) {
      return fmt::format("/budget/{} is missing", name);
    }
  }
  return {};
}

/// Whether replicas r and s have the same numbers at all times, in every observable.
bool are_identical(const Record& record, std::size_t r, std::size_t s) {
  return std::all_of(record.observables.begin(), record.observables.end(), [&](const auto& named) {
    const std::vector<double>& all = named.second.replica_mean.values;
    const auto count = static_cast<std::ptrdiff_t>(named.second.mean.values.size());
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(r) * count;
    const auto second = all.begin() + static_cast<std::ptrdiff_t>(s) * count;
    return std::equal(first, first + count, second);
  });
}

std::size_t replicas_of(const Record& record) {
  std::size_t replicas = 0;
  for (const auto& [name, observable] : record.observables) {
    const std::vector<std::size_t>& shape = observable.replica_mean.shape;
    if (shape.empty()) {
      return 0;  // a curve that does not tell its replicas cannot tell them apart
    }
    replicas = shape.front();
  }
  return replicas;
}

std::string find_repeated_replica(const Record& record) {
  const std::size_t replicas = record.times.size() > 1 ? replicas_of(record) : 0;
  for (std::size_t r = 0; r < replicas; ++r) {
    for (std::size_t s = r + 1; s < replicas; ++s) {
      if (are_identical(record, r, s)) {
        return fmt::format(
            "replicas {} and {} have the same bits: one run counted twice tells nothing about its noise", r,
            s);
      }
    }
  }
  return {};
}

}  // namespace

std::string find_unfit_result(const Record& record, const cases::Case& asked) {
  if (!asked.solver || record.times.empty()) {
    return {};
  }
  if (std::string missing = find_missing_budget(record); !missing.empty()) {
    return missing;
  }
  return asked.solver->sampler.kind == cases::SamplerKind::metropolis ? find_repeated_replica(record) : "";
}

std::string find_unfit_reference(const Record& record, const cases::Case& asked) {
  const bool of_a_run = !record.steps.empty() || !record.budget.empty() || !record.final_parameters.empty();
  return of_a_run && asked.reference.method != cases::ReferenceMethod::other_case
             ? "it is the result of a run in the place of a reference"
             : "";
}

bool have_same_curves(const Record& one, const Record& other) {
  return one.times.size() > 1 && one.times == other.times && !one.observables.empty() &&
         std::all_of(one.observables.begin(), one.observables.end(), [&](const auto& named) {
           const auto found = other.observables.find(named.first);
           return found != other.observables.end() && found->second.mean.values == named.second.mean.values;
         });
}

}  // namespace quenchmark::validation
