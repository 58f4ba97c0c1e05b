// Work of the backends on the networks of the papers. Items: configurations (log_psi, derivatives), amplitude
// ratios (flips), proposals, one in three of them accepted (walkers).

#include <benchmark/benchmark.h>

#include <utility>

#include "solvers/kernels/interface/walkers.hpp"
#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/random_inputs.hpp"
#include "solvers/kernels/testing/site_permutations.hpp"

namespace quenchmark::solvers::kernels {
namespace {

constexpr std::size_t configurations = 32;
constexpr std::size_t flip_batch = 8;

struct Subject {
  const char* name;
  NetworkShape shape;
  double width;  ///< of the random weights, so that activations are of order one
};

std::vector<Subject> subjects() {
  NetworkShape averaged = testing::complex_cnn({4, 4}, {4, 4}, {8});
  averaged.images = testing::point_group({4, 4});
  NetworkShape averaged_deep = testing::complex_cnn({4, 4}, {3, 3}, {4, 3});
  averaged_deep.images = averaged.images;
  NetworkShape averaged_large = testing::complex_cnn({10, 10}, {10, 10}, {8});
  averaged_large.images = testing::point_group({10, 10});
  return {{"4x4_(8;4)_8_images", averaged, 0.1},
          {"4x4_(4,3;3)_8_images", averaged_deep, 0.2},
          {"10x10_(8;10)", testing::complex_cnn({10, 10}, {10, 10}, {8}), 0.05},
          {"10x10_(8;10)_8_images", averaged_large, 0.05},
          {"10x10_(4,3,2;6)", testing::complex_cnn({10, 10}, {6, 6}, {4, 3, 2}), 0.1},
          {"3x3x3_residual_n=1_tied", testing::residual_cnn({3, 3, 3}, 8, 1, true), 0.1},
          {"5x5x5_residual_n=2", testing::residual_cnn({5, 5, 5}, 8, 2, false), 0.1}};
}

enum class Work { log_psi, derivatives, flips, walkers };
constexpr std::pair<Work, const char*> works[] = {{Work::log_psi, "/log_psi"},
                                                  {Work::derivatives, "/derivatives"},
                                                  {Work::flips, "/flips"},
                                                  {Work::walkers, "/walkers"}};

/// One round of `work` after another; the number of items in one.
std::int64_t measure(benchmark::State& state, const Network& network, Work work) {
  const int sites = network.shape().sites();
  const std::size_t count = work == Work::flips ? flip_batch : configurations;
  const std::vector<std::int8_t> spins = testing::random_spins(count, sites, 2);
  const SpinBatch batch{spins.data(), count, sites};
  FlipSet flips;
  for (int site = 0; site < sites; ++site) {
    flips.push_back({site, -1});
  }
  std::vector<Complex> values(count * (work == Work::flips ? flips.size() : 1));
  std::vector<Complex> rows(work == Work::derivatives ? count * network.parameter_count() : 0);
  const std::unique_ptr<Walkers> walkers = network.make_walkers(work == Work::walkers ? count : 0);
  std::vector<std::uint8_t> accepted(walkers->count());
  std::size_t proposal = 0;
  for ([[maybe_unused]] auto iteration : state) {
    switch (work) {
      case Work::log_psi:
        network.log_psi(batch, values);
        break;
      case Work::derivatives:
        network.log_psi_and_derivatives(batch, values, rows);
        break;
      case Work::flips:
        network.log_ratios(batch, flips, values);
        break;
      case Work::walkers:
        walkers->propose(flips[proposal++ * 7 % flips.size()], values);
        for (std::size_t walker = 0; walker < accepted.size(); ++walker) {
          accepted[walker] = (walker + proposal) % 3 == 0;
        }
        walkers->accept(accepted);
        break;
    }
    benchmark::DoNotOptimize(values.data());
  }
  return static_cast<std::int64_t>(values.size());
}

void evaluate(benchmark::State& state, Backend backend, const Subject& subject, Work work) {
  std::unique_ptr<Network> network;
  try {
    network = make_network(backend, subject.shape);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  network->set_parameters(testing::random_parameters(subject.shape, subject.width, 1));
  state.SetItemsProcessed(measure(state, *network, work) * state.iterations());
}

const bool registered = [] {
  for (const Subject& subject : subjects()) {
    for (const auto& [work, work_name] : works) {
      for (const auto& [backend, name] :
           {std::pair(Backend::plain, "plain/"), std::pair(Backend::cpu, "cpu/"),
            std::pair(Backend::torch, "torch/")}) {
        const std::string label = std::string(name) + subject.name + work_name;
        benchmark::RegisterBenchmark(label.c_str(), evaluate, backend, subject, work);
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace quenchmark::solvers::kernels
