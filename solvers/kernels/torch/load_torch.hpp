#pragma once
// The network of the torch module, loaded on first use: only its users need LibTorch.

#include <memory>
#include <string>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// All parameters zero until set. Throws std::runtime_error when there is no sound module (see
/// modules::Module), std::invalid_argument on an impossible shape.
std::unique_ptr<Network> make_torch_network(const NetworkShape& shape);

/// Version of the LibTorch behind the module, loading it if need be. Throws std::runtime_error as above.
std::string torch_version();

}  // namespace quenchmark::solvers::kernels
