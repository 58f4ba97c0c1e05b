#include "solvers/kernels/plain/make_plain_network.hpp"

#include <stdexcept>

#include "solvers/kernels/plain/complex_cnn.hpp"

namespace quenchmark::solvers::kernels {

std::unique_ptr<Network> make_plain_network(const NetworkShape& shape) {
  if (shape.family == Family::residual_cnn) {
    throw std::invalid_argument("network: the plain backend has no residual CNN");
  }
  return std::make_unique<PlainComplexCnn>(shape);
}

}  // namespace quenchmark::solvers::kernels
