#pragma once
// The predictor module, loaded on first use: only training needs LibTorch.

#include <memory>
#include <string>

#include "solvers/predictor/torch_module.hpp"

namespace quenchmark::solvers::predictor {

/// A network on `device` ("cpu", "cuda", "cuda:1"). Throws std::runtime_error when there is no sound module
/// (see modules::Module) or no such device.
std::unique_ptr<PredictorModule> make_torch_predictor(const NetworkShape& shape, const std::string& device);

}  // namespace quenchmark::solvers::predictor
