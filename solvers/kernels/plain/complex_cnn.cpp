#include "solvers/kernels/plain/complex_cnn.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "solvers/kernels/interface/argument_checks.hpp"
#include "solvers/kernels/plain/flipped_ratios.hpp"
#include "solvers/kernels/plain/matrix_products.hpp"
#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels {

struct PlainComplexCnn::Workspace {
  struct LayerValues {
    std::vector<double> patches;  ///< [patch_rows][column]
    std::vector<double> z;        ///< [2 outputs][column], before the activation
  };
  std::vector<LayerValues> layers;
  std::vector<double> values;           ///< [2 channels][column]: a layer's output, or its adjoint
  std::vector<double> adjoint_patches;  ///< [2 fan_in][column]
  std::vector<double> products;         ///< [2 outputs][patch_rows]

  explicit Workspace(const PlainComplexCnn& network) {
    std::size_t outputs = 0, patch_rows = 0, weights = 0;
    for (const Layer& layer : network.layers_) {
      layers.push_back({std::vector<double>(layer.patch_rows * network.stride_),
                        std::vector<double>(2 * layer.outputs * network.stride_)});
      outputs = std::max(outputs, layer.outputs);
      patch_rows = std::max(patch_rows, layer.patch_rows);
      weights = std::max(weights, 2 * layer.outputs * layer.patch_rows);
    }
    values.resize(2 * outputs * network.stride_);
    adjoint_patches.resize(patch_rows * network.stride_);
    products.resize(weights);
  }
};

PlainComplexCnn::PlainComplexCnn(const NetworkShape& shape)
    : shape_(shape), parameter_count_(kernels::parameter_count(shape)) {
  sites_ = static_cast<std::size_t>(shape_.sites());
  std::vector<std::vector<int>> images = shape_.images;
  if (images.empty()) {
    images.emplace_back(sites_);
    std::iota(images[0].begin(), images[0].end(), 0);
  }
  columns_ = images.size() * sites_;
  stride_ = padded(columns_);
  normalisation_ =
      1.0 / std::sqrt(static_cast<double>(shape_.channels.back()) * static_cast<double>(columns_));

  const std::vector<int> origin(shape_.size.size(), 0);
  const std::vector<int> neighbours = make_neighbours(shape_.size, shape_.filter, origin);
  taps_ = neighbours.size() / sites_;
  for (std::size_t tap = 0; tap < taps_; ++tap) {
    for (std::size_t image = 0; image < images.size(); ++image) {
      std::vector<int> carried_from(sites_);
      for (std::size_t site = 0; site < sites_; ++site) {
        carried_from[images[image][site]] = static_cast<int>(site);
      }
      for (std::size_t site = 0; site < sites_; ++site) {
        const int neighbour = neighbours[tap * sites_ + site];
        spin_sources_.push_back(carried_from[neighbour]);
        neighbours_.push_back(static_cast<int>(image * sites_) + neighbour);
      }
    }
  }

  std::size_t inputs = 1;
  for (std::size_t l = 0; l < shape_.channels.size(); ++l) {
    Layer layer;
    layer.activation = layer_activation(shape_.activation, l);
    layer.outputs = static_cast<std::size_t>(shape_.channels[l]);
    layer.fan_in = inputs * taps_;
    layer.patch_rows = (l == 0 ? 1 : 2) * layer.fan_in;
    layer.forward.resize(2 * layer.outputs * layer.patch_rows);
    layer.backward.resize(l == 0 ? 0 : 2 * layer.fan_in * 2 * layer.outputs);
    inputs = layer.outputs;
    layers_.push_back(std::move(layer));
  }
}

void PlainComplexCnn::set_parameters(std::span<const Complex> parameters) {
  check_parameters(*this, parameters);
  const Complex* weights = parameters.data();
  for (Layer& layer : layers_) {
    set_layer(layer, weights);
    weights += layer.outputs * layer.fan_in;
  }
}

void PlainComplexCnn::set_layer(Layer& layer, const Complex* weights) {
  for (std::size_t out = 0; out < layer.outputs; ++out) {
    for (std::size_t in = 0; in < layer.fan_in; ++in) {
      const Complex weight = weights[out * layer.fan_in + in];
      double* real_row = layer.forward.data() + out * layer.patch_rows;
      double* imag_row = layer.forward.data() + (layer.outputs + out) * layer.patch_rows;
      real_row[in] = weight.real();
      imag_row[in] = weight.imag();
      if (layer.backward.empty()) {
        continue;
      }
      real_row[layer.fan_in + in] = -weight.imag();
      imag_row[layer.fan_in + in] = weight.real();
      double* real_back = layer.backward.data() + in * 2 * layer.outputs;
      double* imag_back = layer.backward.data() + (layer.fan_in + in) * 2 * layer.outputs;
      real_back[out] = weight.real();
      real_back[layer.outputs + out] = -weight.imag();
      imag_back[out] = weight.imag();
      imag_back[layer.outputs + out] = weight.real();
    }
  }
}

Complex PlainComplexCnn::evaluate(const std::int8_t* spins, Workspace& work) const {
  double* spin_patches = work.layers[0].patches.data();
  for (std::size_t tap = 0; tap < taps_; ++tap) {
    for (std::size_t column = 0; column < columns_; ++column) {
      spin_patches[tap * stride_ + column] = spins[spin_sources_[tap * columns_ + column]];
    }
  }
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    Workspace::LayerValues& here = work.layers[l];
    if (l > 0) {
      gather_patches(neighbours_, columns_, stride_, 2 * layers_[l - 1].outputs, work.values.data(),
                     here.patches.data());
    }
    multiply(layer.forward.data(), here.patches.data(), here.z.data(), 2 * layer.outputs, layer.patch_rows,
             stride_);
    const std::size_t imag = layer.outputs * stride_;
    activate(layer.activation, imag, here.z.data(), here.z.data() + imag, work.values.data(),
             work.values.data() + imag);
  }
  // The padding holds act(0) = 0.
  const std::size_t imag = layers_.back().outputs * stride_;
  return normalisation_ * Complex(sum(work.values.data(), imag), sum(work.values.data() + imag, imag));
}

/// Reverse mode from the values that evaluate() left behind. With adjoints a = d ln psi / d z (no
/// conjugation: everything is analytic): d ln psi / dF = sum_columns a patches, and the adjoint of the
/// patches is F^T a.
void PlainComplexCnn::differentiate(Workspace& work, Complex* derivatives) const {
  double* adjoint = work.values.data();
  for (std::size_t channel = 0; channel < 2 * layers_.back().outputs; ++channel) {
    const double seed = channel < layers_.back().outputs ? normalisation_ : 0.0;
    std::fill_n(adjoint + channel * stride_, columns_, seed);
    std::fill(adjoint + channel * stride_ + columns_, adjoint + (channel + 1) * stride_, 0.0);
  }
  Complex* layer_derivatives = derivatives + parameter_count_;
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    const Workspace::LayerValues& here = work.layers[l];
    const std::size_t imag = layer.outputs * stride_;
    multiply_by_derivative(layer.activation, imag, here.z.data(), here.z.data() + imag, adjoint,
                           adjoint + imag);

    multiply_transposed(adjoint, here.patches.data(), work.products.data(), 2 * layer.outputs,
                        layer.patch_rows, stride_);
    layer_derivatives -= layer.outputs * layer.fan_in;
    for (std::size_t out = 0; out < layer.outputs; ++out) {
      const double* real_row = work.products.data() + out * layer.patch_rows;
      const double* imag_row = work.products.data() + (layer.outputs + out) * layer.patch_rows;
      for (std::size_t in = 0; in < layer.fan_in; ++in) {
        Complex derivative(real_row[in], imag_row[in]);
        if (l > 0) {
          derivative += Complex(-imag_row[layer.fan_in + in], real_row[layer.fan_in + in]);
        }
        layer_derivatives[out * layer.fan_in + in] = derivative;
      }
    }
    if (l > 0) {
      multiply(layer.backward.data(), adjoint, work.adjoint_patches.data(), layer.patch_rows,
               2 * layer.outputs, stride_);
      const std::size_t input_rows = 2 * layers_[l - 1].outputs;
      std::fill_n(adjoint, input_rows * stride_, 0.0);
      scatter_patches(neighbours_, columns_, stride_, input_rows, work.adjoint_patches.data(), adjoint);
    }
  }
}

void PlainComplexCnn::log_psi(const SpinBatch& batch, std::span<Complex> out) const {
  check_output(*this, batch, "log_psi", out.size(), 1);
  Workspace work(*this);
  for (std::size_t b = 0; b < batch.batch; ++b) {
    out[b] = evaluate(batch.spins + b * sites_, work);
  }
}

void PlainComplexCnn::log_ratios(const SpinBatch& batch, const FlipSet& flips, std::span<Complex> out) const {
  Workspace work(*this);
  flipped_ratios(*this, batch, flips, out, [&](const std::int8_t* spins) { return evaluate(spins, work); });
}

void PlainComplexCnn::log_psi_and_derivatives(const SpinBatch& batch, std::span<Complex> log_psi,
                                              std::span<Complex> derivatives) const {
  check_output(*this, batch, "log_psi", log_psi.size(), 1);
  check_output(*this, batch, "derivatives", derivatives.size(), parameter_count_);
  Workspace work(*this);
  for (std::size_t b = 0; b < batch.batch; ++b) {
    log_psi[b] = evaluate(batch.spins + b * sites_, work);
    differentiate(work, derivatives.data() + b * parameter_count_);
  }
}

}  // namespace quenchmark::solvers::kernels
