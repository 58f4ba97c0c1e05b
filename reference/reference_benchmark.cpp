// Cost of the exact engine: one product with H, one Strang step, orbits and neighbour tables.

#include <benchmark/benchmark.h>

#include "reference/hilbert/full_space.hpp"
#include "reference/hilbert/symmetric_sector.hpp"
#include "reference/propagate/splitting.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

constexpr int kThreads = 2;

std::vector<int> rectangle(int sites) {
  switch (sites) {
    case 16:
      return {4, 4};
    case 20:
      return {4, 5};
    case 24:
      return {4, 6};
    case 27:
      return {3, 3, 3};
    default:
      return {5, sites / 5};
  }
}

cases::Problem critical_quench(int sites) {
  return testing::problem_of(testing::quench_case(rectangle(sites), 3.04438, {1.0}));
}

StateVector started(const HilbertSpace& space, const cases::Problem& problem) {
  StateVector psi(space.dimension());
  StartState(problem.start, problem.random_seed).prepare(space, psi);
  return psi;
}

void strang_step(benchmark::State& state) {
  const cases::Problem problem = critical_quench(static_cast<int>(state.range(0)));
  const FullSpace space(read_terms(problem), Workers(kThreads));
  const SplitSweep sweep(space);
  StateVector psi = started(space, problem);
  const int steps = 4;
  const auto stages =
      splitting_stages(SplittingScheme::strang, space.terms(), problem.schedule, 0.0, 0.04, steps);
  for (auto _ : state) {
    sweep.apply(stages, psi);
  }
  state.counters["per_step"] =
      benchmark::Counter(steps, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(strang_step)->Arg(20)->Arg(24)->Unit(benchmark::kMillisecond)->UseRealTime();

void product(benchmark::State& state, const HilbertSpace& space, const cases::Problem& problem) {
  const auto components = static_cast<int>(state.range(1));
  const StateVector psi = started(space, problem);
  StateVector image(space.dimension());
  for (auto _ : state) {
    space.apply(problem.schedule.at(0.0), {0.01, 0.0, -1.0}, psi.parts(), image.parts(), components);
  }
}

void full_space_product(benchmark::State& state) {
  const cases::Problem problem = critical_quench(static_cast<int>(state.range(0)));
  product(state, FullSpace(read_terms(problem), Workers(kThreads)), problem);
}
BENCHMARK(full_space_product)
    ->ArgsProduct({{20, 24}, {1, 2}})
    ->ArgNames({"sites", "components"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

SymmetricSector sector_of(const cases::Problem& problem, NeighbourSource source) {
  const IsingTerms terms = read_terms(problem);
  return SymmetricSector(terms, dynamics_group(problem, terms), source, Workers(kThreads), {});
}

void sector_product(benchmark::State& state) {
  const cases::Problem problem = critical_quench(static_cast<int>(state.range(0)));
  product(state, sector_of(problem, NeighbourSource::table), problem);
}
BENCHMARK(sector_product)
    ->ArgsProduct({{16, 25, 30}, {1, 2}})
    ->ArgNames({"sites", "components"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void searched_sector_product(benchmark::State& state) {
  const cases::Problem problem = critical_quench(static_cast<int>(state.range(0)));
  product(state, sector_of(problem, NeighbourSource::search), problem);
}
BENCHMARK(searched_sector_product)
    ->ArgsProduct({{25}, {1}})
    ->ArgNames({"sites", "components"})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void sector_building(benchmark::State& state) {
  const cases::Problem problem = critical_quench(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(sector_of(problem, NeighbourSource::table).dimension());
  }
}
BENCHMARK(sector_building)->Arg(25)->Arg(27)->Arg(30)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace quenchmark::reference
