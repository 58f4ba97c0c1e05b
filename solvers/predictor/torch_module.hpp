#pragma once
// The boundary between quenchmark (C++20) and its predictor module (C++17 with LibTorch, loaded when it is
// wanted): plain data and pointers only. Errors cross it as exceptions derived from std::exception.

#include <cstddef>
#include <cstdint>

#include "solvers/predictor/network_shape.hpp"
#include "solvers/predictor/sru_cell.hpp"

namespace quenchmark::solvers::predictor {

/// Raised whenever anything below or in the included headers changes; a module of another number is refused.
constexpr int predictor_module_abi = 1;

/// Sequences of states of chains of one length.
struct SequenceBatch {
  int spins = 0;
  std::size_t states = 0;
  std::size_t steps = 0;              ///< predicted; there is one state more
  const float* amplitudes = nullptr;  ///< [steps + 1][states][2^spins][re, im]
};

struct LossSettings {
  float increment_scale = 1.0F;  ///< see network_shape.hpp
  float weight = 1.0F;           ///< factor of the loss
  bool teacher_forcing = true;   ///< else every step starts from the prediction of the one before
  bool fused = true;             ///< the fused loops (CPU only), else LibTorch's operations alone
  double dropout = 0.0;
  std::uint64_t dropout_seed = 0;
};

/// One network on one device. Const functions may be called by several threads at once; each call works on
/// one.
class PredictorModule {
 public:
  virtual ~PredictorModule() = default;
  virtual std::size_t parameter_count() const = 0;
  /// weight * mean square of (predicted - true) amplitude over all steps after the first, in units of
  /// increment_scale 2^(-spins/2). `gradient` [parameter_count] is overwritten; null: not wanted.
  virtual double loss(const float* parameters, const SequenceBatch& batch, const LossSettings& settings,
                      float* gradient) const = 0;
  /// Teacher-forced predictions [steps][states][2^spins][re, im].
  virtual void predict(const float* parameters, const SequenceBatch& batch, const LossSettings& settings,
                       float* predicted) const = 0;
  /// The recurrence alone, by the fused loops or by autograd: outputs h and derivatives of sum(by_outputs h).
  virtual void sru_layer(bool fused, const SruSizes& sizes, const SruInputs& in, const float* by_outputs,
                         float* outputs, const SruGradients& gradients) const = 0;
};

extern "C" {
/// Returns predictor_module_abi as the module was built with.
using PredictorModuleAbi = int();
/// A new network on `device` ("cpu", "cuda", "cuda:1", ...), to be deleted by the caller.
using PredictorModuleCreate = PredictorModule*(const NetworkShape*, const char* device);
}
constexpr const char* predictor_module_abi_symbol = "quenchmark_predictor_abi";
constexpr const char* predictor_module_create_symbol = "quenchmark_predictor_create";

}  // namespace quenchmark::solvers::predictor
