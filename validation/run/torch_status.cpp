#include "validation/run/torch_status.hpp"

#include <stdexcept>

#include "solvers/kernels/torch/load_torch.hpp"
#include "solvers/predictor/load_predictor.hpp"

namespace quenchmark::validation {

TorchStatus torch_status() {
  if (!QUENCHMARK_TORCH_BUILT) {
    return {false, false, "left out of this build"};
  }
  try {
    const std::string version = solvers::kernels::torch_version();
    solvers::predictor::make_torch_predictor({1, 1, 1}, "cpu");
    return {true, true, "LibTorch " + version};
  } catch (const std::runtime_error& error) {
    return {true, false, error.what()};
  }
}

}  // namespace quenchmark::validation
