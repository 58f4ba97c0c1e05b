#include "reference/series/series_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "cases/spec/asks_for.hpp"
#include "cases/spec/names.hpp"

namespace quenchmark::reference::series {

namespace {

constexpr int kLeast = 4;

/// The highest order that takes about a minute, the memory of the costliest expansion there, and its growth
/// from order to order: measured, see README.md.
struct Growth {
  int best;
  double bytes;
  double factor;

  double bytes_at(int order) const { return bytes * std::pow(factor, order - best); }
};

/// In t from each start: mx, mz and neighbours; other distances; f_q.
struct TimeOrders {
  Growth near, far, fisher;
};

struct Orders {
  TimeOrders paramagnet, ferromagnet;
  Growth near, far;  // in J
  double coupling_reach;
};

const Orders& orders_of(int dimension) {
  static const std::array<Orders, 3> orders{{
      {{{30, 2e7, 1.4}, {26, 2e7, 1.4}, {22, 3e7, 1.7}},
       {{22, 4e7, 1.7}, {20, 4e7, 1.7}, {18, 4e7, 1.7}},
       {20, 2e6, 2.0},
       {12, 2e8, 3.0},
       2.5},
      {{{18, 6e7, 2.4}, {16, 8e7, 2.4}, {12, 3e7, 2.6}},
       {{14, 6e7, 2.6}, {12, 4e7, 2.6}, {10, 4e7, 2.6}},
       {11, 5e8, 4.4},
       {8, 4e8, 4.4},
       0.8},
      {{{14, 3e7, 3.0}, {12, 6e7, 3.0}, {10, 2e7, 3.2}},
       {{10, 4e7, 3.2}, {10, 6e7, 3.2}, {8, 4e7, 3.2}},
       {10, 4e8, 5.8},
       {7, 3e8, 5.8},
       0.5},
  }};
  return orders[static_cast<std::size_t>(dimension - 1)];
}

[[noreturn]] void refuse(const std::string& why, const std::string& hint) {
  throw Error(ErrorKind::bad_case, "method \"series\" does not apply: " + why, hint);
}

void require_series(const cases::Problem& problem) {
  const std::string other = "use method \"exact_sector\" or \"exact\"";
  if (problem.lattice.boundary != cases::Boundary::periodic) {
    refuse("the lattice is open", "use periodic boundaries, or method \"exact\"");
  }
  if (problem.start == cases::Start::random) {
    refuse("a random state has no expectation values to begin with", "use method \"exact\"");
  }
  const double begin = problem.schedule.t_start();
  if (problem.schedule.at(begin)[2] != 0.0) {
    refuse("there is a longitudinal field", other);
  }
  const bool ramp = !problem.schedule.constant();
  if (ramp && problem.start != cases::Start::paramagnet) {
    refuse("a ramp expands in J about the paramagnet", other);
  }
  for (const cases::Observable& observable : problem.observables) {
    using cases::ObservableKind;
    const ObservableKind kind = observable.kind;
    if (kind == ObservableKind::loschmidt || (ramp && kind == ObservableKind::energy_variance)) {
      refuse("there is no series for \"" + std::string(cases::name(kind)) + "\"",
             "leave it out, or use method \"exact_sector\"");
    }
  }
}

SeriesLattice lattice_of(const cases::Problem& problem) {
  std::vector<int> size = problem.lattice.size;
  for (int& length : size) {
    // No order reaches around so long a ring.
    length = length > SeriesLattice::kLongest ? SeriesLattice::kEndless : length;
  }
  return SeriesLattice(std::move(size));
}

}  // namespace

SeriesPlan make_series_plan(const cases::Problem& problem, std::int64_t memory) {
  require_series(problem);
  const Orders& orders = orders_of(problem.lattice.dimension());
  const bool paramagnet = problem.start == cases::Start::paramagnet;
  SeriesPlan plan{.lattice = lattice_of(problem), .available_bytes = memory};
  const bool fisher = cases::asks_for(problem.observables, cases::ObservableKind::f_q);
  const auto fitting = [&](const Growth& growth, int step) {
    int order = growth.best;
    while (order > kLeast && growth.bytes_at(order) > static_cast<double>(memory)) {
      order -= step;
    }
    plan.peak_bytes = std::max(plan.peak_bytes, static_cast<std::int64_t>(growth.bytes_at(order)));
    return order;
  };
  plan.in_time = problem.schedule.constant();
  if (plan.in_time) {
    const TimeOrders& in_time = paramagnet ? orders.paramagnet : orders.ferromagnet;
    plan.order = fitting(in_time.near, 2);
    plan.far_order = fitting(in_time.far, 2);
    plan.fisher_order = fisher ? fitting(in_time.fisher, 2) : 0;
  }
  plan.in_coupling = paramagnet;
  if (plan.in_coupling) {
    plan.coupling_order = fitting(orders.near, 1);
    plan.far_coupling_order = fitting(orders.far, 1);
    plan.coupling_reach = orders.coupling_reach;
  }
  return plan;
}

void require_memory_for(const SeriesPlan& plan) {
  require_memory("a series of order " + std::to_string(std::max(plan.order, plan.coupling_order)),
                 plan.peak_bytes, plan.available_bytes, "free some memory: lower orders say too little");
}

Site site_at(const SeriesLattice& lattice, const std::vector<int>& displacement) {
  std::array<int, 3> at{};
  std::copy(displacement.begin(), displacement.end(), at.begin());
  return lattice.wrapped(at[0], at[1], at[2]);
}

ShortestPaths shortest_paths(const SeriesLattice& lattice, const std::vector<int>& displacement) {
  ShortestPaths paths;
  for (std::size_t axis = 0; axis < displacement.size(); ++axis) {
    const int length = lattice.size()[axis];
    int steps = std::abs(displacement[axis]);
    if (length != SeriesLattice::kEndless) {
      steps %= length;
      steps = std::min(steps, length - steps);
      paths.log_count += 2 * steps == length ? std::log(2.0) : 0.0;  // either way around
    }
    paths.bonds += steps;
    paths.log_count -= std::lgamma(steps + 1.0);
  }
  paths.log_count += std::lgamma(paths.bonds + 1.0);
  return paths;
}

double leading_correlation(const SeriesLattice& lattice, const std::vector<int>& displacement, double J,
                           double h, double t) {
  const ShortestPaths paths = shortest_paths(lattice, displacement);
  const double rate = 16.0 * t * t * std::abs(J * h);
  if (rate == 0.0) {
    return paths.bonds == 0 ? 1.0 : 0.0;
  }
  return 0.5 *
         std::exp(paths.log_count + paths.bonds * std::log(rate) - std::lgamma(2.0 * paths.bonds + 1.0));
}

}  // namespace quenchmark::reference::series
