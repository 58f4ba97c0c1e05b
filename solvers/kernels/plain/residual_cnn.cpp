#include "solvers/kernels/plain/residual_cnn.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "solvers/kernels/interface/argument_checks.hpp"
#include "solvers/kernels/plain/matrix_products.hpp"
#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels {
namespace {

/// value = gelu(scale x) and slope = its derivative by x. Tanh form: gelu(y) = y/2 (1 + tanh u) = y / (1 +
/// e^(-2u)), u = sqrt(2/pi) (y + 0.044715 y^3).
void gelu(std::size_t count, double scale, const double* x, double* value, double* slope) {
  const double root = std::sqrt(2.0 / std::numbers::pi);
  for (std::size_t i = 0; i < count; ++i) {
    const double y = scale * x[i];
    const double u = root * y * (1.0 + 0.044715 * y * y);
    const double du = root * (1.0 + 3.0 * 0.044715 * y * y);
    const double gate = 1.0 / (1.0 + std::exp(-2.0 * u));
    value[i] = y * gate;
    slope[i] = scale * gate * (1.0 + 2.0 * y * (1.0 - gate) * du);
  }
}

}  // namespace

struct PlainResidualCnn::Workspace final : Evaluator {
  const PlainResidualCnn& network;
  struct BlockValues {
    std::vector<double> input_slope;   ///< [width][site] of the first gelu; unused by block 0
    std::vector<double> hidden_slope;  ///< [width][site] of the second gelu
    std::vector<double> patches[2];    ///< [inputs x taps][site] of the two convolutions
  };
  std::vector<BlockValues> blocks;
  std::vector<double> stream;           ///< [width][site]: x
  std::vector<double> values;           ///< [width][site]
  std::vector<double> hidden;           ///< [width][site]
  std::vector<Complex> weights;         ///< [width/2][site]: e^a / sum e^a
  std::vector<double> adjoint;          ///< [2][width][site] of x
  std::vector<double> inner_adjoint;    ///< [2][width][site] inside a block
  std::vector<double> adjoint_patches;  ///< [2][width x taps][site]
  std::vector<double> products;         ///< [2][width][width x taps]

  explicit Workspace(const PlainResidualCnn& owner) : network(owner) {
    const std::size_t plane = network.width_ * network.stride_;
    for (std::size_t b = 0; b < network.convolutions_.size() / 2; ++b) {
      BlockValues block;
      block.input_slope.resize(plane);
      block.hidden_slope.resize(plane);
      for (std::size_t c = 0; c < 2; ++c) {
        block.patches[c].resize(network.convolutions_[2 * b + c].inputs * network.taps_ * network.stride_);
      }
      blocks.push_back(std::move(block));
    }
    for (std::vector<double>* matrix : {&stream, &values, &hidden}) {
      matrix->resize(plane);
    }
    weights.resize(network.width_ / 2 * network.sites_);
    adjoint.resize(2 * plane);
    inner_adjoint.resize(2 * plane);
    adjoint_patches.resize(2 * plane * network.taps_);
    products.resize(2 * network.width_ * network.width_ * network.taps_);
  }

  Complex evaluate(const std::int8_t* spins) override { return network.evaluate(spins, *this); }
  void differentiate(Complex* derivatives) override { network.differentiate(*this, derivatives); }
};

std::unique_ptr<PlainNetwork::Evaluator> PlainResidualCnn::make_evaluator() const {
  return std::make_unique<Workspace>(*this);
}

PlainResidualCnn::PlainResidualCnn(const NetworkShape& shape)
    : PlainNetwork(shape), tap_class_(kernel_classes(shape)) {
  sites_ = static_cast<std::size_t>(shape.sites());
  stride_ = padded(sites_);
  width_ = static_cast<std::size_t>(shape.channels[0]);
  taps_ = tap_class_.size();
  kernel_parameters_ = static_cast<std::size_t>(*std::max_element(tap_class_.begin(), tap_class_.end())) + 1;
  std::vector<int> centre;
  for (const int length : shape.filter) {
    centre.push_back(length /
                     2);  // odd lengths: its own mirror image, so the adjoint has the same neighbours
  }
  neighbours_ = make_neighbours(shape.size, shape.filter, centre);

  std::size_t offset = 0;
  for (int index = 0; index < 2 * shape.blocks; ++index) {
    Convolution convolution;
    convolution.inputs = index == 0 ? 1 : width_;
    convolution.weight_offset = offset;
    offset += width_ * convolution.inputs * kernel_parameters_;
    if (index + 1 < 2 * shape.blocks) {
      convolution.bias_offset = offset;
      offset += width_;
    }
    convolution.forward.resize(width_ * convolution.inputs * taps_);
    convolution.backward.resize(convolution.forward.size());
    convolution.bias.resize(width_);
    convolutions_.push_back(std::move(convolution));
  }
}

void PlainResidualCnn::set_parameters(std::span<const Complex> parameters) {
  check_parameters(*this, parameters);
  for (Convolution& convolution : convolutions_) {
    for (std::size_t out = 0; out < width_; ++out) {
      for (std::size_t in = 0; in < convolution.inputs; ++in) {
        const std::size_t pair = out * convolution.inputs + in;
        for (std::size_t tap = 0; tap < taps_; ++tap) {
          const double w =
              parameters[convolution.weight_offset + pair * kernel_parameters_ + tap_class_[tap]].real();
          convolution.forward[pair * taps_ + tap] = w;
          convolution.backward[(in * width_ + out) * taps_ + (taps_ - 1 - tap)] = w;
        }
      }
      convolution.bias[out] =
          convolution.bias_offset ? parameters[*convolution.bias_offset + out].real() : 0.0;
    }
  }
}

/// out = kernel * values + bias, leaving the patches for the derivatives.
void PlainResidualCnn::convolve(const Convolution& convolution, const double* values, double* patches,
                                double* out) const {
  gather_patches(neighbours_, sites_, stride_, convolution.inputs, values, patches);
  multiply(convolution.forward.data(), patches, out, width_, convolution.inputs * taps_, stride_);
  for (std::size_t channel = 0; channel < width_; ++channel) {
    for (std::size_t column = 0; column < stride_; ++column) {
      out[channel * stride_ + column] += convolution.bias[channel];
    }
  }
}

void PlainResidualCnn::run_blocks(const std::int8_t* spins, Workspace& work) const {
  const std::size_t plane = width_ * stride_;
  for (std::size_t channel = 0; channel < width_; ++channel) {
    std::copy_n(spins, sites_, work.stream.data() + channel * stride_);
  }
  for (std::size_t b = 0; b < work.blocks.size(); ++b) {
    Workspace::BlockValues& block = work.blocks[b];
    if (b == 0) {
      for (std::size_t site = 0; site < sites_; ++site) {
        work.values[site] = spins[site] * std::numbers::sqrt2 / 2.0;
      }
    } else {
      const double scale = 1.0 / std::sqrt(static_cast<double>(b + 1));
      gelu(plane, scale, work.stream.data(), work.values.data(), block.input_slope.data());
    }
    convolve(convolutions_[2 * b], work.values.data(), block.patches[0].data(), work.hidden.data());
    gelu(plane, 1.0, work.hidden.data(), work.values.data(), block.hidden_slope.data());
    convolve(convolutions_[2 * b + 1], work.values.data(), block.patches[1].data(), work.hidden.data());
    for (std::size_t i = 0; i < plane; ++i) {
      work.stream[i] += work.hidden[i];
    }
  }
}

/// ln( mean e^a ) without overflow; leaves the weights e^a / sum e^a behind.
Complex PlainResidualCnn::log_mean_exp(Workspace& work) const {
  const double scale = 1.0 / std::sqrt(static_cast<double>(work.blocks.size() + 1));
  const std::size_t half = width_ / 2;
  const auto a = [&](std::size_t channel, std::size_t site) {
    return scale *
           Complex(work.stream[channel * stride_ + site], work.stream[(half + channel) * stride_ + site]);
  };
  double largest = a(0, 0).real();
  for (std::size_t channel = 0; channel < half; ++channel) {
    for (std::size_t site = 0; site < sites_; ++site) {
      largest = std::max(largest, a(channel, site).real());
    }
  }
  Complex total = 0.0;
  for (std::size_t channel = 0; channel < half; ++channel) {
    for (std::size_t site = 0; site < sites_; ++site) {
      const Complex weight = std::exp(a(channel, site) - largest);
      work.weights[channel * sites_ + site] = weight;
      total += weight;
    }
  }
  for (Complex& weight : work.weights) {
    weight /= total;
  }
  return largest + std::log(total / static_cast<double>(work.weights.size()));
}

Complex PlainResidualCnn::evaluate(const std::int8_t* spins, Workspace& work) const {
  run_blocks(spins, work);
  return log_mean_exp(work);
}

/// Adds nothing to what is there: every parameter of this convolution is written.
void PlainResidualCnn::differentiate(const Convolution& convolution, const double* adjoint,
                                     const double* patches, Workspace& work, Complex* derivatives) const {
  const std::size_t fan_in = convolution.inputs * taps_;
  multiply_transposed(adjoint, patches, work.products.data(), 2 * width_, fan_in, stride_);
  for (std::size_t out = 0; out < width_; ++out) {
    const double* real_row = work.products.data() + out * fan_in;
    const double* imag_row = work.products.data() + (width_ + out) * fan_in;
    for (std::size_t in = 0; in < convolution.inputs; ++in) {
      Complex* kernel =
          derivatives + convolution.weight_offset + (out * convolution.inputs + in) * kernel_parameters_;
      std::fill_n(kernel, kernel_parameters_, Complex(0.0));
      for (std::size_t tap = 0; tap < taps_; ++tap) {
        kernel[tap_class_[tap]] += Complex(real_row[in * taps_ + tap], imag_row[in * taps_ + tap]);
      }
    }
    if (convolution.bias_offset) {
      derivatives[*convolution.bias_offset + out] = {sum(adjoint + out * stride_, stride_),
                                                     sum(adjoint + (width_ + out) * stride_, stride_)};
    }
  }
}

/// The adjoint of the convolution's input from that of its output. `out` may be `adjoint`.
void PlainResidualCnn::pull_back(const Convolution& convolution, const double* adjoint, Workspace& work,
                                 double* out) const {
  gather_patches(neighbours_, sites_, stride_, 2 * width_, adjoint, work.adjoint_patches.data());
  for (std::size_t part = 0; part < 2; ++part) {
    multiply(convolution.backward.data(), work.adjoint_patches.data() + part * width_ * taps_ * stride_,
             out + part * width_ * stride_, convolution.inputs, width_ * taps_, stride_);
  }
}

/// Reverse mode from what evaluate() left behind: d ln psi / d x is complex, everything below is real and
/// acts on its real and imaginary parts alike. The padding of adjoints is zero and stays so.
void PlainResidualCnn::differentiate(Workspace& work, Complex* derivatives) const {
  const std::size_t plane = width_ * stride_;
  const std::size_t half = width_ / 2;
  const double scale = 1.0 / std::sqrt(static_cast<double>(work.blocks.size() + 1));
  double* adjoint_real = work.adjoint.data();
  double* adjoint_imag = work.adjoint.data() + plane;
  for (std::size_t channel = 0; channel < half; ++channel) {
    for (std::size_t site = 0; site < sites_; ++site) {
      const Complex weight = scale * work.weights[channel * sites_ + site];
      const std::size_t re = channel * stride_ + site, im = (half + channel) * stride_ + site;
      adjoint_real[re] = weight.real();
      adjoint_imag[re] = weight.imag();
      adjoint_real[im] = -weight.imag();  // a = x_re + i x_im
      adjoint_imag[im] = weight.real();
    }
  }
  const auto multiply_by_slope = [&](const std::vector<double>& slope) {
    for (std::size_t i = 0; i < plane; ++i) {
      work.inner_adjoint[i] *= slope[i];
      work.inner_adjoint[plane + i] *= slope[i];
    }
  };
  for (std::size_t b = work.blocks.size(); b-- > 0;) {
    const Workspace::BlockValues& block = work.blocks[b];
    const Convolution& first = convolutions_[2 * b];
    const Convolution& second = convolutions_[2 * b + 1];
    differentiate(second, work.adjoint.data(), block.patches[1].data(), work, derivatives);
    pull_back(second, work.adjoint.data(), work, work.inner_adjoint.data());
    multiply_by_slope(block.hidden_slope);
    differentiate(first, work.inner_adjoint.data(), block.patches[0].data(), work, derivatives);
    if (b > 0) {
      pull_back(first, work.inner_adjoint.data(), work, work.inner_adjoint.data());
      multiply_by_slope(block.input_slope);
      for (std::size_t i = 0; i < 2 * plane; ++i) {
        work.adjoint[i] += work.inner_adjoint[i];
      }
    }
  }
}

}  // namespace quenchmark::solvers::kernels
