#include "solvers/kernels/interface/argument_checks.hpp"

#include <stdexcept>
#include <string>

namespace quenchmark::solvers::kernels {

void check_parameters(const Network& network, std::span<const Complex> parameters) {
  if (parameters.size() != network.parameter_count()) {
    throw std::invalid_argument("set_parameters: " + std::to_string(parameters.size()) +
                                " parameters given, the network has " +
                                std::to_string(network.parameter_count()));
  }
  if (network.holomorphic()) {
    return;
  }
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    if (parameters[k].imag() != 0.0) {
      throw std::invalid_argument("set_parameters: parameter " + std::to_string(k) +
                                  " has an imaginary part, but this network's parameters are real");
    }
  }
}

void check_output(const Network& network, const SpinBatch& batch, const char* what, std::size_t length,
                  std::size_t per_configuration) {
  if (batch.sites != network.shape().sites()) {
    throw std::invalid_argument("configurations of " + std::to_string(batch.sites) +
                                " sites given to a network of " + std::to_string(network.shape().sites()));
  }
  if (batch.batch > 0 && batch.spins == nullptr) {
    throw std::invalid_argument("a batch without spins");
  }
  if (length != batch.batch * per_configuration) {
    throw std::invalid_argument(std::string(what) + " has room for " + std::to_string(length) + " values, " +
                                std::to_string(batch.batch * per_configuration) + " are needed");
  }
}

void check_flip(const Network& network, std::array<int, 2> flip) {
  const int sites = network.shape().sites();
  const auto [first, second] = flip;
  if (first < 0 || first >= sites || second < -1 || second >= sites || first == second) {
    throw std::invalid_argument("flip {" + std::to_string(first) + ", " + std::to_string(second) +
                                "} is neither a site {i, -1} nor a pair {i, j} of different sites below " +
                                std::to_string(sites));
  }
}

void check_flips(const Network& network, const FlipSet& flips) {
  for (const std::array<int, 2>& flip : flips) {
    check_flip(network, flip);
  }
}

}  // namespace quenchmark::solvers::kernels
