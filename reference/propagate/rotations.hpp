#pragma once
// Products of equal single-site rotations inside one block of amplitudes that fits the second-level cache.

#include <cstdint>

namespace quenchmark::reference {

/// A block of 2^bits amplitudes, real and imaginary parts apart, aligned to 64 bytes.
struct AmplitudeBlock {
  double* re = nullptr;
  double* im = nullptr;
  int bits = 0;
};

/// Blocks of this many bits fit the first-level cache.
constexpr int kInnerBits = 11;

/// Applies 1 + i t X to each of the sites `first` <= k < `last` of the block: a rotation exp(i atan(t) X) up
/// to the factor sqrt(1 + t^2) per site, which the caller puts elsewhere; so a pair of amplitudes costs four
/// multiply-adds. `first` is 0 or at least 3.
void rotate_sites(const AmplitudeBlock& block, int first, int last, double t);

/// Copies `count` (a multiple of 8) interleaved complex amplitudes into separate parts, and back.
void deinterleave(const double* amplitudes, std::int64_t count, double* re, double* im);
void interleave(const double* re, const double* im, std::int64_t count, double* amplitudes);

/// amplitude[x] *= phase_re[index[x]] + i phase_im[index[x]].
void multiply_phases(const AmplitudeBlock& block, const std::uint16_t* indices, const double* phase_re,
                     const double* phase_im);

}  // namespace quenchmark::reference
