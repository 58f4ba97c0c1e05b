#pragma once
// Small made-up cases and records for the tests of judgement, figures and report.

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation::testing {

using Function = std::function<double(double)>;

inline std::vector<double> grid(double t_max, int intervals) {
  std::vector<double> times;
  for (int k = 0; k <= intervals; ++k) {
    times.push_back(t_max * k / intervals);
  }
  return times;
}

inline Dataset series(const std::vector<double>& times, const Function& value) {
  Dataset data{{times.size()}, {}};
  for (double t : times) {
    data.values.push_back(value(t));
  }
  return data;
}

inline ObservableRecord observable(const std::vector<double>& times, const Function& value,
                                   double error = 0.0) {
  ObservableRecord record;
  record.mean = series(times, value);
  record.standard_error = series(times, [error](double) { return error; });
  return record;
}

/// Replicas = value + a smooth random curve of size `noise` that differs from replica to replica.
inline ObservableRecord noisy_observable(const std::vector<double>& times, const Function& value,
                                         double noise, int replicas, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  const std::size_t count = times.size();
  ObservableRecord record;
  record.mean = {{count}, std::vector<double>(count, 0.0)};
  record.standard_error = {{count}, std::vector<double>(count, 0.0)};
  record.replica_mean.shape = {static_cast<std::size_t>(replicas), count};
  for (int r = 0; r < replicas; ++r) {
    const double a = normal(random), b = normal(random);
    for (std::size_t t = 0; t < count; ++t) {
      const double x = value(times[t]) + noise * (a * std::cos(times[t]) + b * std::sin(times[t]));
      record.replica_mean.values.push_back(x);
      record.mean.values[t] += x / replicas;
    }
  }
  return record;
}

inline cases::Claim claim_on(cases::ObservableKind kind, double limit) {
  cases::Claim claim;
  claim.id = "claim";
  claim.observable = kind;
  claim.limit = limit;
  return claim;
}

/// A quench of a 4-site chain to t = 1.
inline cases::Case chain_case(std::vector<cases::Claim> claims) {
  cases::Case asked;
  asked.id = "chain-4";
  asked.title = "Quench of a chain";
  asked.model.size = {4};
  asked.model.h = 1.0;
  asked.protocol.t_max = 1.0;
  asked.protocol.output_dt = 0.1;
  asked.observables = {{cases::ObservableKind::mx, {}}};
  asked.reference.method = cases::ReferenceMethod::exact;
  asked.solver.emplace();
  asked.claims = std::move(claims);
  return asked;
}

inline Record result_with(const std::string& name, ObservableRecord values,
                          const std::vector<double>& times) {
  Record record;
  record.times = times;
  record.observables[name] = std::move(values);
  return record;
}

inline Record reference_with(const std::string& name, ObservableRecord values,
                             const std::vector<double>& times) {
  Record record = result_with(name, std::move(values), times);
  record.schema = "quenchmark.reference/1";
  record.truth = "exact";
  return record;
}

/// The all-up state of four sites, rotated by `angle(t)` towards all down.
inline cases::StateSnapshots rotated_states(const std::vector<double>& times, const Function& angle) {
  cases::StateSnapshots states;
  states.configurations = {0, 15};
  states.multiplicity = {1.0, 1.0};
  for (double t : times) {
    states.amplitudes.push_back({std::cos(angle(t)), std::sin(angle(t))});
  }
  return states;
}

}  // namespace quenchmark::validation::testing
