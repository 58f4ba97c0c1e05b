#include "validation/run/torch_status.hpp"

#include <stdexcept>

#include "solvers/kernels/torch/load_torch.hpp"

namespace quenchmark::validation {

bool built_with_torch() {
  return QUENCHMARK_TORCH_BUILT;
}

TorchStatus torch_status() {
  if (!built_with_torch()) {
    return {false, false, "left out of this build"};
  }
  try {
    return {true, true, "LibTorch " + solvers::kernels::torch_version()};
  } catch (const std::runtime_error& error) {
    return {true, false, error.what()};
  }
}

}  // namespace quenchmark::validation
