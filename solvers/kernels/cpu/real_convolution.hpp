#pragma once
// Real convolutions in lanes tap by tap, on fields [channel][site].

#include <cstdint>
#include <vector>

#include "solvers/kernels/cpu/direct_convolution.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// out[o][site] += sum over taps and inputs of in[i][source of tap] weights[tap][i][o].
void add_convolution(const Stencil& stencil, const double* weights, const Lanes* in, Lanes* out);

/// The same, where `in` vanishes at all sites but those with changed[site] != 0.
void add_convolution_of(const Stencil& stencil, const double* weights,
                        const std::vector<std::uint8_t>& changed, const Lanes* in, Lanes* out);

/// sums[o][i][tap] = sum over sites of adjoint[o][site] in[i][source of tap].
void correlate(const Stencil& stencil, const Lanes* adjoint, const Lanes* in, Lanes* sums);

}  // namespace quenchmark::solvers::kernels::cpu
