#pragma once
// Whether the torch backend can be used here.

#include <string>

namespace quenchmark::validation {

struct TorchStatus {
  bool built = false;      ///< this build made the module
  bool available = false;  ///< it can be loaded
  std::string text;        ///< the version of LibTorch, or why it is not there
};

/// Whether this build made the torch modules, without loading any.
bool built_with_torch();

/// Loads the module, which takes half a second.
TorchStatus torch_status();

}  // namespace quenchmark::validation
