#include "reference/series/ramp_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"

namespace quenchmark::reference::series {

namespace {

using cases::ObservableKind;

PauliString single_x() {
  PauliString string;
  string.push_back({Site{}, kX});
  return string;
}

PauliString pair_of(Pauli here, const Site& site, Pauli there) {
  PauliString string;
  string.push_back({Site{}, here});
  string.push_back({site, there});
  return string;
}

/// What sz_0 sz_R turns into in the field.
std::array<PauliString, 3> rotated_pair(const Site& site) {
  return {pair_of(kZ, site, kZ), pair_of(kZ, site, kY), pair_of(kY, site, kY)};
}

/// Whether so many bonds can be counted on one hand: mx, and neighbours.
bool is_near(const SeriesLattice& lattice, const PauliString& string) {
  return string.size() == 1 || lattice.distance(string[0].site, string[1].site) == 1;
}

/// |J| integrated from the start, by midpoints.
double integrated_coupling(const cases::Schedule& schedule, double t) {
  constexpr int steps = 400;
  const double begin = schedule.t_start(), step = (t - begin) / steps;
  double sum = 0.0;
  for (int k = 0; k < steps; ++k) {
    sum += std::abs(schedule.at(begin + (k + 0.5) * step)[0]) * step;
  }
  return sum;
}

/// The last time up to which the integral of |J| is within reach of any order.
double last_time(const cases::Problem& problem, double reach) {
  const cases::Schedule& schedule = problem.schedule;
  double known = schedule.t_start(), end = schedule.t_end();
  if (integrated_coupling(schedule, end) <= reach) {
    return end;
  }
  for (int halving = 0; halving < 40; ++halving) {
    const double middle = 0.5 * (known + end);
    (integrated_coupling(schedule, middle) <= reach ? known : end) = middle;
  }
  return known;
}

/// Enough for the phases that the field runs through; what is missing shows in the last coefficients.
int points_for(const cases::Schedule& schedule, double end) {
  const double phase = 2.0 * std::abs(schedule.integral(end)[1]);
  return 18 + static_cast<int>(std::min(2.5 * phase, 240.0));
}

}  // namespace

RampSeries::RampSeries(const cases::Problem& problem, const SeriesPlan& plan, const Workers& workers,
                       const RunControl& control)
    : problem_(problem),
      plan_(plan),
      grid_(problem.schedule.t_start(), last_time(problem, plan.coupling_reach),
            points_for(problem.schedule, last_time(problem, plan.coupling_reach))) {
  std::vector<Site> sites;
  bool energy = false;
  for (const cases::Observable& observable : problem.observables) {
    for (const std::vector<int>& displacement : observable.displacements) {
      sites.push_back(site_at(plan.lattice, displacement));
    }
    if (observable.kind == ObservableKind::f_q) {
      const std::vector<Site> all = plan.lattice.sites_within(plan.far_coupling_order);
      sites.insert(sites.end(), all.begin(), all.end());
    }
    energy = energy || observable.kind == ObservableKind::energy ||
             observable.kind == ObservableKind::energy_density ||
             observable.kind == ObservableKind::excess_energy;
  }
  if (energy) {
    const std::vector<Site> next = plan.lattice.sites_within(1);
    sites.insert(sites.end(), next.begin(), next.end());
  }
  std::vector<PauliString> near{single_x()}, far;
  for (const Site& site : sites) {
    if (plan.lattice.distance(Site{}, site) == 0) {
      continue;
    }
    for (const PauliString& string : rotated_pair(site)) {
      (is_near(plan.lattice, string) ? near : far).push_back(string);
    }
  }
  const auto expand = [&](const std::vector<PauliString>& strings, int order) {
    return std::make_unique<CouplingSeries>(plan_.lattice, problem_.schedule, grid_, strings,
                                            CouplingSettings{order, plan_.available_bytes}, workers, control);
  };
  near_ = expand(near, plan.coupling_order);
  far_order_ = plan.far_coupling_order;
  while (!far.empty() && !far_) {
    try {
      far_ = expand(far, far_order_);
    } catch (const UnusableTrial&) {  // strings that no box holds
      if (--far_order_ < 2) {
        throw;
      }
    }
  }
}

std::int64_t RampSeries::most_strings() const {
  return std::max(near_->strings(), far_ ? far_->strings() : 0);
}

std::int64_t RampSeries::peak_bytes() const {
  return std::max(near_->peak_bytes(), far_ ? far_->peak_bytes() : 0);
}

const CouplingSeries& RampSeries::series_of(const PauliString& string) const {
  return is_near(plan_.lattice, string) ? *near_ : *far_;
}

RampSeries::Orders RampSeries::string_at(const PauliString& string, double t) const {
  const std::vector<double> all = series_of(string).orders(string);
  Orders orders;
  for (std::size_t k = 0; k < all.size() / grid_.size(); ++k) {
    const double* values = all.data() + k * grid_.size();
    orders.values.push_back(grid_.interpolate(values, t));
    orders.grid_error += 4.0 * grid_.tail(values);
  }
  return orders;
}

RampSeries::Orders RampSeries::mx_at(double t) const {
  return string_at(single_x(), t);
}

/// Z -> cos(2 theta) Z - sin(2 theta) Y.
RampSeries::Orders RampSeries::correlation_at(const Site& site, double t) const {
  const double theta = 2.0 * problem_.schedule.integral(t)[1];
  const std::array<PauliString, 3> strings = rotated_pair(site);
  const std::array<double, 3> weights{std::cos(theta) * std::cos(theta),
                                      -2.0 * std::cos(theta) * std::sin(theta),
                                      std::sin(theta) * std::sin(theta)};
  Orders sum;
  for (std::size_t s = 0; s < strings.size(); ++s) {
    const Orders one = string_at(strings[s], t);
    sum.values.resize(one.values.size());
    for (std::size_t k = 0; k < one.values.size(); ++k) {
      sum.values[k] += weights[s] * one.values[k];
    }
    sum.grid_error += std::abs(weights[s]) * one.grid_error;
  }
  return sum;
}

/// The sum over the bonds of one site, each of which is shared by two.
RampSeries::Orders RampSeries::neighbours_at(double t) const {
  Orders sum;
  for (int direction = 0; direction < plan_.lattice.neighbours(); ++direction) {
    const Orders one = correlation_at(plan_.lattice.neighbour(Site{}, direction), t);
    sum.values.resize(one.values.size());
    for (std::size_t k = 0; k < one.values.size(); ++k) {
      sum.values[k] += 0.5 * one.values[k];
    }
    sum.grid_error += 0.5 * one.grid_error;
  }
  return sum;
}

RampSeries::Orders RampSeries::fisher_information_at(double t) const {
  Orders sum;
  sum.values.assign(static_cast<std::size_t>(far_order_) + 1, 0.0L);
  sum.values[0] = 1.0L;
  for (const Site& site : plan_.lattice.sites_within(far_order_)) {
    const Orders one = correlation_at(site, t);
    for (std::size_t k = 0; k < sum.values.size(); ++k) {
      sum.values[k] += one.values[k];
    }
    sum.grid_error += one.grid_error;
  }
  return sum;
}

/// The leading order: n bonds in any sequence, each a commutator of norm 2 |J|. Later ones are of its size
/// where it is small at all.
double RampSeries::beyond_reach(const std::vector<int>& displacement, double t) const {
  constexpr double safety = 4.0;
  const ShortestPaths paths = shortest_paths(plan_.lattice, displacement);
  return safety * std::exp(paths.log_count) *
         std::pow(2.0 * integrated_coupling(problem_.schedule, t), paths.bonds);
}

Estimate RampSeries::value(ObservableKind kind, const std::vector<int>& displacement, double t) const {
  const auto summed = [](const Orders& orders) {
    Estimate estimate = sum_power_series(orders.values, 1.0);
    estimate.error += orders.grid_error;
    return estimate;
  };
  switch (kind) {
    case ObservableKind::mx:
      return summed(mx_at(t));
    case ObservableKind::mz:
      return {};
    case ObservableKind::f_q:
      return summed(fisher_information_at(t));
    case ObservableKind::energy:
    case ObservableKind::energy_density: {
      const cases::Couplings now = problem_.schedule.at(t);
      const Estimate mx = summed(mx_at(t)), bonds = summed(neighbours_at(t));
      const double sites = kind == ObservableKind::energy ? problem_.sites() : 1.0;
      return {-sites * (now[0] * bonds.value + now[1] * mx.value),
              sites * (std::abs(now[0]) * bonds.error + std::abs(now[1]) * mx.error)};
    }
    case ObservableKind::zz:
    case ObservableKind::zz_connected: {
      const Site site = site_at(plan_.lattice, displacement);
      const int bonds = plan_.lattice.distance(Site{}, site);
      if (bonds == 0) {
        return {1.0, 0.0};
      }
      if (bonds > 1 && bonds > far_order_) {
        return {0.0, beyond_reach(displacement, t)};
      }
      return summed(correlation_at(site, t));
    }
    default:
      throw Error(ErrorKind::internal, "an observable without a series was let through");
  }
}

}  // namespace quenchmark::reference::series
