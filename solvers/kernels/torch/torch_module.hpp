#pragma once
// The boundary between quenchmark (C++20) and its torch module (C++17, loaded when it is wanted): plain data
// and pointers only, so that neither the language version nor the flavour of LibTorch's std::string matters.
// Errors cross it as exceptions derived from std::exception.

#include <complex>
#include <cstddef>
#include <cstdint>

namespace quenchmark::solvers::kernels {

/// Raised whenever anything below changes; a module of another number is refused.
constexpr int torch_module_abi = 1;

/// NetworkShape in pointers; the arrays live as long as the call that takes them.
struct TorchShape {
  bool residual;  ///< else the complex CNN
  int dimension;
  const int* size;    ///< [dimension], first direction fastest
  const int* filter;  ///< [dimension]
  int layers;         ///< entries of channels
  const int* channels;
  int first_activation;  ///< 0 even, 1 both, 2 ln cosh
  int blocks;
  bool tied;
  int images;
  const int* image_sites;  ///< [images][site]
};

/// One network. Evaluation is const and may be called by several threads; arguments have been checked by the
/// caller.
class TorchNetwork {
 public:
  virtual ~TorchNetwork() = default;
  virtual std::size_t parameter_count() const = 0;
  virtual void set_parameters(const std::complex<double>* parameters) = 0;
  /// out[batch]; spins [batch][site].
  virtual void log_psi(const std::int8_t* spins, std::size_t batch, std::complex<double>* out) const = 0;
  /// out[batch], derivatives[batch][parameter].
  virtual void log_psi_and_derivatives(const std::int8_t* spins, std::size_t batch, std::complex<double>* out,
                                       std::complex<double>* derivatives) const = 0;
};

extern "C" {
/// Returns torch_module_abi as the module was built with.
using TorchModuleAbi = int();
/// LibTorch's version, e.g. "1.13.1".
using TorchModuleVersion = const char*();
/// A new network, to be deleted by the caller; all parameters zero.
using TorchModuleCreate = TorchNetwork*(const TorchShape*);
}
constexpr const char* torch_module_abi_symbol = "quenchmark_torch_abi";
constexpr const char* torch_module_version_symbol = "quenchmark_torch_version";
constexpr const char* torch_module_create_symbol = "quenchmark_torch_create";

}  // namespace quenchmark::solvers::kernels
