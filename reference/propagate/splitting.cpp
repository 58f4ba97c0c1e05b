#include "reference/propagate/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "reference/spectrum/spectral_interval.hpp"

namespace quenchmark::reference {

namespace {

/// One step: diagonal factors a[0], ..., a[n] around rotations b[0], ..., b[n - 1].
struct Scheme {
  std::vector<double> a;
  std::vector<double> b;
};

Scheme coefficients(SplittingScheme scheme) {
  if (scheme == SplittingScheme::strang) {
    return {{0.5, 0.5}, {1.0}};
  }
  std::vector<double> a = {0.0502627644003922, 0.413514300428344, 0.0450798897943977, -0.188054853819569,
                           0.541960678450780};
  std::vector<double> b = {0.148816447901042, -0.132385865767784, 0.067307604692185, 0.432666402578175};
  double middle = 1.0;
  for (double value : a) {
    middle -= 2.0 * value;
  }
  double inner = 0.5;
  for (double value : b) {
    inner -= value;
  }
  b.push_back(inner);
  // Symmetric in time.
  const std::vector<double> a_back(a.rbegin(), a.rend());
  const std::vector<double> b_back(b.rbegin(), b.rend());
  a.push_back(middle);
  a.insert(a.end(), a_back.begin(), a_back.end());
  b.insert(b.end(), b_back.begin(), b_back.end());
  return {a, b};
}

}  // namespace

std::vector<SplitStage> splitting_stages(SplittingScheme scheme, const IsingTerms& terms,
                                         const cases::Schedule& schedule, double t, double span, int steps) {
  const Scheme once = coefficients(scheme);
  const double dt = span / steps;
  std::vector<SplitStage> stages{{}};
  for (int step = 0; step < steps; ++step) {
    double reached = t + step * dt;
    for (std::size_t k = 0; k < once.a.size(); ++k) {
      const cases::Couplings couplings = schedule.at(reached);
      stages.back().exchange += once.a[k] * dt * couplings[0];
      stages.back().longitudinal += once.a[k] * dt * couplings[2];
      if (k < once.b.size()) {
        const double next = reached + once.b[k] * dt;
        stages.back().angle =
            terms.flip_weight * (schedule.integral(next)[1] - schedule.integral(reached)[1]);
        reached = next;
        stages.emplace_back();
      }
    }
  }
  return stages;
}

std::string SplittingPropagator::name() const {
  const std::string steps = std::to_string(steps_per_width_);
  return "blanes-moan splitting (" + steps.substr(0, steps.find('.') + 3) + " steps)";
}

void SplittingPropagator::run(const Evolution& evolution, const StateVisitor& visit,
                              PropagationReport& report) const {
  const auto* space = dynamic_cast<const FullSpace*>(&evolution.space);
  if (space == nullptr || space->terms().sites < SplitSweep::kLeastSites) {
    throw Error(ErrorKind::internal, "operator splitting needs the full space");
  }
  const std::vector<double>& times = evolution.times;
  const SplitSweep sweep(*space);
  StateVector psi(space->dimension());
  std::optional<StateVector> workspace;
  if (evolution.vectors > 1) {
    workspace.emplace(space->dimension());
  }
  evolution.start.prepare(*space, psi);
  visit(0, psi, workspace ? &*workspace : nullptr);

  for (std::size_t next = 1; next < times.size(); ++next) {
    const double span = times[next] - times[next - 1];
    double width = 0.0;
    double field = 0.0;
    for (const double t : {times[next - 1], times[next]}) {
      width = std::max(width, spectral_interval(space->terms(), evolution.schedule.at(t)).half_width());
      field = std::max(field, std::abs(evolution.schedule.at(t)[1] * space->terms().flip_weight));
    }
    // No single rotation beyond a quarter turn; the largest coefficient is below 0.5.
    const double steps = std::ceil(std::max({1.0, span * width * steps_per_width_, span * field}));
    for (int step = 0; step < static_cast<int>(steps); ++step) {
      const double dt = span / steps;
      sweep.apply(splitting_stages(SplittingScheme::blanes_moan, space->terms(), evolution.schedule,
                                   times[next - 1] + step * dt, dt, 1),
                  psi);
      ++report.steps;
    }
    visit(next, psi, workspace ? &*workspace : nullptr);
    evolution.control.progress({name(), times[next], times.back(), {}});
  }
}

}  // namespace quenchmark::reference
