// What a step of the predictor costs: the recurrence fused and by autograd, forward and backward, on one
// core; and prediction by the lanes.
#include <benchmark/benchmark.h>

#include "solvers/predictor/load_predictor.hpp"
#include "solvers/predictor/prediction.hpp"
#include "solvers/predictor/testing/random_numbers_for_tests.hpp"

namespace quenchmark::solvers::predictor {
namespace {

/// One layer over a training window: range(0) fused or not, range(1) rows.
void recurrence(benchmark::State& state) {
  const SruSizes s{
      .steps = 16, .rows = static_cast<std::size_t>(state.range(1)), .width = 16, .alpha = highway_scale};
  const auto module = make_torch_predictor({}, "cpu");
  const std::size_t size = s.steps * s.rows * s.width;
  const auto u = testing::normal_numbers(3 * size, 1), x = testing::normal_numbers(size, 2),
             v = testing::normal_numbers(2 * s.width, 3), b = testing::normal_numbers(2 * s.width, 4),
             c = testing::normal_numbers(s.rows * s.width, 5), by = testing::normal_numbers(size, 6);
  std::vector<float> h(size), gu(3 * size), gx(size), gv(2 * s.width), gb(2 * s.width), gc(c.size());
  for (auto _ : state) {
    module->sru_layer(state.range(0) != 0, s, {u.data(), x.data(), v.data(), b.data(), c.data()}, by.data(),
                      h.data(), {gu.data(), gx.data(), gv.data(), gb.data(), gc.data()});
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * s.steps * s.rows));
}
BENCHMARK(recurrence)
    ->ArgsProduct({{0, 1}, {256, 1024, 8192}})
    ->ArgNames({"fused", "rows"})
    ->Unit(benchmark::kMillisecond);

/// Loss and gradient of a training batch of range(1) spins: the whole network, fused or not.
void training_step(benchmark::State& state) {
  const NetworkShape shape;
  const auto module = make_torch_predictor(shape, "cpu");
  const auto parameters = testing::normal_parameters(shape, 1);
  const int spins = static_cast<int>(state.range(1));
  const std::size_t states = std::size_t{1024} >> spins, steps = 16;
  const auto amplitudes = testing::normal_numbers((steps + 1) * 2048, 2, 0.1);
  LossSettings settings{.increment_scale = 0.01F, .fused = state.range(0) != 0};
  std::vector<float> gradient(parameters.size());
  for (auto _ : state) {
    module->loss(parameters.data(), {spins, states, steps, amplitudes.data()}, settings, gradient.data());
  }
}
BENCHMARK(training_step)
    ->ArgsProduct({{0, 1}, {2, 7}})
    ->ArgNames({"fused", "spins"})
    ->Unit(benchmark::kMillisecond);

/// 100 steps of range(1) states of range(0) spins on one core.
void prediction(benchmark::State& state) {
  const int spins = static_cast<int>(state.range(0));
  const auto states = static_cast<std::size_t>(state.range(1));
  const PredictorWeights weights{{}, 0.004F, {spins}, initial_parameters({}, 1)};
  const auto start = testing::normal_numbers(states << (spins + 1), 3, 0.1);
  std::vector<float> predicted(100 * start.size());
  for (auto _ : state) {
    predict(weights, spins, states, start, 100, {}, predicted);
  }
}
BENCHMARK(prediction)
    ->Args({2, 256})
    ->Args({7, 1})
    ->Args({7, 256})
    ->ArgNames({"spins", "states"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quenchmark::solvers::predictor
