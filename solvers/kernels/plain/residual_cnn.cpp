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
    std::vector<double> patches[2];    ///< [inputs x rows][site] of the two convolutions
  };
  std::vector<BlockValues> blocks;
  std::vector<double> stream;           ///< [width][site]: x
  std::vector<double> values;           ///< [width][site]
  std::vector<double> hidden;           ///< [width][site]
  std::vector<Complex> weights;         ///< [width/2][site]: e^a / sum e^a
  std::vector<double> adjoint;          ///< [2][width][site] of x
  std::vector<double> inner_adjoint;    ///< [2][width][site] inside a block
  std::vector<double> adjoint_patches;  ///< [2][width x rows][site]
  std::vector<double> products;         ///< [2][width][width x rows]

  explicit Workspace(const PlainResidualCnn& owner) : network(owner) {
    const std::size_t plane = network.width_ * network.stencil_.stride;
    for (std::size_t b = 0; b < network.convolutions_.size() / 2; ++b) {
      BlockValues block;
      block.input_slope.resize(plane);
      block.hidden_slope.resize(plane);
      for (std::size_t c = 0; c < 2; ++c) {
        block.patches[c].resize(network.convolutions_[2 * b + c].inputs * network.stencil_.rows *
                                network.stencil_.stride);
      }
      blocks.push_back(std::move(block));
    }
    for (std::vector<double>* matrix : {&stream, &values, &hidden}) {
      matrix->resize(plane);
    }
    weights.resize(network.width_ / 2 * network.sites_);
    adjoint.resize(2 * plane);
    inner_adjoint.resize(2 * plane);
    adjoint_patches.resize(2 * plane * network.stencil_.rows);
    products.resize(2 * network.width_ * network.width_ * network.stencil_.rows);
  }

  Complex evaluate(const std::int8_t* spins) override { return network.evaluate(spins, *this); }
  void differentiate(Complex* derivatives) override { network.differentiate(*this, derivatives); }
};

std::unique_ptr<PlainNetwork::Evaluator> PlainResidualCnn::make_evaluator() const {
  return std::make_unique<Workspace>(*this);
}

PlainResidualCnn::PlainResidualCnn(const NetworkShape& shape) : PlainNetwork(shape) {
  sites_ = static_cast<std::size_t>(shape.sites());
  width_ = static_cast<std::size_t>(shape.channels[0]);
  std::vector<int> centre;
  for (const int length : shape.filter) {
    centre.push_back(length / 2);  // odd lengths: its own mirror image, so the adjoint reads the same sites
  }
  stencil_ = {.columns = sites_,
              .stride = padded(sites_),
              .sources = make_sources(shape.size, shape.filter, centre),
              .row = kernel_classes(shape),
              .rows = 0};
  for (const int row : stencil_.row) {
    stencil_.rows = std::max(stencil_.rows, static_cast<std::size_t>(row) + 1);
  }
  reversed_row_.resize(stencil_.rows);
  for (std::size_t tap = 0; tap < stencil_.row.size(); ++tap) {
    reversed_row_[stencil_.row[tap]] = stencil_.row[stencil_.row.size() - 1 - tap];
  }

  std::size_t offset = 0;
  for (int index = 0; index < 2 * shape.blocks; ++index) {
    Convolution convolution;
    convolution.inputs = index == 0 ? 1 : width_;
    convolution.weight_offset = offset;
    offset += width_ * convolution.inputs * stencil_.rows;
    if (index + 1 < 2 * shape.blocks) {
      convolution.bias_offset = offset;
      offset += width_;
    }
    convolution.forward.resize(width_ * convolution.inputs * stencil_.rows);
    convolution.backward.resize(convolution.forward.size());
    convolution.bias.resize(width_);
    convolutions_.push_back(std::move(convolution));
  }
}

void PlainResidualCnn::set_parameters(std::span<const Complex> parameters) {
  check_parameters(*this, parameters);
  const std::size_t rows = stencil_.rows;
  for (Convolution& convolution : convolutions_) {
    for (std::size_t out = 0; out < width_; ++out) {
      for (std::size_t in = 0; in < convolution.inputs; ++in) {
        for (std::size_t row = 0; row < rows; ++row) {
          const std::size_t index = (out * convolution.inputs + in) * rows + row;
          const double weight = parameters[convolution.weight_offset + index].real();
          convolution.forward[index] = weight;
          convolution.backward[(in * width_ + out) * rows + reversed_row_[row]] = weight;
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
  gather_patches(stencil_, convolution.inputs, values, patches);
  multiply(convolution.forward.data(), patches, out, width_, convolution.inputs * stencil_.rows,
           stencil_.stride);
  for (std::size_t channel = 0; channel < width_; ++channel) {
    for (std::size_t column = 0; column < stencil_.stride; ++column) {
      out[channel * stencil_.stride + column] += convolution.bias[channel];
    }
  }
}

void PlainResidualCnn::run_blocks(const std::int8_t* spins, Workspace& work) const {
  const std::size_t plane = width_ * stencil_.stride;
  for (std::size_t channel = 0; channel < width_; ++channel) {
    std::copy_n(spins, sites_, work.stream.data() + channel * stencil_.stride);
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
    return scale * Complex(work.stream[channel * stencil_.stride + site],
                           work.stream[(half + channel) * stencil_.stride + site]);
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

/// The derivatives by this convolution's parameters, from the adjoint of its output.
void PlainResidualCnn::differentiate(const Convolution& convolution, const double* adjoint,
                                     const double* patches, Workspace& work, Complex* derivatives) const {
  const std::size_t fan_in = convolution.inputs * stencil_.rows;
  const std::size_t weights = width_ * fan_in;
  multiply_transposed(adjoint, patches, work.products.data(), 2 * width_, fan_in, stencil_.stride);
  for (std::size_t k = 0; k < weights; ++k) {
    derivatives[convolution.weight_offset + k] = {work.products[k], work.products[weights + k]};
  }
  for (std::size_t out = 0; convolution.bias_offset && out < width_; ++out) {
    derivatives[*convolution.bias_offset + out] = {
        sum(adjoint + out * stencil_.stride, stencil_.stride),
        sum(adjoint + (width_ + out) * stencil_.stride, stencil_.stride)};
  }
}

/// The adjoint of the convolution's input from that of its output. `out` may be `adjoint`.
void PlainResidualCnn::pull_back(const Convolution& convolution, const double* adjoint, Workspace& work,
                                 double* out) const {
  gather_patches(stencil_, 2 * width_, adjoint, work.adjoint_patches.data());
  for (std::size_t part = 0; part < 2; ++part) {
    multiply(convolution.backward.data(),
             work.adjoint_patches.data() + part * width_ * stencil_.rows * stencil_.stride,
             out + part * width_ * stencil_.stride, convolution.inputs, width_ * stencil_.rows,
             stencil_.stride);
  }
}

/// Reverse mode from what evaluate() left behind: d ln psi / d x is complex, everything below is real and
/// acts on its real and imaginary parts alike. The padding of adjoints is zero and stays so.
void PlainResidualCnn::differentiate(Workspace& work, Complex* derivatives) const {
  const std::size_t plane = width_ * stencil_.stride;
  const std::size_t half = width_ / 2;
  const double scale = 1.0 / std::sqrt(static_cast<double>(work.blocks.size() + 1));
  double* adjoint_real = work.adjoint.data();
  double* adjoint_imag = work.adjoint.data() + plane;
  for (std::size_t channel = 0; channel < half; ++channel) {
    for (std::size_t site = 0; site < sites_; ++site) {
      const Complex weight = scale * work.weights[channel * sites_ + site];
      const std::size_t re = channel * stencil_.stride + site, im = (half + channel) * stencil_.stride + site;
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
