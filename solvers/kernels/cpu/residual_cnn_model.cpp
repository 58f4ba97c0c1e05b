#include "solvers/kernels/cpu/residual_cnn_model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "solvers/kernels/cpu/lane_functions.hpp"
#include "solvers/kernels/cpu/real_convolution.hpp"
#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels::cpu {
namespace {

/// What the first convolution reads is the spin over sqrt(2).
constexpr double input_scale = std::numbers::sqrt2 / 2.0;

double scale_of(std::size_t count) {
  return 1.0 / std::sqrt(static_cast<double>(count));
}

}  // namespace

ResidualCnnModel::ResidualCnnModel(const NetworkShape& shape)
    : sites_(static_cast<std::size_t>(shape.sites())),
      taps_(static_cast<std::size_t>(volume(shape.filter))),
      width_(static_cast<std::size_t>(shape.channels[0])),
      class_of_tap_(kernel_classes(shape)),
      sources_(sites_ * taps_) {
  std::vector<int> centre;
  for (const int length : shape.filter) {
    centre.push_back(length / 2);
  }
  const std::vector<int> by_tap = make_sources(shape.size, shape.filter, centre);
  for (std::size_t tap = 0; tap < taps_; ++tap) {
    for (std::size_t site = 0; site < sites_; ++site) {
      sources_[site * taps_ + tap] = by_tap[tap * sites_ + site];
    }
  }
  classes_ = static_cast<std::size_t>(*std::max_element(class_of_tap_.begin(), class_of_tap_.end())) + 1;
  own_site_.resize(sites_);
  std::iota(own_site_.begin(), own_site_.end(), 0);
  std::size_t offset = 0;
  for (int index = 0; index < 2 * shape.blocks; ++index) {
    Convolution& convolution = convolutions_.emplace_back();
    convolution.inputs = index == 0 ? 1 : width_;
    convolution.weight_offset = offset;
    offset += width_ * convolution.inputs * classes_;
    if (index + 1 < 2 * shape.blocks) {
      convolution.bias_offset = offset;
      offset += width_;
    }
    convolution.forward.resize(taps_ * convolution.inputs * width_);
    convolution.backward.resize(convolution.forward.size());
    convolution.tied_forward.resize(tied() ? convolution.inputs * classes_ * width_ : 0);
    convolution.tied_backward.resize(convolution.tied_forward.size());
    convolution.bias.resize(width_);
  }
}

void ResidualCnnModel::set_parameters(std::span<const Complex> parameters) {
  for (Convolution& convolution : convolutions_) {
    for (std::size_t out = 0; out < width_; ++out) {
      for (std::size_t in = 0; in < convolution.inputs; ++in) {
        const std::size_t kernel = convolution.weight_offset + (out * convolution.inputs + in) * classes_;
        for (std::size_t k = 0; tied() && k < classes_; ++k) {
          const double weight = parameters[kernel + k].real();
          convolution.tied_forward[(in * classes_ + k) * width_ + out] = weight;
          convolution.tied_backward[(out * classes_ + k) * convolution.inputs + in] = weight;
        }
        for (std::size_t tap = 0; tap < taps_; ++tap) {
          const double weight = parameters[kernel + static_cast<std::size_t>(class_of_tap_[tap])].real();
          convolution.forward[(tap * convolution.inputs + in) * width_ + out] = weight;
          convolution.backward[((taps_ - 1 - tap) * width_ + out) * convolution.inputs + in] = weight;
        }
      }
      convolution.bias[out] =
          convolution.bias_offset ? parameters[*convolution.bias_offset + out].real() : 0.0;
    }
  }
}

FirstBlock ResidualCnnModel::make_first_block() const {
  const std::vector<Lanes> field(width_ * sites_);
  return {std::vector<Lanes>(sites_), field, field};
}

ResidualBuffers ResidualCnnModel::make_buffers() const {
  const std::vector<Lanes> field(width_ * sites_);
  return {field, field, field, std::vector<Lanes>(tied() ? width_ * classes_ * sites_ : 0),
          std::vector<std::uint8_t>(sites_)};
}

ResidualTrace ResidualCnnModel::make_trace() const {
  const std::vector<Lanes> field(width_ * sites_);
  const std::vector<Lanes> two_fields(2 * width_ * sites_);
  ResidualTrace trace;
  trace.blocks.assign(convolutions_.size() / 2, {field, field, field, field});
  trace.weights.resize(width_ / 2 * sites_);
  trace.adjoint = trace.inner_adjoint = trace.below = two_fields;
  trace.sums.resize(width_ * width_ * taps_);
  trace.gathered.resize(tied() ? width_ * classes_ * sites_ : 0);
  return trace;
}

void ResidualCnnModel::load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const {
  for (std::size_t site = 0; site < sites_; ++site) {
    Lanes value = Lanes{} + 1.0;
    for (std::size_t lane = 0; lane < count; ++lane) {
      simd::set_element(value, lane, static_cast<double>(spins[lane * sites_ + site]));
    }
    lanes[site] = value;
  }
}

void ResidualCnnModel::gather(const Lanes* in, std::size_t channels, Lanes* gathered) const {
  std::fill_n(gathered, channels * classes_ * sites_, Lanes{});
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const Lanes* values = in + channel * sites_;
    Lanes* classes = gathered + channel * classes_ * sites_;
    for (std::size_t site = 0; site < sites_; ++site) {
      for (std::size_t tap = 0; tap < taps_; ++tap) {
        classes[static_cast<std::size_t>(class_of_tap_[tap]) * sites_ + site] +=
            values[sources_[site * taps_ + tap]];
      }
    }
  }
}

/// out = kernel * in + bias.
void ResidualCnnModel::convolve(const Convolution& convolution, const Lanes* in, Lanes* out,
                                Lanes* gathered) const {
  for (std::size_t o = 0; o < width_; ++o) {
    std::fill_n(out + o * sites_, sites_, Lanes{} + convolution.bias[o]);
  }
  if (tied()) {
    gather(in, convolution.inputs, gathered);
    add_convolution(gathered_stencil(convolution.inputs, width_), convolution.tied_forward.data(), gathered,
                    out);
  } else {
    add_convolution(stencil(convolution.inputs, width_), convolution.forward.data(), in, out);
  }
}

/// The first block repeats its one input channel to all.
void ResidualCnnModel::add_stream(const std::vector<Lanes>& spins, std::vector<Lanes>& stream) const {
  for (std::size_t channel = 0; channel < width_; ++channel) {
    for (std::size_t site = 0; site < sites_; ++site) {
      stream[channel * sites_ + site] += spins[site];
    }
  }
}

void ResidualCnnModel::run_first_block(FirstBlock& block, ResidualBuffers& buffers, BlockTrace* trace) const {
  const std::size_t plane = width_ * sites_;
  for (std::size_t site = 0; site < sites_; ++site) {
    buffers.values[site] = block.spins[site] * input_scale;
  }
  convolve(convolutions_[0], buffers.values.data(), block.first.data(), buffers.gathered.data());
  if (trace != nullptr) {
    std::copy_n(buffers.values.begin(), sites_, trace->input.begin());
  }
  for (std::size_t i = 0; i < plane; ++i) {
    if (trace != nullptr) {
      const Gelu gelu = gelu_with_slope(block.first[i]);
      buffers.values[i] = trace->hidden[i] = gelu.value;
      trace->hidden_slope[i] = gelu.slope;
    } else {
      buffers.values[i] = gelu(block.first[i]);
    }
  }
  convolve(convolutions_[1], buffers.values.data(), block.stream.data(), buffers.gathered.data());
  add_stream(block.spins, block.stream);
}

bool ResidualCnnModel::few(std::size_t changed_sites) const {
  // Products for each pair of channels, and sums of each channel where taps are gathered.
  const std::size_t all = tied() ? sites_ * (classes_ + taps_ / width_) : sites_ * taps_;
  return changed_sites * taps_ < all;
}

void ResidualCnnModel::flip_first_block(const FirstBlock& block, std::array<int, 2> sites,
                                        FirstBlock& flipped, ResidualBuffers& buffers) const {
  flipped = block;
  std::fill(buffers.changed.begin(), buffers.changed.end(), 0);
  for (const int site : sites) {
    if (site < 0) {
      continue;
    }
    const auto at = static_cast<std::size_t>(site);
    const Lanes change = -2.0 * block.spins[at];
    flipped.spins[at] = -block.spins[at];
    for (std::size_t tap = 0; tap < taps_; ++tap) {
      // The stencil is centred: who reads this site by a tap is what this site reads by the mirrored one.
      const auto reader = static_cast<std::size_t>(sources_[at * taps_ + taps_ - 1 - tap]);
      buffers.changed[reader] = 1;
      for (std::size_t o = 0; o < width_; ++o) {
        flipped.first[o * sites_ + reader] +=
            (change * input_scale) * convolutions_[0].forward[tap * width_ + o];
      }
    }
    for (std::size_t channel = 0; channel < width_; ++channel) {
      flipped.stream[channel * sites_ + at] += change;
    }
  }
  if (!few(static_cast<std::size_t>(std::count(buffers.changed.begin(), buffers.changed.end(), 1)))) {
    std::transform(flipped.first.begin(), flipped.first.end(), buffers.values.begin(),
                   [](const Lanes& y) { return gelu(y); });
    convolve(convolutions_[1], buffers.values.data(), flipped.stream.data(), buffers.gathered.data());
    add_stream(flipped.spins, flipped.stream);
    return;
  }
  for (std::size_t site = 0; site < sites_; ++site) {
    for (std::size_t o = 0; buffers.changed[site] != 0 && o < width_; ++o) {
      const std::size_t at = o * sites_ + site;
      buffers.hidden[at] = gelu(flipped.first[at]) - gelu(block.first[at]);
    }
  }
  add_convolution_of(stencil(width_, width_), convolutions_[1].forward.data(), buffers.changed,
                     buffers.hidden.data(), flipped.stream.data());
}

ComplexLanes ResidualCnnModel::finish(const FirstBlock& block, ResidualBuffers& buffers,
                                      ResidualTrace* trace) const {
  const std::size_t plane = width_ * sites_;
  const std::size_t blocks = convolutions_.size() / 2;
  const Lanes* stream = block.stream.data();
  for (std::size_t b = 1; b < blocks; ++b) {
    BlockTrace* kept = trace == nullptr ? nullptr : &trace->blocks[b];
    const double scale = scale_of(b + 1);
    for (std::size_t i = 0; i < plane; ++i) {
      if (kept != nullptr) {
        const Gelu gelu = gelu_with_slope(scale * stream[i]);
        buffers.values[i] = kept->input[i] = gelu.value;
        kept->input_slope[i] = scale * gelu.slope;
      } else {
        buffers.values[i] = gelu(scale * stream[i]);
      }
    }
    convolve(convolutions_[2 * b], buffers.values.data(), buffers.hidden.data(), buffers.gathered.data());
    for (std::size_t i = 0; i < plane; ++i) {
      if (kept != nullptr) {
        const Gelu gelu = gelu_with_slope(buffers.hidden[i]);
        buffers.values[i] = kept->hidden[i] = gelu.value;
        kept->hidden_slope[i] = gelu.slope;
      } else {
        buffers.values[i] = gelu(buffers.hidden[i]);
      }
    }
    convolve(convolutions_[2 * b + 1], buffers.values.data(), buffers.hidden.data(), buffers.gathered.data());
    for (std::size_t i = 0; i < plane; ++i) {
      buffers.stream[i] = stream[i] + buffers.hidden[i];
    }
    stream = buffers.stream.data();
  }
  return log_mean_exp(stream, trace);
}

/// ln( mean e^a ) without overflow; leaves the weights e^a / sum e^a in the trace.
ComplexLanes ResidualCnnModel::log_mean_exp(const Lanes* stream, ResidualTrace* trace) const {
  const double scale = scale_of(convolutions_.size() / 2 + 1);
  const std::size_t half = width_ / 2 * sites_;
  Lanes largest = scale * stream[0];
  for (std::size_t i = 1; i < half; ++i) {
    const Lanes real = scale * stream[i];
    largest = simd::select(real > largest, real, largest);
  }
  ComplexLanes total;
  for (std::size_t i = 0; i < half; ++i) {
    const ComplexLanes weight = exp(ComplexLanes{scale * stream[i] - largest, scale * stream[half + i]});
    total += weight;
    if (trace != nullptr) {
      trace->weights[i] = weight;
    }
  }
  ComplexLanes result, inverse;
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    result.set_lane(lane, largest[lane] + std::log(total.lane(lane) / static_cast<double>(half)));
    inverse.set_lane(lane, 1.0 / total.lane(lane));
  }
  for (std::size_t i = 0; trace != nullptr && i < half; ++i) {
    trace->weights[i] = trace->weights[i] * inverse;
  }
  return result;
}

/// The derivatives by this convolution's parameters, from the adjoint of its output, real part and then
/// imaginary part.
void ResidualCnnModel::differentiate(const Convolution& convolution, const Lanes* adjoint, const Lanes* in,
                                     ResidualTrace& trace, ComplexLanes* derivatives) const {
  if (tied()) {
    gather(in, convolution.inputs, trace.gathered.data());
  }
  const std::size_t weights = width_ * convolution.inputs * classes_;
  for (std::size_t part = 0; part < 2; ++part) {
    Lanes ComplexLanes::*component = part == 0 ? &ComplexLanes::real : &ComplexLanes::imag;
    const Lanes* adjoint_part = adjoint + part * width_ * sites_;
    if (tied()) {
      correlate(gathered_stencil(convolution.inputs, width_), adjoint_part, trace.gathered.data(),
                trace.sums.data());
    } else {
      correlate(stencil(convolution.inputs, width_), adjoint_part, in, trace.sums.data());
    }
    for (std::size_t k = 0; k < weights; ++k) {
      derivatives[convolution.weight_offset + k].*component = trace.sums[k];
    }
    for (std::size_t out = 0; convolution.bias_offset && out < width_; ++out) {
      Lanes sum{};
      for (std::size_t site = 0; site < sites_; ++site) {
        sum += adjoint_part[out * sites_ + site];
      }
      derivatives[*convolution.bias_offset + out].*component = sum;
    }
  }
}

/// trace.below: the adjoint of the convolution's input from that of its output, both parts.
void ResidualCnnModel::pull_back(const Convolution& convolution, const Lanes* adjoint,
                                 ResidualTrace& trace) const {
  std::fill(trace.below.begin(), trace.below.end(), Lanes{});
  for (std::size_t part = 0; part < 2; ++part) {
    const Lanes* adjoint_part = adjoint + part * width_ * sites_;
    Lanes* below = trace.below.data() + part * width_ * sites_;
    if (tied()) {
      gather(adjoint_part, width_, trace.gathered.data());
      add_convolution(gathered_stencil(width_, convolution.inputs), convolution.tied_backward.data(),
                      trace.gathered.data(), below);
    } else {
      add_convolution(stencil(width_, convolution.inputs), convolution.backward.data(), adjoint_part, below);
    }
  }
}

/// Reverse mode: d ln psi / d x is complex, everything below is real and acts on its parts alike.
void ResidualCnnModel::differentiate(ResidualTrace& trace, ComplexLanes* derivatives) const {
  const std::size_t plane = width_ * sites_;
  const std::size_t half = plane / 2;
  const double scale = scale_of(trace.blocks.size() + 1);
  for (std::size_t i = 0; i < half; ++i) {
    const ComplexLanes weight = scale * trace.weights[i];
    trace.adjoint[i] = weight.real;
    trace.adjoint[plane + i] = weight.imag;
    trace.adjoint[half + i] = -weight.imag;  // a = x_re + i x_im
    trace.adjoint[plane + half + i] = weight.real;
  }
  const auto times_slope = [&](const std::vector<Lanes>& field, const std::vector<Lanes>& slope,
                               std::vector<Lanes>& out) {
    for (std::size_t i = 0; i < plane; ++i) {
      out[i] = field[i] * slope[i];
      out[plane + i] = field[plane + i] * slope[i];
    }
  };
  for (std::size_t b = trace.blocks.size(); b-- > 0;) {
    const BlockTrace& block = trace.blocks[b];
    const Convolution& first = convolutions_[2 * b];
    const Convolution& second = convolutions_[2 * b + 1];
    differentiate(second, trace.adjoint.data(), block.hidden.data(), trace, derivatives);
    pull_back(second, trace.adjoint.data(), trace);
    times_slope(trace.below, block.hidden_slope, trace.inner_adjoint);
    differentiate(first, trace.inner_adjoint.data(), block.input.data(), trace, derivatives);
    if (b > 0) {
      pull_back(first, trace.inner_adjoint.data(), trace);
      times_slope(trace.below, block.input_slope, trace.below);
      for (std::size_t i = 0; i < 2 * plane; ++i) {
        trace.adjoint[i] += trace.below[i];
      }
    }
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
