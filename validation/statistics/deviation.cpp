#include "validation/statistics/deviation.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/interpolators/barycentric_rational.hpp>
#include <cmath>

#include "base/error.hpp"
#include "base/planted_defect.hpp"

namespace quenchmark::validation {

namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint = {}) {
  throw Error(ErrorKind::format, message, hint);
}

std::size_t index_of(const cases::Components& components, const std::string& name,
                     const cases::ComponentLabel& wanted) {
  if (wanted.empty()) {
    if (!components.empty()) {
      refuse(fmt::format("'{}' has one value for each {} and the claim names none", name, components.name),
             fmt::format("add {} = ...", components.name));
    }
    return 0;
  }
  const auto found = std::find(components.labels.begin(), components.labels.end(), wanted);
  if (found == components.labels.end()) {
    refuse(fmt::format("'{}' was not recorded at [{}]", name, fmt::join(wanted, ", ")),
           "list it under [[observable]]");
  }
  return static_cast<std::size_t>(found - components.labels.begin());
}

/// values[offset], values[offset + stride], ...: `count` of them.
std::vector<double> strided(const std::vector<double>& values, std::size_t offset, std::size_t stride,
                            std::size_t count) {
  std::vector<double> result(count);
  for (std::size_t t = 0; t < count; ++t) {
    result[t] = values[offset + t * stride];
  }
  return result;
}

/// Number of leading times that are not after t_end.
std::size_t times_until(const std::vector<double>& times, double t_end) {
  const double last = t_end + same_time({t_end, times.empty() ? t_end : times.front()});
  const auto count =
      static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), last) - times.begin());
  return count > 1 && planted(Defect::window_short) ? count - 1 : count;
}

/// Truth and its error at the wanted times.
struct Sampled {
  std::vector<double> value, error;
};

Sampled look_up(const Curve& truth, const std::vector<double>& times) {
  Sampled sampled;
  for (double t : times) {
    const std::optional<std::size_t> k = index_of_time(truth.times, t);
    if (!k) {
      refuse(fmt::format("the reference has no value at t = {:.9g}", t),
             "make a reference with the output times of the run; nothing is interpolated");
    }
    sampled.value.push_back(truth.mean[*k]);
    sampled.error.push_back(truth.standard_error.empty() ? 0.0 : truth.standard_error[*k]);
  }
  return sampled;
}

/// Cubic Floater-Hormann interpolation; the difference to the quadratic one counts as its error.
Sampled interpolate_cubic(const Curve& truth, const std::vector<double>& times) {
  constexpr std::size_t cubic = 3;
  const std::size_t points = truth.times.size();
  if (points <= cubic) {
    refuse(fmt::format("a published curve of {} points is too short to interpolate", points));
  }
  using Interpolant = boost::math::barycentric_rational<double>;
  const Interpolant value(truth.times.data(), truth.mean.data(), points, cubic);
  const Interpolant lower(truth.times.data(), truth.mean.data(), points, cubic - 1);
  const double same = same_time(truth.times);
  Sampled sampled;
  for (double t : times) {
    if (t < truth.times.front() - same || t > truth.times.back() + same) {
      refuse(fmt::format("the published curve ends at t = {:.6g}, the run needs t = {:.6g}",
                         truth.times.back(), t),
             "give the claim a smaller t_max");
    }
    const double inside = std::clamp(t, truth.times.front(), truth.times.back());
    const auto next = std::lower_bound(truth.times.begin(), truth.times.end(), inside) - truth.times.begin();
    const auto previous = std::max<std::ptrdiff_t>(next - 1, 0);
    const double stated = truth.standard_error.empty()
                              ? 0.0
                              : std::max(truth.standard_error[previous], truth.standard_error[next]);
    sampled.value.push_back(value(inside));
    sampled.error.push_back(stated + std::abs(value(inside) - lower(inside)));
  }
  return sampled;
}

/// run - truth, for the mean and for every replica, on the first `count` times.
Deviation subtract(const Curve& run, const std::vector<double>& truth, std::vector<double> error,
                   std::size_t count) {
  Deviation result;
  result.times.assign(run.times.begin(), run.times.begin() + static_cast<std::ptrdiff_t>(count));
  result.reference_error = std::move(error);
  const auto minus_truth = [&](const std::vector<double>& values) {
    std::vector<double> difference(count);
    std::transform(truth.begin(), truth.begin() + static_cast<std::ptrdiff_t>(count), values.begin(),
                   difference.begin(), [](double exact, double value) { return value - exact; });
    return difference;
  };
  result.difference = minus_truth(run.mean);
  for (const std::vector<double>& replica : run.replicas) {
    result.replicas.push_back(minus_truth(replica));
  }
  result.standard_error.assign(count, 0.0);
  for (std::size_t t = 0; t < count && !run.standard_error.empty(); ++t) {
    result.standard_error[t] = run.standard_error[t];
  }
  return result;
}

}  // namespace

double same_time(const std::vector<double>& times) {
  constexpr double share = 1e-9;
  double largest = 0.0;
  for (const double t : times) {
    largest = std::max(largest, std::abs(t));
  }
  return share * largest;
}

std::optional<std::size_t> index_of_time(const std::vector<double>& times, double t) {
  const auto later = std::lower_bound(times.begin(), times.end(), t);
  auto nearest = later;
  if (later == times.end() || (later != times.begin() && t - *(later - 1) < *later - t)) {
    if (times.empty()) {
      return std::nullopt;
    }
    --nearest;
  }
  if (std::abs(*nearest - t) > same_time({times.front(), times.back(), t})) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(nearest - times.begin());
}

Curve extract_curve(const Record& record, const std::string& name, const cases::ComponentLabel& wanted) {
  const auto found = record.observables.find(name);
  if (found == record.observables.end()) {
    refuse(fmt::format("'{}' was not recorded", name), "add it under [[observable]]");
  }
  const ObservableRecord& observable = found->second;
  const std::size_t component = index_of(observable.components, name, wanted);
  const std::size_t components = observable.components.count();
  const std::size_t count = record.times.size();
  const std::size_t replicas =
      observable.replica_mean.shape.empty() ? 0 : observable.replica_mean.shape.front();
  Curve curve;
  curve.times = record.times;
  curve.mean = strided(observable.mean.values, component, components, count);
  if (!observable.standard_error.values.empty()) {
    curve.standard_error = strided(observable.standard_error.values, component, components, count);
  }
  for (std::size_t r = 0; r < replicas; ++r) {
    curve.replicas.push_back(
        strided(observable.replica_mean.values, r * count * components + component, components, count));
  }
  return curve;
}

Deviation deviation_from(const Curve& run, const Curve& truth, bool interpolate, double t_end) {
  const std::size_t count = times_until(run.times, t_end);
  const std::vector<double> times(run.times.begin(), run.times.begin() + static_cast<std::ptrdiff_t>(count));
  Sampled sampled = interpolate ? interpolate_cubic(truth, times) : look_up(truth, times);
  return subtract(run, sampled.value, std::move(sampled.error), count);
}

Deviation drift_of(const Curve& run, const std::vector<double>& work, double t_end) {
  const std::size_t count = times_until(run.times, t_end);
  const auto minus_start = [](std::vector<double> values) {
    const double start = values.front();
    for (double& value : values) {
      value -= start;
    }
    return values;
  };
  Curve relative = run;
  relative.mean = minus_start(run.mean);
  for (std::vector<double>& replica : relative.replicas) {
    replica = minus_start(replica);
  }
  const std::vector<double> expected =
      work.empty() ? std::vector<double>(run.times.size(), 0.0) : minus_start(work);
  return subtract(relative, expected, std::vector<double>(count, 0.0), count);
}

std::vector<double> trapezoid_weights(const std::vector<double>& times) {
  const std::size_t count = times.size();
  if (count < 2) {
    return std::vector<double>(count, 1.0);
  }
  std::vector<double> weights(count, 0.0);
  const double span = times.back() - times.front();
  for (std::size_t t = 0; t + 1 < count; ++t) {
    const double half = 0.5 * (times[t + 1] - times[t]) / span;
    weights[t] += half;
    weights[t + 1] += half;
  }
  return weights;
}

double time_norm(cases::ErrorNorm norm, const std::vector<double>& times, const std::vector<double>& values,
                 std::size_t count) {
  if (norm == cases::ErrorNorm::max) {
    double largest = 0.0;
    for (std::size_t t = 0; t < count; ++t) {
      largest = std::max(largest, planted(Defect::claim_sign_lost) ? values[t] : std::abs(values[t]));
    }
    return largest;
  }
  const std::vector<double> weights =
      trapezoid_weights({times.begin(), times.begin() + static_cast<std::ptrdiff_t>(count)});
  double sum = 0.0;
  for (std::size_t t = 0; t < count; ++t) {
    sum += weights[t] * values[t] * values[t];
  }
  return std::sqrt(sum);
}

double time_norm(cases::ErrorNorm norm, const std::vector<double>& times, const std::vector<double>& values) {
  return time_norm(norm, times, values, values.size());
}

}  // namespace quenchmark::validation
