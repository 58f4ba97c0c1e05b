#pragma once
// Loads the torch module on first use: LibTorch costs half a second and 160 MB, which only its users should
// pay.

#include <memory>
#include <string>

#include "solvers/kernels/interface/network.hpp"

namespace quenchmark::solvers::kernels {

/// All parameters zero until set. The module is sought in the directory $QUENCHMARK_MODULES, in ../lib next
/// to the executable, and where it was built. Throws std::runtime_error with the path and the loader's
/// message when it cannot be loaded or is of another build, std::invalid_argument on an impossible shape.
std::unique_ptr<Network> make_torch_network(const NetworkShape& shape);

/// Version of the LibTorch behind the module, loading it if need be. Throws std::runtime_error as above.
std::string torch_version();

}  // namespace quenchmark::solvers::kernels
