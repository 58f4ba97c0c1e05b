#pragma once
// Convolutions in lanes tap by tap, on fields [channel][site] of one image.

#include <cstddef>

#include "solvers/kernels/cpu/lanes.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Channels in and out, and which sites are read: sources[site][tap].
struct Stencil {
  std::size_t sites = 0;
  std::size_t taps = 0;
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  const int* sources = nullptr;
};

/// out[o][site] = sum over taps and inputs of in[i][source of tap] weights[tap][i][o]. Value: Lanes for
/// spins, else ComplexLanes.
template <typename Value>
void convolve(const Stencil& stencil, const Complex* weights, const Value* in, ComplexLanes* out);

/// sums[o][i][tap] += sum over sites of adjoint[o][site] in[i][source of tap].
template <typename Value>
void correlate(const Stencil& stencil, const ComplexLanes* adjoint, const Value* in, ComplexLanes* sums);

}  // namespace quenchmark::solvers::kernels::cpu
