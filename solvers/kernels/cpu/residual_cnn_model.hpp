#pragma once
// The residual CNN in lanes: what its network and its walkers share. Fields are [channel][site].

#include <optional>
#include <vector>

#include "solvers/kernels/cpu/direct_convolution.hpp"

namespace quenchmark::solvers::kernels::cpu {

/// What the first block makes of a configuration, and what a flip changes. The spins enter by one linear
/// convolution: a flip touches the sites that read it, and nothing else needs to be done again.
struct FirstBlock {
  std::vector<Lanes> spins;   ///< [site]
  std::vector<Lanes> first;   ///< behind the first convolution, before its gelu
  std::vector<Lanes> stream;  ///< behind the block
};

/// What the derivatives need of an evaluation: the slopes of both gelus of each block, and what its
/// convolutions read.
struct BlockTrace {
  std::vector<Lanes> input_slope;  ///< unused by the first block
  std::vector<Lanes> hidden_slope;
  std::vector<Lanes> input;
  std::vector<Lanes> hidden;
};

struct ResidualBuffers {
  std::vector<Lanes> stream;
  std::vector<Lanes> values;
  std::vector<Lanes> hidden;
  std::vector<Lanes> gathered;        ///< tied kernels: [channel][class][site]
  std::vector<std::uint8_t> changed;  ///< [site]
};

struct ResidualTrace {
  std::vector<BlockTrace> blocks;
  std::vector<ComplexLanes> weights;  ///< [channel < c][site]: e^a / sum e^a
  std::vector<Lanes> adjoint;         ///< [real, imaginary part][channel][site]
  std::vector<Lanes> inner_adjoint;
  std::vector<Lanes> below;
  std::vector<Lanes> sums;      ///< of one convolution and part
  std::vector<Lanes> gathered;  ///< tied kernels: [channel][class][site]
};

class ResidualCnnModel {
 public:
  explicit ResidualCnnModel(const NetworkShape& shape);
  ResidualCnnModel(const ResidualCnnModel&) = delete;
  ResidualCnnModel& operator=(const ResidualCnnModel&) = delete;

  void set_parameters(std::span<const Complex> parameters);

  std::size_t sites() const { return sites_; }
  FirstBlock make_first_block() const;
  ResidualBuffers make_buffers() const;
  ResidualTrace make_trace() const;

  /// Lanes beyond `count` are up.
  void load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const;

  /// From block.spins; keeps what derivatives need in `trace` unless that is null.
  void run_first_block(FirstBlock& block, ResidualBuffers& buffers, BlockTrace* trace) const;
  /// `flipped` from `block` with the spins of these sites turned: {i, -1} or {i, j}.
  void flip_first_block(const FirstBlock& block, std::array<int, 2> sites, FirstBlock& flipped,
                        ResidualBuffers& buffers) const;
  /// ln psi from what the first block left.
  ComplexLanes finish(const FirstBlock& block, ResidualBuffers& buffers, ResidualTrace* trace) const;

  /// d ln psi / d theta_k, [parameter], from what an evaluation traced.
  void differentiate(ResidualTrace& trace, ComplexLanes* derivatives) const;

 private:
  struct Convolution {
    std::size_t inputs = 0;
    std::size_t weight_offset = 0;           ///< in the parameter vector
    std::optional<std::size_t> bias_offset;  ///< absent in the last convolution
    std::vector<double> forward;             ///< [tap][in][out]
    std::vector<double> backward;            ///< [tap][out][in], taps reversed
    std::vector<double> tied_forward;        ///< [in][class][out]
    std::vector<double> tied_backward;       ///< [out][class][in]: a class is its own mirror image
    std::vector<double> bias;                ///< [out]
  };

  Stencil stencil(std::size_t inputs, std::size_t outputs) const {
    return {sites_, taps_, inputs, outputs, sources_.data()};
  }
  /// Taps that share a weight are summed first; from then on every class is an input channel of one tap.
  bool tied() const { return classes_ < taps_; }
  Stencil gathered_stencil(std::size_t inputs, std::size_t outputs) const {
    return {sites_, 1, inputs * classes_, outputs, own_site_.data()};
  }
  void gather(const Lanes* in, std::size_t channels, Lanes* gathered) const;
  /// Whether what a flip changes is worth following site by site.
  bool few(std::size_t changed_sites) const;

  void convolve(const Convolution& convolution, const Lanes* in, Lanes* out, Lanes* gathered) const;
  void add_stream(const std::vector<Lanes>& spins, std::vector<Lanes>& stream) const;
  ComplexLanes log_mean_exp(const Lanes* stream, ResidualTrace* trace) const;
  void differentiate(const Convolution& convolution, const Lanes* adjoint, const Lanes* in,
                     ResidualTrace& trace, ComplexLanes* derivatives) const;
  void pull_back(const Convolution& convolution, const Lanes* adjoint, ResidualTrace& trace) const;

  std::size_t sites_;
  std::size_t taps_;
  std::size_t width_;  ///< 2c
  std::size_t classes_;
  std::vector<int> class_of_tap_;
  std::vector<int> sources_;   ///< [site][tap]
  std::vector<int> own_site_;  ///< [site]: the site itself
  std::vector<Convolution> convolutions_;
};

}  // namespace quenchmark::solvers::kernels::cpu
