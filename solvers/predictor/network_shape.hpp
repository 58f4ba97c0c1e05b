#pragma once
// Sizes of the predictor's network and where its parameters lie in one flat array. Plain C++17: the program,
// the torch module and the inference kernel share it.
//
// One set of weights serves chains of every length, because it belongs to a spin and its neighbours and never
// to an amplitude's number. Every amplitude psi(x) of the state is a row of its own; x is one of the 2^N
// configurations of the chain. From one time to the next a row passes ([SRU] fig. 1b and its text; what the
// text leaves open is ours and marked so)
//   spin encoding      z(x) = sum_i own[l_i(x)] psi(x) + flipped[l_i(x)] psi(x with spin i flipped): a
//                      feed-forward layer of each spin, its weights chosen by the spin and its two neighbours
//                      (18 local patterns l), summed along the chain (ours)
//   chain encoding     y = W z + b
//   two full layers    y + W2 gelu(W1 y + b1) + b2, a residual pair (ours)
//   SRU layers         f, r, c, h with highway scaling; the memory c is the row's own
//   one full layer     o = h + gelu(W h + b), residual (ours)
//   spin decoding      the increment of the amplitude, so that weights of zero predict a state at rest (ours)
// Amplitudes enter multiplied by 2^(N/2), which makes their mean square 1 for any N, and the increment leaves
// in units of `increment_scale` (ours). No coupling and no Hamiltonian enters; what the network is told is
// that spins form an open chain and that one step moves amplitude between configurations one flip apart.

#include <cstddef>

namespace quenchmark::solvers::predictor {

/// Local patterns of a spin: left neighbour (none, up, down) x spin x right neighbour.
constexpr int local_patterns = 18;

struct NetworkShape {
  int width = 16;   ///< of every encoding and of the SRU layers
  int hidden = 16;  ///< between the two fully connected layers
  int layers = 2;   ///< SRU layers

  bool operator==(const NetworkShape& other) const {
    return width == other.width && hidden == other.hidden && layers == other.layers;
  }
};

/// Offsets of the parameters. Matrices are row-major [out][in].
struct ParameterLayout {
  std::size_t own, flipped;         ///< [pattern][re, im][width]
  std::size_t chain, chain_bias;    ///< [width][width], [width]
  std::size_t first, first_bias;    ///< [hidden][width], [hidden]
  std::size_t second, second_bias;  ///< [width][hidden], [width]
  std::size_t layers, layer_size;   ///< first SRU layer, and how far it is to the next
  /// Within a layer, after the products [candidate, forget, skip][width][width]: the weights v and then the
  /// biases b of [forget, skip][width].
  std::size_t recurrent, gate_bias;
  std::size_t last, last_bias;          ///< [width][width], [width]
  std::size_t decoding, decoding_bias;  ///< [re, im][width], [re, im]
  std::size_t count;                    ///< of all parameters

  explicit ParameterLayout(const NetworkShape& shape) {
    const auto d = static_cast<std::size_t>(shape.width), m = static_cast<std::size_t>(shape.hidden);
    std::size_t next = 0;
    const auto take = [&next](std::size_t size) {
      const std::size_t begin = next;
      next += size;
      return begin;
    };
    own = take(local_patterns * 2 * d);
    flipped = take(local_patterns * 2 * d);
    chain = take(d * d);
    chain_bias = take(d);
    first = take(m * d);
    first_bias = take(m);
    second = take(d * m);
    second_bias = take(d);
    recurrent = 3 * d * d;
    gate_bias = recurrent + 2 * d;
    layer_size = gate_bias + 2 * d;
    layers = take(layer_size * static_cast<std::size_t>(shape.layers));
    last = take(d * d);
    last_bias = take(d);
    decoding = take(2 * d);
    decoding_bias = take(2);
    count = next;
  }
};

/// alpha of the highway, h = r c + (1 - r) alpha x: sqrt(1 + 2 e^b) at the start value b = 0 of the skip
/// gate's bias (Lei et al., Simple Recurrent Units, eq. 5 and section 3.2).
constexpr float highway_scale = 1.7320508F;

/// Local pattern of spin i in configuration x (bit i set: down) of an open chain.
inline int local_pattern(unsigned x, int i, int spins) {
  const auto state = [&](int site) {
    return site < 0 || site >= spins ? 0 : 1 + static_cast<int>((x >> site) & 1U);
  };
  return (state(i - 1) * 2 + state(i) - 1) * 3 + state(i + 1);
}

}  // namespace quenchmark::solvers::predictor
