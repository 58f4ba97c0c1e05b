#include "solvers/predictor/load_predictor.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace quenchmark::solvers::predictor {
namespace {

constexpr const char* module_name = "libquenchmark_torch_predictor.so";

std::vector<std::filesystem::path> module_directories() {
  std::vector<std::filesystem::path> directories;
  if (const char* chosen = std::getenv("QUENCHMARK_MODULES"); chosen != nullptr && *chosen != '\0') {
    directories.emplace_back(chosen);
  }
  std::error_code error;
  const std::filesystem::path executable = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    directories.push_back(executable.parent_path().parent_path() / "lib");
  }
  directories.emplace_back(QUENCHMARK_MODULE_BUILD_DIRECTORY);
  return directories;
}

std::filesystem::path find_module() {
  std::string searched;
  for (const std::filesystem::path& directory : module_directories()) {
    std::filesystem::path file = directory / module_name;
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
      return file;
    }
    searched += (searched.empty() ? "" : ", ") + directory.string();
  }
  throw std::runtime_error(std::string("training the predictor needs LibTorch, and there is no ") +
                           module_name + " in " + searched +
                           "; build with libtorch-dev installed, or set QUENCHMARK_MODULES to its directory");
}

template <typename Function>
Function* symbol(void* library, const std::filesystem::path& file, const char* name) {
  void* address = dlsym(library, name);
  if (address == nullptr) {
    throw std::runtime_error(file.string() + " is no predictor module of quenchmark: it has no " + name);
  }
  return reinterpret_cast<Function*>(address);
}

PredictorModuleCreate* load_module() {
  const std::filesystem::path file = find_module();
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays until the process ends
  if (library == nullptr) {
    const char* reason = dlerror();
    throw std::runtime_error("cannot load " + file.string() + ": " +
                             (reason != nullptr ? reason : "unknown reason"));
  }
  const int abi = symbol<PredictorModuleAbi>(library, file, predictor_module_abi_symbol)();
  if (abi != predictor_module_abi) {
    throw std::runtime_error(file.string() + " has interface " + std::to_string(abi) +
                             ", this program needs " + std::to_string(predictor_module_abi) +
                             "; rebuild both together");
  }
  return symbol<PredictorModuleCreate>(library, file, predictor_module_create_symbol);
}

}  // namespace

std::unique_ptr<PredictorModule> make_torch_predictor(const NetworkShape& shape, const std::string& device) {
  static PredictorModuleCreate* const create = load_module();  // after a failure the next caller tries again
  return std::unique_ptr<PredictorModule>(create(&shape, device.c_str()));
}

}  // namespace quenchmark::solvers::predictor
