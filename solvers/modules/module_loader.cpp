#include "solvers/modules/module_loader.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace quenchmark::solvers::modules {
namespace {

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
  directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
  return directories;
}

std::filesystem::path find_module(const ModuleDescription& description) {
  std::string searched;
  for (const std::filesystem::path& directory : module_directories()) {
    std::filesystem::path file = directory / description.file;
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
      return file;
    }
    searched += (searched.empty() ? "" : ", ") + directory.string();
  }
  throw std::runtime_error(description.purpose + ", and there is no " + description.file + " in " + searched +
                           "; " + description.remedy + ", or set QUENCHMARK_MODULES to its directory");
}

std::string last_loader_message() {
  const char* reason = dlerror();
  return reason != nullptr ? reason : "unknown reason";
}

/// OpenBLAS starts a thread for every processor when it is loaded; one that cannot be had makes it interrupt
/// the process, and too little memory makes it try for ever. All our calls of it are single-threaded.
void* load(const std::filesystem::path& file) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  return dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
}

}  // namespace

Module::Module(const ModuleDescription& description)
    : file_(find_module(description)), library_(load(file_)) {
  if (library_ == nullptr) {
    throw std::runtime_error("cannot load " + file_.string() + ": " + last_loader_message());
  }
  const int abi = function<int()>(description.abi_symbol.c_str())();
  if (abi != description.abi) {
    throw std::runtime_error(file_.string() + " has interface " + std::to_string(abi) +
                             ", this program needs " + std::to_string(description.abi) +
                             "; rebuild both together");
  }
  if (description.concurrent) {
    require_concurrent_blas();
  }
}

/// Debian's libopenblas0-serial 0.3.21 hands one buffer to two threads now and then.
void Module::require_concurrent_blas() const {
  const auto compiled_for_threads = reinterpret_cast<int (*)()>(dlsym(library_, "openblas_get_parallel"));
  if (compiled_for_threads != nullptr && compiled_for_threads() == 0) {
    throw std::runtime_error(
        file_.string() +
        " has come with a serial OpenBLAS, which gives wrong numbers to several threads; "
        "install libopenblas0-pthread");
  }
}

void* Module::address(const char* name) const {
  void* found = dlsym(library_, name);
  if (found == nullptr) {
    throw std::runtime_error(file_.string() + " is no such module of quenchmark: it has no " + name);
  }
  return found;
}

}  // namespace quenchmark::solvers::modules
