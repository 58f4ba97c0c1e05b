#pragma once
// Random networks, configurations and parameters for the tests and benchmarks of every backend.

#include <cstdint>
#include <random>
#include <vector>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels::testing {

inline std::vector<std::int8_t> random_spins(std::size_t batch, int sites, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<std::int8_t> spins(batch * static_cast<std::size_t>(sites));
  for (std::int8_t& spin : spins) {
    spin = (engine() & 1u) != 0 ? 1 : -1;
  }
  return spins;
}

/// Uniform in [-width, width], imaginary parts too where the family is holomorphic.
inline std::vector<Complex> random_parameters(const NetworkShape& shape, double width, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(-width, width);
  std::vector<Complex> parameters(parameter_count(shape));
  for (Complex& parameter : parameters) {
    const double real = uniform(engine);
    parameter = {real, shape.family == Family::complex_cnn ? uniform(engine) : 0.0};
  }
  return parameters;
}

inline NetworkShape complex_cnn(std::vector<int> size, std::vector<int> filter, std::vector<int> channels,
                                FirstActivation activation = FirstActivation::even) {
  NetworkShape shape;
  shape.size = std::move(size);
  shape.filter = std::move(filter);
  shape.channels = std::move(channels);
  shape.activation = activation;
  return shape;
}

/// Filters of length 3 in every dimension.
inline NetworkShape residual_cnn(std::vector<int> size, int channels, int blocks, bool tied) {
  NetworkShape shape;
  shape.family = Family::residual_cnn;
  shape.filter.assign(size.size(), 3);
  shape.size = std::move(size);
  shape.channels = {channels};
  shape.blocks = blocks;
  shape.tied = tied;
  return shape;
}

/// A permutation applied to a configuration: the spin of site i goes to site permutation[i].
inline std::vector<std::int8_t> carried(const std::int8_t* spins, const std::vector<int>& permutation) {
  std::vector<std::int8_t> image(permutation.size());
  for (std::size_t site = 0; site < permutation.size(); ++site) {
    image[static_cast<std::size_t>(permutation[site])] = spins[site];
  }
  return image;
}

/// ln psi of one configuration.
inline Complex log_psi(const Network& network, const std::vector<std::int8_t>& spins) {
  Complex value;
  network.log_psi({spins.data(), 1, network.shape().sites()}, {&value, 1});
  return value;
}

}  // namespace quenchmark::solvers::kernels::testing
