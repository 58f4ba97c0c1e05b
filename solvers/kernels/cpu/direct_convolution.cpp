#include "solvers/kernels/cpu/direct_convolution.hpp"

#include <type_traits>

#include "solvers/kernels/cpu/pieces.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

template <std::size_t Outputs, typename Value>
void convolve_outputs(const Stencil& s, const Complex* weights, const Value* in, ComplexLanes* out) {
  for (std::size_t site = 0; site < s.sites; ++site) {
    ComplexLanes sums[Outputs];
    const Complex* weight = weights;
    for (std::size_t tap = 0; tap < s.taps; ++tap) {
      const Value* values = in + s.sources[site * s.taps + tap];
      for (std::size_t i = 0; i < s.inputs; ++i, weight += s.outputs) {
        const Value value = values[i * s.sites];
        for (std::size_t o = 0; o < Outputs; ++o) {
          add_product(sums[o], value, weight[o]);
        }
      }
    }
    for (std::size_t o = 0; o < Outputs; ++o) {
      out[o * s.sites + site] = sums[o];
    }
  }
}

template <std::size_t Outputs, std::size_t Taps, typename Value>
void correlate_piece(const Stencil& s, const ComplexLanes* adjoint, const int* sources, const Value* in,
                     ComplexLanes* sums) {
  ComplexLanes piece[Taps][Outputs];
  for (std::size_t site = 0; site < s.sites; ++site) {
    for (std::size_t tap = 0; tap < Taps; ++tap) {
      const Value value = in[sources[site * s.taps + tap]];
      for (std::size_t o = 0; o < Outputs; ++o) {
        add_product(piece[tap][o], adjoint[o * s.sites + site], value);
      }
    }
  }
  for (std::size_t tap = 0; tap < Taps; ++tap) {
    for (std::size_t o = 0; o < Outputs; ++o) {
      sums[o * s.inputs * s.taps + tap] += piece[tap][o];
    }
  }
}

}  // namespace

template <typename Value>
void convolve(const Stencil& stencil, const Complex* weights, const Value* in, ComplexLanes* out) {
  in_pieces<8>(stencil.outputs, [&](std::size_t first, auto number) {
    convolve_outputs<number>(stencil, weights + first, in, out + first * stencil.sites);
  });
}

template <typename Value>
void correlate(const Stencil& s, const ComplexLanes* adjoint, const Value* in, ComplexLanes* sums) {
  // Sixteen accumulators for spins, eight for complex values, which need registers for both factors.
  constexpr std::size_t widest = std::is_same_v<Value, Lanes> ? 4 : 2;
  in_pieces<2>(s.taps, [&](std::size_t tap, auto taps) {
    in_pieces<widest>(s.outputs, [&](std::size_t output, auto outputs) {
      for (std::size_t i = 0; i < s.inputs; ++i) {
        correlate_piece<outputs, taps>(s, adjoint + output * s.sites, s.sources + tap, in + i * s.sites,
                                       sums + (output * s.inputs + i) * s.taps + tap);
      }
    });
  });
}

template void convolve(const Stencil&, const Complex*, const Lanes*, ComplexLanes*);
template void convolve(const Stencil&, const Complex*, const ComplexLanes*, ComplexLanes*);
template void correlate(const Stencil&, const ComplexLanes*, const Lanes*, ComplexLanes*);
template void correlate(const Stencil&, const ComplexLanes*, const ComplexLanes*, ComplexLanes*);

}  // namespace quenchmark::solvers::kernels::cpu
