#include "reference/series/quench_series.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace quenchmark::reference::series {

namespace {

using cases::ObservableKind;

PauliString single(Pauli pauli) {
  PauliString string;
  string.push_back({Site{}, pauli});
  return string;
}

PauliString pair_of_z(const Site& site) {
  PauliString string = single(kZ);
  string.push_back({site, kZ});
  return string;
}

/// a - weight * b * b, as far as both are known.
std::vector<long double> less_square(std::vector<long double> a, const std::vector<long double>& b,
                                     long double weight) {
  a.resize(std::min(a.size(), b.size()));
  for (std::size_t n = 0; n < a.size(); ++n) {
    for (std::size_t m = 0; m <= n; ++m) {
      a[n] -= weight * b[m] * b[n - m];
    }
  }
  return a;
}

}  // namespace

QuenchSeries::QuenchSeries(const cases::Problem& problem, const SeriesPlan& plan, const Workers& workers,
                           const RunControl& control)
    : problem_(problem), plan_(plan), workers_(workers), control_(control) {
  const cases::Couplings couplings = problem.schedule.at(problem.schedule.t_start());
  J_ = couplings[0];
  h_ = couplings[1];
  mz_.assign(static_cast<std::size_t>(plan.order) + 1, 0.0L);  // the paramagnet keeps its symmetry
  if (problem.start == cases::Start::ferromagnet) {
    mz_ = expand({{single(kZ), 1}}, plan.order);
  }
  for (const cases::Observable& observable : problem.observables) {
    expand_for(observable);
  }
}

void QuenchSeries::expand_for(const cases::Observable& observable) {
  switch (observable.kind) {
    case ObservableKind::mx:
      mx_ = expand({{single(kX), 1}}, plan_.order);
      break;
    case ObservableKind::f_q:
      expand_fisher_information();
      break;
    default:
      for (const std::vector<int>& displacement : observable.displacements) {
        expand_correlation(displacement);
      }
  }
}

QuenchSeries::Coefficients QuenchSeries::expand(const StringSum& operators, int order) {
  const TaylorCoefficients counted = taylor_coefficients(plan_.lattice, problem_.start, operators,
                                                         {order, plan_.available_bytes}, workers_, control_);
  most_strings_ = std::max(most_strings_, counted.most_strings);
  peak_bytes_ = std::max(peak_bytes_, counted.peak_bytes);
  return counted.at(J_, h_);
}

/// What no connection reaches within the orders is the product of both sides: zero in the paramagnet, whose
/// leading term stands for it, and mz^2 in the ferromagnet.
void QuenchSeries::expand_correlation(const std::vector<int>& displacement) {
  const int bonds = plan_.lattice.distance(Site{}, site_at(plan_.lattice, displacement));
  const int order = bonds == 1 ? plan_.order : plan_.far_order;
  if (bonds == 0 || zz_.contains(displacement)) {
    return;
  }
  if (2 * bonds <= order) {
    zz_[displacement] = expand_below({{pair_of_z(site_at(plan_.lattice, displacement)), 1}}, order);
  } else if (problem_.start == cases::Start::ferromagnet) {
    zz_[displacement] = less_square(Coefficients(static_cast<std::size_t>(order) + 1, 0.0L), mz_, -1.0L);
  }
}

/// A lower order where that one needs strings which no box holds.
QuenchSeries::Coefficients QuenchSeries::expand_below(const StringSum& operators, int order) {
  for (;; order -= 2) {
    try {
      return expand(operators, order);
    } catch (const UnusableTrial&) {
      if (order <= 2) {
        throw;
      }
    }
  }
}

/// Connected correlations reach half as many bonds as there are orders: each bond on the way takes the field
/// too.
void QuenchSeries::expand_fisher_information() {
  StringSum pairs;
  for (const Site& site : plan_.lattice.sites_within(plan_.fisher_order / 2)) {
    pairs.push_back({pair_of_z(site), 1});
  }
  f_q_ = expand_below(pairs, plan_.fisher_order);
  f_q_[0] += 1.0L;
  f_q_ = less_square(std::move(f_q_), mz_, static_cast<long double>(pairs.size() + 1));
}

const QuenchSeries::Coefficients* QuenchSeries::correlation(const std::vector<int>& displacement) const {
  const auto found = zz_.find(displacement);
  return found == zz_.end() ? nullptr : &found->second;
}

/// Conserved: what the start has. Neighbours are counted twice on a ring of two, as the bonds are.
double QuenchSeries::energy_density() const {
  const double half = plan_.lattice.neighbours() / 2.0;
  return static_cast<double>(problem_.start == cases::Start::ferromagnet ? -half * J_ : -h_);
}

/// Of sum sz sz in the paramagnet, where bonds are independent; of sum sx in the ferromagnet.
double QuenchSeries::energy_variance() const {
  if (problem_.start == cases::Start::ferromagnet) {
    return static_cast<double>(problem_.sites() * h_ * h_);
  }
  double squares = 0.0;
  for (const cases::Bond& bond : problem_.bonds) {
    squares += bond.multiplicity * bond.multiplicity;
  }
  return static_cast<double>(squares * J_ * J_);
}

/// Where all known orders cancel, nothing is known but what is known of both parts.
Estimate QuenchSeries::connected_value(const Coefficients& zz, double t) const {
  const Coefficients known = less_square(zz, mz_, 1.0L);
  Estimate estimate = sum_power_series(known, t);
  if (std::all_of(known.begin(), known.end(), [](long double one) { return std::abs(one) < 1e-12L; })) {
    const Estimate mz = sum_power_series(mz_, t);
    estimate.error = sum_power_series(zz, t).error + (2.0 * std::abs(mz.value) + mz.error) * mz.error;
  }
  return estimate;
}

Estimate QuenchSeries::value(ObservableKind kind, const std::vector<int>& displacement, double t) const {
  switch (kind) {
    case ObservableKind::mx:
      return sum_power_series(mx_, t);
    case ObservableKind::mz:
      return sum_power_series(mz_, t);
    case ObservableKind::f_q:
      return sum_power_series(f_q_, t);
    case ObservableKind::energy:
      return {problem_.sites() * energy_density(), 0.0};
    case ObservableKind::energy_density:
      return {energy_density(), 0.0};
    case ObservableKind::energy_variance:
      return {energy_variance(), 0.0};
    case ObservableKind::zz:
    case ObservableKind::zz_connected:
      break;
    default:
      throw Error(ErrorKind::internal, "an observable without a series was let through");
  }
  const bool connected = kind == ObservableKind::zz_connected;
  if (plan_.lattice.distance(Site{}, site_at(plan_.lattice, displacement)) == 0) {
    Coefficients one(mz_.size(), 0.0L);
    one[0] = 1.0L;
    return sum_power_series(connected ? less_square(one, mz_, 1.0L) : one, t);
  }
  if (const Coefficients* zz = correlation(displacement)) {
    return connected ? connected_value(*zz, t) : sum_power_series(*zz, t);
  }
  // Later terms are of the size of the leading one where it is small at all.
  constexpr double safety = 4.0;
  return {0.0, safety * leading_correlation(plan_.lattice, displacement, static_cast<double>(J_),
                                            static_cast<double>(h_), t)};
}

}  // namespace quenchmark::reference::series
