#include "validation/run/torch_status.hpp"

#include <stdexcept>

#include "solvers/kernels/torch/load_torch.hpp"

namespace quenchmark::validation {

TorchStatus torch_status() {
  if (!QUENCHMARK_TORCH_BUILT) {
    return {false, false, "left out of this build"};
  }
  try {
    return {true, true, "LibTorch " + solvers::kernels::torch_version()};
  } catch (const std::runtime_error& error) {
    return {true, false, error.what()};
  }
}

}  // namespace quenchmark::validation
