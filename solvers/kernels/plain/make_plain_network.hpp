#pragma once
// The plain backend: one configuration at a time, readable loops; the oracle of every fast kernel.

#include <memory>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// All parameters zero until set. Throws std::invalid_argument on an impossible shape.
std::unique_ptr<Network> make_plain_network(const NetworkShape& shape);

}  // namespace quenchmark::solvers::kernels
