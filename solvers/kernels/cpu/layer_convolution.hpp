#pragma once
// The convolution of one layer and its derivatives, tap by tap or as products in Fourier space, whichever
// takes fewer operations.

#include <vector>

#include "solvers/kernels/cpu/column_tables.hpp"
#include "solvers/kernels/cpu/direct_convolution.hpp"
#include "solvers/kernels/cpu/fourier.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Fields are [channel][site] of one image; values in are Lanes (spins) or ComplexLanes. Tables and
/// transforms must outlive it.
class LayerConvolution {
 public:
  LayerConvolution(const ColumnTables& tables, const Fourier& fourier, std::size_t inputs,
                   std::size_t outputs);

  std::size_t inputs() const { return forward_.inputs; }
  std::size_t outputs() const { return forward_.outputs; }
  bool spectral() const { return spectral_; }
  /// Sums of derivatives, and the spectrum of the input, that the calls below take.
  std::size_t sums_size() const { return outputs() * inputs() * (spectral_ ? sites_ : taps_); }
  std::size_t spectrum_size() const { return spectral_ ? inputs() * sites_ : 0; }

  /// [output][input][tap]. Fourier space, where one number reaches all others, only for weights `tame`
  /// enough.
  void set_weights(const Complex* weights, bool tame);
  /// [tap][input][output], and one row of zeros: Touch's tap of none.
  const Complex* weights_by_tap() const { return by_tap_.data(); }

  /// z from the values below; keeps what pull_back wants in `spectrum`.
  template <typename Value>
  void apply(const Value* in, ComplexLanes* spectrum, ComplexLanes* z) const;

  /// sums += derivatives by the weights, and the adjoint of `in` unless below is null. Uses up `adjoint`,
  /// that of z.
  template <typename Value>
  void pull_back(ComplexLanes* adjoint, const Value* in, const ComplexLanes* spectrum, ComplexLanes* sums,
                 ComplexLanes* below) const;

  /// Derivatives [output][input][tap] from sums that are complete; uses up the sums.
  void finish(ComplexLanes* sums, ComplexLanes* derivatives) const;

 private:
  void set_spectral_weights(const Complex* weights);

  const ColumnTables* tables_;
  const Fourier* fourier_;
  std::size_t sites_;
  std::size_t taps_;
  Stencil forward_;
  Stencil backward_;
  bool worthwhile_;
  bool spectral_ = false;
  std::vector<Complex> by_tap_;
  std::vector<Complex> transposed_;  ///< [tap][output][input]
  std::vector<Complex> kernels_;     ///< [output][input][q]: sum over taps k of F exp(+i q k) / sites
};

}  // namespace quenchmark::solvers::kernels::cpu
