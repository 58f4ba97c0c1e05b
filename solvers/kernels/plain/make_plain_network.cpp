#include "solvers/kernels/plain/make_plain_network.hpp"

#include "solvers/kernels/plain/complex_cnn.hpp"
#include "solvers/kernels/plain/residual_cnn.hpp"

namespace quenchmark::solvers::kernels {

std::unique_ptr<Network> make_plain_network(const NetworkShape& shape) {
  if (shape.family == Family::residual_cnn) {
    return std::make_unique<PlainResidualCnn>(shape);
  }
  return std::make_unique<PlainComplexCnn>(shape);
}

}  // namespace quenchmark::solvers::kernels
