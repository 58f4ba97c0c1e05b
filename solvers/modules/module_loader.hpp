#pragma once
// Shared libraries of this project that are loaded on first use: what they link (LibTorch costs half a second
// and 160 MB, OpenBLAS starts threads) is paid by those alone who need it, and the program runs where it is
// not installed.

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
  /// Its functions are called by several threads at once, which a serial OpenBLAS answers with wrong numbers.
  bool concurrent = false;
  std::string remedy = "build with libtorch-dev installed";  ///< ends the message when there is no such file
};

/// A loaded module. Its code stays until the process ends, so that nothing made by it can outlive it.
class Module {
 public:
  /// Looks in $QUENCHMARK_MODULES, in ../lib beside the executable and where modules are built. Throws
  /// std::runtime_error, naming the file and the reason, when it is in none of them, cannot be loaded, was
  /// built for another interface, or has come with a BLAS that it cannot be used with.
  explicit Module(const ModuleDescription& description);

  /// The function `name` of the module; throws std::runtime_error when it has none.
  template <typename Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(address(name));
  }

 private:
  void* address(const char* name) const;
  void require_concurrent_blas() const;

  std::filesystem::path file_;
  void* library_ = nullptr;
};

}  // namespace quenchmark::solvers::modules
