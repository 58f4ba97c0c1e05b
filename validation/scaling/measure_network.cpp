#include "validation/scaling/measure_network.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

constexpr double whole_run = std::numeric_limits<double>::infinity();

Deviation deviation_of(const Evidence& evidence, const std::string& observable,
                       const std::vector<int>& displacement, double t_end) {
  const Curve run = extract_curve(*evidence.result, observable, displacement);
  const Curve truth = extract_curve(*evidence.reference, observable, displacement);
  return deviation_from(run, truth, false, t_end);
}

double largest(const Deviation& deviation) {
  return time_norm(cases::ErrorNorm::max, deviation.times, deviation.difference);
}

double held_until(const Deviation& deviation) {
  double until = unknown;
  for (std::size_t k = 0; k < deviation.times.size() && std::abs(deviation.difference[k]) <= held_error;
       ++k) {
    until = deviation.times[k];
  }
  return until;
}

/// A part of the certificate at the `count`-th output time.
double angle_at(const Record& result, const std::string& part, std::size_t count) {
  const auto certificate = result.budget.find("state_angle");
  if (certificate == result.budget.end()) {
    return unknown;
  }
  const auto found = certificate->second.find(part);
  return found == certificate->second.end() ? unknown : found->second.values[count - 1];
}

double work_of(const Record& result, const std::string& name) {
  const auto found = result.work.find(name);
  return found == result.work.end() ? unknown : found->second;
}

/// Numbers in their order, an unknown one before all: NaN has no order.
double place_of(double value) {
  return std::isnan(value) ? -whole_run : value;
}

/// A filter of equal sides is told by one of them.
std::string name_of(const cases::AnsatzSpec& ansatz) {
  std::vector<int> filter = ansatz.filter;
  filter.erase(std::unique(filter.begin(), filter.end()), filter.end());
  return fmt::format("({}; {})", fmt::join(ansatz.channels, ", "), fmt::join(filter, "x"));
}

}  // namespace

std::optional<NetworkMeasurement> measure_network(const Evidence& evidence, double t_end) {
  const cases::Case& asked = evidence.asked;
  if (!evidence.result || !evidence.reference || !asked.solver || !asked.model.h_over_hc) {
    return std::nullopt;
  }
  const Record& result = *evidence.result;
  std::vector<int> neighbour(asked.model.size.size(), 0);
  neighbour.front() = 1;
  const Deviation mx = deviation_of(evidence, "mx", {}, t_end);
  NetworkMeasurement measured;
  measured.network = name_of(asked.solver->ansatz);
  measured.layers = static_cast<int>(asked.solver->ansatz.channels.size());
  measured.parameters = work_of(result, "parameters");
  measured.field = *asked.model.h_over_hc;
  measured.compared_until = mx.times.back();
  measured.error_mx = largest(mx);
  measured.error_zz = largest(deviation_of(evidence, "zz", neighbour, t_end));
  measured.certificate = angle_at(result, "total", mx.times.size());
  measured.projection = angle_at(result, "projection", mx.times.size());
  measured.held_until = held_until(deviation_of(evidence, "mx", {}, whole_run));
  measured.reached = result.times.back();
  measured.states = work_of(result, "states_in_sum");
  measured.right_hand_sides = work_of(result, "right_hand_sides");
  return measured;
}

std::vector<NetworkMeasurement> measure_networks(const std::vector<const Evidence*>& cases) {
  std::map<double, double> shortest;  // by field
  for (const Evidence* evidence : cases) {
    if (const std::optional<NetworkMeasurement> whole = measure_network(*evidence, whole_run)) {
      double& reached = shortest.try_emplace(whole->field, whole->reached).first->second;
      reached = std::min(reached, whole->reached);
    }
  }
  std::vector<NetworkMeasurement> networks;
  for (const Evidence* evidence : cases) {
    const double t_end =
        evidence->asked.model.h_over_hc ? shortest[*evidence->asked.model.h_over_hc] : whole_run;
    if (std::optional<NetworkMeasurement> measured = measure_network(*evidence, t_end)) {
      networks.push_back(std::move(*measured));
    }
  }
  std::sort(networks.begin(), networks.end(), [](const NetworkMeasurement& a, const NetworkMeasurement& b) {
    return std::tuple(a.field, a.layers, place_of(a.parameters), a.network) <
           std::tuple(b.field, b.layers, place_of(b.parameters), b.network);
  });
  return networks;
}

}  // namespace quenchmark::validation
