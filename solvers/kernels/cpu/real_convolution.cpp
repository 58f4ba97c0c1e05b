#include "solvers/kernels/cpu/real_convolution.hpp"

#include "solvers/kernels/cpu/pieces.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

/// As many accumulators of a whole vector as the registers hold beside their operands.
constexpr bool wide_registers = simd::register_bytes == sizeof(Lanes);
constexpr std::size_t most_outputs = wide_registers ? 8 : 4;
constexpr std::size_t most_taps = wide_registers ? 2 : 1;

template <std::size_t Outputs, typename Reads>
void add_outputs(const Stencil& s, const double* weights, const Lanes* in, Lanes* out, Reads reads) {
  for (std::size_t site = 0; site < s.sites; ++site) {
    const int* sources = s.sources + site * s.taps;
    Lanes sums[Outputs];
    for (std::size_t o = 0; o < Outputs; ++o) {
      sums[o] = out[o * s.sites + site];
    }
    for (std::size_t tap = 0; tap < s.taps; ++tap) {
      const auto source = static_cast<std::size_t>(sources[tap]);
      if (!reads(source)) {
        continue;
      }
      const double* weight = weights + tap * s.inputs * s.outputs;
      for (std::size_t i = 0; i < s.inputs; ++i, weight += s.outputs) {
        const Lanes value = in[i * s.sites + source];
        for (std::size_t o = 0; o < Outputs; ++o) {
          sums[o] += value * weight[o];
        }
      }
    }
    for (std::size_t o = 0; o < Outputs; ++o) {
      out[o * s.sites + site] = sums[o];
    }
  }
}

template <std::size_t Outputs, std::size_t Taps>
void correlate_piece(const Stencil& s, const Lanes* adjoint, const int* sources, const Lanes* in,
                     Lanes* sums) {
  Lanes piece[Taps][Outputs] = {};
  for (std::size_t site = 0; site < s.sites; ++site) {
    for (std::size_t tap = 0; tap < Taps; ++tap) {
      const Lanes value = in[sources[site * s.taps + tap]];
      for (std::size_t o = 0; o < Outputs; ++o) {
        piece[tap][o] += adjoint[o * s.sites + site] * value;
      }
    }
  }
  for (std::size_t tap = 0; tap < Taps; ++tap) {
    for (std::size_t o = 0; o < Outputs; ++o) {
      sums[o * s.inputs * s.taps + tap] = piece[tap][o];
    }
  }
}

}  // namespace

void add_convolution(const Stencil& stencil, const double* weights, const Lanes* in, Lanes* out) {
  in_pieces<most_outputs>(stencil.outputs, [&](std::size_t first, auto number) {
    add_outputs<number>(stencil, weights + first, in, out + first * stencil.sites,
                        [](std::size_t) { return true; });
  });
}

void add_convolution_of(const Stencil& stencil, const double* weights,
                        const std::vector<std::uint8_t>& changed, const Lanes* in, Lanes* out) {
  in_pieces<most_outputs>(stencil.outputs, [&](std::size_t first, auto number) {
    add_outputs<number>(stencil, weights + first, in, out + first * stencil.sites,
                        [&](std::size_t site) { return changed[site] != 0; });
  });
}

void correlate(const Stencil& s, const Lanes* adjoint, const Lanes* in, Lanes* sums) {
  in_pieces<most_taps>(s.taps, [&](std::size_t tap, auto taps) {
    in_pieces<most_outputs>(s.outputs, [&](std::size_t output, auto outputs) {
      for (std::size_t i = 0; i < s.inputs; ++i) {
        correlate_piece<outputs, taps>(s, adjoint + output * s.sites, s.sources + tap, in + i * s.sites,
                                       sums + (output * s.inputs + i) * s.taps + tap);
      }
    });
  });
}

}  // namespace quenchmark::solvers::kernels::cpu
