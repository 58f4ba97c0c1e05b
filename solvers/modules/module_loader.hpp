#pragma once
// Shared libraries of this project that are loaded on first use: what they link (LibTorch costs half a second
// and 160 MB) is paid by those alone who need it, and the program runs where it is not installed.

#include <filesystem>
#include <string>

namespace quenchmark::solvers::modules {

/// What a module is called and how to tell that it belongs to this build.
struct ModuleDescription {
  std::string file;  ///< file name, without directory
  std::string
      purpose;  ///< begins the message when there is no such file: "training the predictor needs LibTorch"
  std::string
      abi_symbol;  ///< an `extern "C" int()` of the module that returns the interface it was built with
  int abi = 0;     ///< the interface that this program was built with
};

/// A loaded module. Its code stays until the process ends, so that nothing made by it can outlive it.
class Module {
 public:
  /// Looks in $QUENCHMARK_MODULES, in ../lib beside the executable and where modules are built. Throws
  /// std::runtime_error, naming the file and the reason, when it is in none of them, cannot be loaded, or was
  /// built for another interface.
  explicit Module(const ModuleDescription& description);

  /// The function `name` of the module; throws std::runtime_error when it has none.
  template <typename Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(address(name));
  }

 private:
  void* address(const char* name) const;

  std::filesystem::path file_;
  void* library_ = nullptr;
};

}  // namespace quenchmark::solvers::modules
