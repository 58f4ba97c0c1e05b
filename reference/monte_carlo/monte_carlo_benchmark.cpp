// Ground states at the critical field: energy per site, its error and its cost, by projection with three guides
// and three sizes of the population, and by the series.

#include <benchmark/benchmark.h>

#include <vector>

#include "reference/monte_carlo/projector.hpp"
#include "reference/monte_carlo/stochastic_series.hpp"
#include "reference/spectrum/ground_state.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference::monte_carlo {
namespace {

constexpr int kMostSites = 4096;
constexpr double kCubic = 5.158136;

cases::Problem critical_cube(int length) {
  cases::Case asked = reference::testing::quench_case({length, length, length}, kCubic, {1.0});
  asked.observables = {{cases::ObservableKind::mx, {}}};
  return cases::make_problem(asked);
}

SpinModel model_of(const cases::Problem& problem) {
  const IsingTerms terms = read_terms(problem, kMostSites);
  return {terms, without_sign(terms, problem.schedule.at(0.0))};
}

void tell(benchmark::State& state, const Average& energy, int sites) {
  state.counters["energy"] = energy.value / sites;
  state.counters["error"] = energy.error / sites;
}

/// Length, walkers, partners of a site in the guide, error asked for in 1e-7 per site.
void projection(benchmark::State& state) {
  const cases::Problem problem = critical_cube(static_cast<int>(state.range(0)));
  const SpinModel model = model_of(problem);
  ProjectorSettings settings;
  settings.walkers = static_cast<int>(state.range(1));
  settings.most_partners = static_cast<int>(state.range(2));
  settings.error = 1e-7 * static_cast<double>(state.range(3));
  for (auto _ : state) {
    const ProjectedGroundState found = project_ground_state(problem.lattice, model, settings, Workers(1), {});
    tell(state, found.energy, problem.sites());
    state.counters["population"] = found.population / problem.sites();
    state.counters["guide_variance"] = found.guide_variance / problem.sites();
    state.counters["turns"] = found.turns;
  }
}
BENCHMARK(projection)
    ->ArgNames({"length", "walkers", "partners", "error"})
    ->Args({5, 100, 320, 100})
    ->Args({6, 100, 320, 100})
    ->Args({8, 100, 320, 200})
    ->Args({10, 100, 320, 500})
    ->Args({5, 25, 320, 200})
    ->Args({5, 400, 320, 200})
    ->Args({5, 100, 32, 200})
    ->Args({5, 100, 6, 300})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

/// Length, inverse temperature, sweeps of each of four chains.
void series_in_imaginary_time(benchmark::State& state) {
  const cases::Problem problem = critical_cube(static_cast<int>(state.range(0)));
  const SpinModel model = model_of(problem);
  StochasticSeriesSettings settings;
  settings.beta = static_cast<double>(state.range(1));
  settings.sweeps = static_cast<int>(state.range(2));
  for (auto _ : state) {
    const ThermalAverages found = sample_series(model, Shells(problem.lattice, 6), settings, Workers(1), {});
    tell(state, found.energy, problem.sites());
    state.counters["f_q"] = found.fisher.value;
    state.counters["f_q_error"] = found.fisher.error;
  }
}
BENCHMARK(series_in_imaginary_time)
    ->ArgNames({"length", "beta", "sweeps"})
    ->Args({5, 10, 30500})
    ->Args({6, 12, 14700})
    ->Args({8, 16, 4650})
    ->Args({10, 20, 1900})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace quenchmark::reference::monte_carlo
