// Amplitudes and derivatives of the backends on the networks of the papers: items are configurations.

#include <benchmark/benchmark.h>

#include <stdexcept>

#include "cases/spec/symmetry.hpp"
#include "solvers/kernels/make_network.hpp"
#include "solvers/kernels/testing/random_inputs.hpp"

namespace quenchmark::solvers::kernels {
namespace {

constexpr std::size_t batch = 32;

struct Subject {
  const char* name;
  NetworkShape shape;
  double width;  ///< of the random weights, so that activations are of order one
};

std::vector<Subject> subjects() {
  NetworkShape averaged = testing::complex_cnn({4, 4}, {4, 4}, {8});
  averaged.images = cases::make_point_group({{4, 4}, cases::Boundary::periodic});
  NetworkShape averaged_deep = testing::complex_cnn({4, 4}, {3, 3}, {4, 3});
  averaged_deep.images = averaged.images;
  return {{"4x4_(8;4)_8_images", averaged, 0.1},
          {"4x4_(4,3;3)_8_images", averaged_deep, 0.2},
          {"10x10_(8;10)", testing::complex_cnn({10, 10}, {10, 10}, {8}), 0.05},
          {"10x10_(4,3,2;6)", testing::complex_cnn({10, 10}, {6, 6}, {4, 3, 2}), 0.1},
          {"3x3x3_residual_n=1_tied", testing::residual_cnn({3, 3, 3}, 8, 1, true), 0.1},
          {"5x5x5_residual_n=2", testing::residual_cnn({5, 5, 5}, 8, 2, false), 0.1}};
}

void evaluate(benchmark::State& state, Backend backend, const Subject& subject, bool derivatives) {
  std::unique_ptr<Network> network;
  try {
    network = make_network(backend, subject.shape);
  } catch (const std::runtime_error& error) {
    state.SkipWithError(error.what());
    return;
  }
  network->set_parameters(testing::random_parameters(subject.shape, subject.width, 1));
  const int sites = subject.shape.sites();
  const std::vector<std::int8_t> spins = testing::random_spins(batch, sites, 2);
  std::vector<Complex> values(batch), rows(derivatives ? batch * network->parameter_count() : 0);
  for ([[maybe_unused]] auto iteration : state) {
    if (derivatives) {
      network->log_psi_and_derivatives({spins.data(), batch, sites}, values, rows);
    } else {
      network->log_psi({spins.data(), batch, sites}, values);
    }
    benchmark::DoNotOptimize(values.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

const bool registered = [] {
  for (const auto& [backend, name] :
       {std::pair(Backend::plain, "plain/"), std::pair(Backend::torch, "torch/")}) {
    for (const Subject& subject : subjects()) {
      for (const bool derivatives : {false, true}) {
        const std::string label =
            std::string(name) + subject.name + (derivatives ? "/derivatives" : "/log_psi");
        benchmark::RegisterBenchmark(label.c_str(), evaluate, backend, subject, derivatives);
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace quenchmark::solvers::kernels
