#include "reference/series/series_curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "base/memory.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/units.hpp"
#include "reference/parallel/interruption.hpp"
#include "reference/series/quench_series.hpp"
#include "reference/series/ramp_series.hpp"

namespace quenchmark::reference {

namespace {

using Estimates = std::vector<series::Estimate>;

/// One value per displacement, or one.
template <class Value>
Estimates components_of(const cases::Observable& observable, const Value& value) {
  if (!cases::has_displacements(observable.kind)) {
    return {value(observable.kind, std::vector<int>{})};
  }
  Estimates all;
  for (const std::vector<int>& displacement : observable.displacements) {
    all.push_back(value(observable.kind, displacement));
  }
  return all;
}

/// Adds the time t, or nothing and false where an error exceeds the tolerance.
template <class Value>
bool append_time(const cases::Problem& problem, double tolerance, double t, const Value& value,
                 ReferenceCurve& curve) {
  std::vector<Estimates> all;
  for (const cases::Observable& observable : problem.observables) {
    all.push_back(components_of(observable, value));
    const double unit = cases::unit_of(observable.kind, problem.schedule.energy_unit());
    for (const series::Estimate& one : all.back()) {
      if (!(one.error <= tolerance * std::max(unit, std::abs(one.value)))) {
        return false;
      }
    }
  }
  curve.times.push_back(t);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::string name(cases::name(problem.observables[k].kind));
    std::vector<double>& values = curve.observables[name].emplace_back();
    std::vector<double>& errors = curve.errors[name].emplace_back();
    for (const series::Estimate& one : all[k]) {
      values.push_back(one.value);
      errors.push_back(one.error);
    }
  }
  return true;
}

/// The series that apply, and at each time what the better one says.
class SeriesObserver {
 public:
  SeriesObserver(const cases::Problem& problem, const series::SeriesPlan& plan, const Workers& workers,
                 const RunControl& control)
      : start_(problem.schedule.t_start()) {
    if (plan.in_time) {
      quench_.emplace(problem, plan, workers, control);
    }
    if (plan.in_coupling) {
      ramp_.emplace(problem, plan, workers, control);
    }
  }

  series::Estimate value(cases::ObservableKind kind, const std::vector<int>& displacement, double t) const {
    series::Estimate best{0.0, std::numeric_limits<double>::infinity()};
    if (quench_) {
      best = quench_->value(kind, displacement, t - start_);
    }
    if (ramp_ && t <= ramp_->end() && best.error > kGoodEnough) {
      const series::Estimate other = ramp_->value(kind, displacement, t);
      best = other.error < best.error ? other : best;
    }
    return best;
  }

  std::int64_t most_strings() const {
    return std::max(quench_ ? quench_->most_strings() : 0, ramp_ ? ramp_->most_strings() : 0);
  }
  std::int64_t peak_bytes() const {
    return std::max(quench_ ? quench_->peak_bytes() : 0, ramp_ ? ramp_->peak_bytes() : 0);
  }

 private:
  static constexpr double kGoodEnough = 1e-12;

  double start_;
  std::optional<series::QuenchSeries> quench_;
  std::optional<series::RampSeries> ramp_;
};

std::string method_of(const series::SeriesPlan& plan) {
  std::string words = "series";
  if (plan.in_time) {
    words += " to order " + std::to_string(plan.order) + " in t";
  }
  if (plan.in_coupling) {
    words += (plan.in_time ? " and " : " to order ") + std::to_string(plan.coupling_order) + " in J";
  }
  return words;
}

}  // namespace

ReferenceCurve series_curve(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                            const GroundStates& ground_states, const ReferenceSettings& settings,
                            const RunControl& control) {
  const series::SeriesPlan plan = series::make_series_plan(problem, memory_budget(settings.memory_limit));
  series::require_memory_for(plan);
  ReferenceCurve curve;
  curve.truth = "series";
  curve.method = method_of(plan);
  try {
    const Workers workers(settings.threads);
    const SeriesObserver observer(problem, plan, workers, control);
    curve.numbers["order"] = std::max(plan.order, plan.coupling_order);
    curve.numbers["strings"] = static_cast<double>(observer.most_strings());
    curve.numbers["memory_bytes"] = static_cast<double>(observer.peak_bytes());
    for (const double t : problem.output_times) {
      throw_if_stopped(control);
      const std::size_t index = curve.times.size();
      const auto value = [&](cases::ObservableKind kind, const std::vector<int>& displacement) {
        if (kind != cases::ObservableKind::excess_energy) {
          return observer.value(kind, displacement, t);
        }
        series::Estimate excess = observer.value(cases::ObservableKind::energy_density, {}, t);
        excess.value -= ground_states.energies[index] / problem.sites();
        excess.error += ground_states.errors[index] / problem.sites();
        return excess;
      };
      if (!append_time(problem, spec.tolerance, t, value, curve)) {
        break;
      }
    }
  } catch (const Interrupted&) {
    curve.end(StopCause::signal);
  }
  curve.ground_states = ground_states;
  if (!ground_states.energies.empty()) {
    curve.ground_states.energies.resize(curve.times.size());
    curve.ground_states.errors.resize(curve.times.size());
  }
  return curve;
}

std::int64_t series_bytes(const cases::Problem& problem, const ReferenceSettings& settings) {
  return series::make_series_plan(problem, memory_budget(settings.memory_limit)).peak_bytes;
}

void require_series_within(const cases::Problem& problem, const ReferenceSettings& settings) {
  series::require_memory_for(series::make_series_plan(problem, memory_budget(settings.memory_limit)));
}

}  // namespace quenchmark::reference
