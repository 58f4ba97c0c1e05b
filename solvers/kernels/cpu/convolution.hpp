#pragma once
// Convolutions in lanes, [site][channel], for one image at a time.

#include <cstddef>
#include <vector>

#include "solvers/kernels/cpu/lanes.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// Channels in and out, and which sites are read: sources[site][tap].
struct Convolution {
  std::size_t sites = 0;
  std::size_t taps = 0;
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  const int* sources = nullptr;
};

/// out[site][o] = sum over taps and inputs of in[source of tap][i] weights[tap][i][o]. Value: Lanes for
/// spins, else ComplexLanes.
template <typename Value>
void convolve(const Convolution& convolution, const Complex* weights, const Value* in, ComplexLanes* out);

/// sums[tap][i][o] += sum over sites of adjoint[site][o] in[source of tap][i].
template <typename Value>
void correlate(const Convolution& convolution, const ComplexLanes* adjoint, const Value* in,
               ComplexLanes* sums);

}  // namespace quenchmark::solvers::kernels::cpu
