// What series reach: until when mx, sz sz of neighbours and f_Q are known to 1e-4 after quenches, and their
// values at the end of ramps, on lattices that the orders do not wrap.

#include <benchmark/benchmark.h>

#include <string>

#include "cases/spec/names.hpp"
#include "reference/testing/test_cases.hpp"

namespace quenchmark::reference {
namespace {

cases::Case wide_case(int dimension, cases::Observable observable) {
  const std::vector<int> sizes[] = {{64}, {20, 20}, {12, 12, 12}};
  cases::Case asked = testing::quench_case(sizes[dimension - 1], 0.0, {1.0});
  if (cases::has_displacements(observable.kind)) {
    for (std::vector<int>& displacement : observable.displacements) {
      displacement.resize(static_cast<std::size_t>(dimension));
    }
  }
  asked.observables = {std::move(observable)};
  return asked;
}

ReferenceCurve series(const cases::Case& asked, double tolerance) {
  cases::ReferenceSpec spec = testing::method(cases::ReferenceMethod::series);
  spec.tolerance = tolerance;
  return compute_reference(cases::make_problem(asked), spec, {2}, {});
}

void tell_cost(benchmark::State& state, const ReferenceCurve& curve) {
  state.counters["order"] = curve.numbers.at("order");
  state.counters["strings"] = curve.numbers.at("strings");
  state.counters["megabytes"] = curve.numbers.at("memory_bytes") / 1e6;
}

void quench(benchmark::State& state, const cases::Observable& observable) {
  const auto dimension = static_cast<int>(state.range(0));
  cases::Case asked = wide_case(dimension, observable);
  asked.model.h = 0.1 * static_cast<double>(state.range(1)) * cases::critical_field(asked.model.lattice);
  asked.protocol.t_max = 4.0;
  asked.protocol.output_times.clear();
  asked.protocol.output_dt = 0.01;
  for (auto _ : state) {
    const ReferenceCurve curve = series(asked, 1e-4);
    tell_cost(state, curve);
    state.counters["until"] = curve.times.back();
  }
}

/// Arguments: directions, field in tenths of the critical one.
void apply_quenches(benchmark::internal::Benchmark* all) {
  for (const int dimension : {1, 2, 3}) {
    for (const int tenths : {1, 10, 20}) {
      all->Args({dimension, tenths});
    }
  }
  all->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
}

void ramp(benchmark::State& state, const cases::Observable& observable) {
  cases::Case asked = wide_case(3, observable);
  asked.protocol.kind = cases::ProtocolKind::smooth_ramp;
  asked.protocol.tau_q = 0.01 * static_cast<double>(state.range(0));
  asked.protocol.x_start = -1.5;
  asked.protocol.x_end = 0.0;
  asked.protocol.output_times = {-0.5 * asked.protocol.tau_q};
  for (auto _ : state) {
    const ReferenceCurve curve = series(asked, 1e3);
    tell_cost(state, curve);
    const std::string name(cases::name(observable.kind));
    state.counters["value"] = curve.observables.at(name).back()[0];
    state.counters["error"] = curve.errors.at(name).back()[0];
  }
}

/// Argument: 100 tau_q.
void apply_ramps(benchmark::internal::Benchmark* all) {
  all->Arg(15)->Arg(50)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();
}

using cases::ObservableKind;
BENCHMARK_CAPTURE(quench, mx, cases::Observable{ObservableKind::mx, {}})->Apply(apply_quenches);
BENCHMARK_CAPTURE(quench, zz_1, cases::Observable{ObservableKind::zz, {{1, 0, 0}}})->Apply(apply_quenches);
BENCHMARK_CAPTURE(quench, f_q, cases::Observable{ObservableKind::f_q, {}})->Apply(apply_quenches);
BENCHMARK_CAPTURE(ramp, mx, cases::Observable{ObservableKind::mx, {}})->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, energy_density, cases::Observable{ObservableKind::energy_density, {}})
    ->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, C_100, cases::Observable{ObservableKind::zz, {{1, 0, 0}}})->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, C_110, cases::Observable{ObservableKind::zz, {{1, 1, 0}}})->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, C_111, cases::Observable{ObservableKind::zz, {{1, 1, 1}}})->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, C_200, cases::Observable{ObservableKind::zz, {{2, 0, 0}}})->Apply(apply_ramps);
BENCHMARK_CAPTURE(ramp, f_q, cases::Observable{ObservableKind::f_q, {}})->Apply(apply_ramps);

}  // namespace
}  // namespace quenchmark::reference
