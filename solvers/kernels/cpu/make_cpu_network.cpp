#include "solvers/kernels/cpu/make_cpu_network.hpp"

#include <stdexcept>

#include "solvers/kernels/cpu/complex_cnn.hpp"

namespace quenchmark::solvers::kernels {

std::unique_ptr<Network> make_cpu_network(const NetworkShape& shape) {
  validate(shape);
  if (shape.family != Family::complex_cnn) {
    throw std::invalid_argument(
        "the cpu backend has the complex CNN only; use plain or torch for the residual CNN");
  }
  return std::make_unique<cpu::CpuComplexCnn>(shape);
}

}  // namespace quenchmark::solvers::kernels
