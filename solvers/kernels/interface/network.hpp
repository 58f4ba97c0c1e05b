#pragma once
// What every backend (plain, cpu, torch, cuda) offers of a neural quantum state: work in batches of
// configurations. This folder knows the standard library, Eigen and CUDA alone, so that it builds on a bare
// accelerator node.

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace quenchmark::solvers::kernels {

using Complex = std::complex<double>;

class Walkers;  // interface/walkers.hpp

enum class Family { complex_cnn, residual_cnn };
/// even: z^2/2 - z^4/12 + z^6/45; both: even part plus z - z^3/3 + 2z^5/15; ln_cosh: ln cosh z.
enum class FirstActivation { even, both, ln_cosh };

/// Everything that fixes the function psi(s; parameters).
///
/// Complex CNN ([2D] supplement I; holomorphic, no biases), layers l = 1..L:
///   v_{c,j} = act_l( sum_{c',k} F_{c,c',k} v_{c', j+k} ), j + k periodic, k in [0,f)^d;
///   act_1 as chosen, later ones z - z^3/3 + 2z^5/15;
///   ln psi(s) = (|images| alpha_L N)^(-1/2) sum_{images} sum_{c,j} v^{(L)}_{c,j}(image of s),
///   where the image of s under the permutation p has the spin s_i at site p[i].
/// Parameters, complex: [layer][c][c'][k], k = kx + f_x (ky + f_y kz).
///
/// Residual CNN ([3D]; real parameters, complex output). Input +-1 as one channel. Blocks b = 0..n-1:
///   y = x/sqrt(b+1); block 0: y/sqrt2, no activation, else y = gelu(y); conv1, gelu, conv2;
///   add x (block 0 repeats its one channel).
/// After the blocks divide by sqrt(n+1); a = (first c channels) + i (last c channels);
///   ln psi = ln( mean over channels and sites of e^a ).
/// Kernels are centred (odd lengths) and circular, with a bias on every convolution except the very last.
/// Parameters, real: per block conv1 weights [out][in][k], conv1 bias [out], conv2 weights, conv2 bias (not
/// in the last). tied: kernel entries that the point group (reflections, exchanges of axes of equal length)
/// maps onto each other are one parameter; classes are numbered by first appearance in k order.
struct NetworkShape {
  Family family = Family::complex_cnn;
  std::vector<int> size;                               ///< lattice, first direction fastest in the site index
  std::vector<int> filter;                             ///< one length per dimension
  std::vector<int> channels;                           ///< complex CNN: per layer; residual CNN: {2c}
  FirstActivation activation = FirstActivation::even;  ///< complex CNN only
  int blocks = 1;                                      ///< residual CNN only
  bool tied = false;                                   ///< residual CNN only
  std::vector<std::vector<int>>
      images;  ///< complex CNN: site permutations averaged over; empty: the identity alone

  int sites() const;
};

/// The number of points of a box with edges of these lengths: of sites, of taps.
int volume(const std::vector<int>& lengths);

/// Throws std::invalid_argument, naming the offending value, unless `shape` describes a network that can be
/// built.
void validate(const NetworkShape& shape);

/// Length of the parameter vector, complex or real as the family has it. Validates first.
std::size_t parameter_count(const NetworkShape& shape);

/// The parameter that each kernel entry belongs to, in k order: 0, 1, 2, ... unless the kernels are tied.
std::vector<int> kernel_classes(const NetworkShape& shape);

/// Spins +1/-1, row-major [batch][site].
struct SpinBatch {
  const std::int8_t* spins = nullptr;
  std::size_t batch = 0;
  int sites = 0;
};

/// Sets of sites flipped together: {i, -1} one site, {i, j} a pair.
using FlipSet = std::vector<std::array<int, 2>>;

/// One network on one backend. Evaluation is const: after set_parameters, several threads may evaluate at
/// once.
class Network {
 public:
  virtual ~Network() = default;

  virtual const NetworkShape& shape() const = 0;
  /// True: complex parameters, ln psi analytic in them. False: real parameters, carried as complex with zero
  /// imaginary part.
  virtual bool holomorphic() const = 0;
  virtual std::size_t parameter_count() const = 0;

  /// Throws std::invalid_argument on a wrong length, or on an imaginary part where parameters are real.
  virtual void set_parameters(std::span<const Complex> parameters) = 0;

  /// out[batch] = ln psi(s). The imaginary part is not reduced to a branch.
  virtual void log_psi(const SpinBatch& batch, std::span<Complex> out) const = 0;

  /// out[batch][flip] = ln psi(s flipped) - ln psi(s).
  virtual void log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const = 0;

  /// log_psi[batch], and derivatives[batch][parameter] = d ln psi / d theta_k.
  virtual void log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                                       std::span<Complex> derivatives) const = 0;

  /// `count` configurations to be moved by flips, at the parameters of this moment; see Walkers. Unless a
  /// backend has its own, every proposal goes through log_psi.
  virtual std::unique_ptr<Walkers> make_walkers(std::size_t count) const;
};

}  // namespace quenchmark::solvers::kernels
