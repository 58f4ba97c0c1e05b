#pragma once
// The one door to the backends.

#include <memory>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

enum class Backend { plain, cpu, torch, cuda };

/// All parameters zero until set. Throws std::invalid_argument on an impossible shape, std::runtime_error
/// when the backend is not in this build or cannot be loaded.
std::unique_ptr<Network> make_network(Backend backend, const NetworkShape& shape);

}  // namespace quenchmark::solvers::kernels
