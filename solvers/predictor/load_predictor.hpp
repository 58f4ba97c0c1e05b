#pragma once
// Loads the predictor module on first use: LibTorch costs half a second and 160 MB, which only training pays.

#include <memory>
#include <string>

#include "solvers/predictor/torch_module.hpp"

namespace quenchmark::solvers::predictor {

/// A network on `device` ("cpu", "cuda", "cuda:1"). The module is sought in the directory
/// $QUENCHMARK_MODULES, in ../lib next to the executable, and where it was built. Throws std::runtime_error
/// with the path and the loader's message when it cannot be loaded, is of another build, or knows no such
/// device.
std::unique_ptr<PredictorModule> make_torch_predictor(const NetworkShape& shape, const std::string& device);

}  // namespace quenchmark::solvers::predictor
