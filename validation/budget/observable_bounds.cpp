#include "validation/budget/observable_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

using cases::ObservableKind;

double square(double x) {
  return x * x;
}

/// |Var_1 - Var_2| of an operator with eigenvalues in [-bound, bound] and known mean `mean` in one of the
/// states.
double variance_bound(double bound, double mean, double s) {
  const double farthest = std::min(bound, std::abs(mean) + 2.0 * bound * s);
  return std::min(square(bound), square(bound + farthest) * s);
}

double connected_bound(const cases::Problem& problem, double s, const KnownMeans& means) {
  constexpr double range = 2.0;  // covariances of +-1 variables lie in [-1, 1]
  const bool uniform = problem.lattice.boundary == cases::Boundary::periodic && means.mz;
  const double mz = uniform ? std::abs(*means.mz) : 1.0;
  const double other_mz = std::min(1.0, mz + 2.0 * s);
  return std::min(range, 2.0 * s + 2.0 * s * (mz + other_mz));
}

}  // namespace

double energy_bound(const cases::Problem& problem, double t) {
  const cases::Couplings couplings = problem.schedule.at(t);
  double bound = 0.0;
  for (const cases::PauliTerm& term : problem.terms) {
    bound += std::abs(term.coefficient * couplings[static_cast<std::size_t>(term.channel)]);
  }
  return bound;
}

double observable_bound(ObservableKind kind, double angle, const cases::Problem& problem, double t,
                        const KnownMeans& means) {
  const double s = std::sin(std::clamp(angle, 0.0, std::numbers::pi / 2.0));
  const double sites = problem.sites();
  switch (kind) {
    case ObservableKind::mx:
    case ObservableKind::mz:
    case ObservableKind::zz:
      return 2.0 * s;
    case ObservableKind::zz_connected:
      return connected_bound(problem, s, means);
    case ObservableKind::energy:
      return 2.0 * energy_bound(problem, t) * s;
    case ObservableKind::energy_density:
    case ObservableKind::excess_energy:
      return 2.0 * energy_bound(problem, t) * s / sites;
    case ObservableKind::energy_variance: {
      const double bound = energy_bound(problem, t);
      return variance_bound(bound, means.energy.value_or(bound), s);
    }
    case ObservableKind::f_q:
      return variance_bound(sites, sites * means.mz.value_or(1.0), s) / sites;
    case ObservableKind::loschmidt:
      return s;
    default:
      throw Error(ErrorKind::internal, "an observable without a bound by the state's angle");
  }
}

}  // namespace quenchmark::validation
