#include "solvers/kernels/cpu/make_cpu_network.hpp"

#include "solvers/kernels/cpu/complex_cnn.hpp"
#include "solvers/kernels/cpu/residual_cnn.hpp"

namespace quenchmark::solvers::kernels {

std::unique_ptr<Network> make_cpu_network(const NetworkShape& shape) {
  validate(shape);
  if (shape.family == Family::residual_cnn) {
    return std::make_unique<cpu::CpuResidualCnn>(shape);
  }
  return std::make_unique<cpu::CpuComplexCnn>(shape);
}

}  // namespace quenchmark::solvers::kernels
