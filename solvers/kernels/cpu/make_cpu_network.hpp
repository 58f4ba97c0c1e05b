#pragma once
// Networks of the cpu backend: explicit SIMD over configurations, double precision.

#include <memory>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// Throws std::invalid_argument for impossible shapes.
std::unique_ptr<Network> make_cpu_network(const NetworkShape& shape);

}  // namespace quenchmark::solvers::kernels
