#include "reference/propagate/rotations.hpp"

#include <algorithm>

#include "reference/parallel/pack.hpp"

namespace quenchmark::reference {

namespace {

/// (a, b) -> (a + i t b, b + i t a).
inline void butterfly(Pack& a_re, Pack& a_im, Pack& b_re, Pack& b_im, const Pack& t) {
  const Pack re = a_re - t * b_im;
  const Pack im = a_im + t * b_re;
  b_re -= t * a_im;
  b_im += t * a_re;
  a_re = re;
  a_im = im;
}

template <int Bit>
inline void rotate_lanes(Pack& re, Pack& im, const Pack& t) {
  const Pack flipped_re = flip_lanes<Bit>(re);
  re -= t * flip_lanes<Bit>(im);
  im += t * flipped_re;
}

/// Butterflies of all pairs of points that differ in bit log2(Half), then of the higher bits. Recursion and
/// unrolling keep the points in registers.
template <int Points, int Half>
inline void butterflies(Pack (&re)[Points], Pack (&im)[Points], const Pack& t) {
  if constexpr (Half < Points) {
#pragma GCC unroll 8
    for (int p = 0; p < Points; ++p) {
      if ((p & Half) == 0) {
        butterfly(re[p], im[p], re[p | Half], im[p | Half], t);
      }
    }
    butterflies<Points, 2 * Half>(re, im, t);
  }
}

/// `Bits` sites from `bit` >= 3 upwards, and the lowest three as well when `Lanes`: one pass over the block.
template <int Bits, bool Lanes>
void rotate_pass(double* re, double* im, int block_bits, int bit, double tangent) {
  constexpr int points = 1 << Bits;
  const Pack t = pack_of(tangent);
  const std::int64_t stride = std::int64_t{1} << bit;
  for (std::int64_t base = 0; base < (std::int64_t{1} << block_bits); base += stride << Bits) {
    for (std::int64_t k = base; k < base + stride; k += kPackSize) {
      Pack r[points];
      Pack i[points];
#pragma GCC unroll 8
      for (int p = 0; p < points; ++p) {
        r[p] = pack_at(re + k + p * stride);
        i[p] = pack_at(im + k + p * stride);
        if constexpr (Lanes) {
          rotate_lanes<0>(r[p], i[p], t);
          rotate_lanes<1>(r[p], i[p], t);
          rotate_lanes<2>(r[p], i[p], t);
        }
      }
      butterflies<points, 1>(r, i, t);
#pragma GCC unroll 8
      for (int p = 0; p < points; ++p) {
        pack_at(re + k + p * stride) = r[p];
        pack_at(im + k + p * stride) = i[p];
      }
    }
  }
}

/// Sites first <= k < last, three at a time. `first` is 0 or at least 3.
void rotate_passes(double* re, double* im, int block_bits, int first, int last, double t) {
  if (first == 0) {
    const int upper = std::min(last - kPackBits, 3);
    switch (upper) {
      case 3:
        rotate_pass<3, true>(re, im, block_bits, kPackBits, t);
        break;
      case 2:
        rotate_pass<2, true>(re, im, block_bits, kPackBits, t);
        break;
      case 1:
        rotate_pass<1, true>(re, im, block_bits, kPackBits, t);
        break;
      default:
        rotate_pass<0, true>(re, im, block_bits, kPackBits, t);
        break;
    }
    first = kPackBits + upper;
  }
  while (first < last) {
    const int bits = std::min(last - first, 3);
    switch (bits) {
      case 3:
        rotate_pass<3, false>(re, im, block_bits, first, t);
        break;
      case 2:
        rotate_pass<2, false>(re, im, block_bits, first, t);
        break;
      default:
        rotate_pass<1, false>(re, im, block_bits, first, t);
        break;
    }
    first += bits;
  }
}

}  // namespace

void rotate_sites(const AmplitudeBlock& block, int first, int last, double t) {
  if (t != 0.0) {
    rotate_passes(block.re, block.im, block.bits, first, last, t);
  }
}

void deinterleave(const double* amplitudes, std::int64_t count, double* re, double* im) {
  for (std::int64_t k = 0; k < count; k += kPackSize) {
    load_alternating(amplitudes + 2 * k, pack_at(re + k), pack_at(im + k));
  }
}

void interleave(const double* re, const double* im, std::int64_t count, double* amplitudes) {
  for (std::int64_t k = 0; k < count; k += kPackSize) {
    store_alternating(pack_at(re + k), pack_at(im + k), amplitudes + 2 * k);
  }
}

void multiply_phases(const AmplitudeBlock& block, const std::uint16_t* indices, const double* phase_re,
                     const double* phase_im) {
  for (std::int64_t x = 0; x < (std::int64_t{1} << block.bits); ++x) {
    const double c = phase_re[indices[x]];
    const double s = phase_im[indices[x]];
    const double re = block.re[x] * c - block.im[x] * s;
    block.im[x] = block.re[x] * s + block.im[x] * c;
    block.re[x] = re;
  }
}

}  // namespace quenchmark::reference
