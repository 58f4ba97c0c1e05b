#pragma once
// Whether the modules that need LibTorch can be used here: the torch backend and the training of predictors.

#include <string>

namespace quenchmark::validation {

struct TorchStatus {
  bool built = false;      ///< this build made the modules
  bool available = false;  ///< both can be loaded
  std::string text;        ///< the version of LibTorch, or why it is not there
};

/// Loads the modules, which takes half a second.
TorchStatus torch_status();

}  // namespace quenchmark::validation
