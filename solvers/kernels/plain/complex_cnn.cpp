#include "solvers/kernels/plain/complex_cnn.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "solvers/kernels/interface/argument_checks.hpp"
#include "solvers/kernels/plain/matrix_products.hpp"
#include "solvers/kernels/plain/patches.hpp"

namespace quenchmark::solvers::kernels {

struct PlainComplexCnn::Workspace final : Evaluator {
  const PlainComplexCnn& network;
  struct LayerValues {
    std::vector<double> patches;  ///< [patch_rows][column]
    std::vector<double> z;        ///< [2 outputs][column], before the activation
  };
  std::vector<LayerValues> layers;
  std::vector<double> values;           ///< [2 channels][column]: a layer's output, or its adjoint
  std::vector<double> adjoint_patches;  ///< [2 outputs][tap][column]
  std::vector<double> products;         ///< [2 outputs][patch_rows]

  explicit Workspace(const PlainComplexCnn& owner) : network(owner) {
    std::size_t outputs = 0, adjoint_rows = 0, weights = 0;
    for (const Layer& layer : network.layers_) {
      layers.push_back({std::vector<double>(layer.patch_rows * network.stride_),
                        std::vector<double>(2 * layer.outputs * network.stride_)});
      outputs = std::max(outputs, layer.outputs);
      adjoint_rows = std::max(adjoint_rows, layer.backward.empty() ? 0 : 2 * layer.outputs * network.taps_);
      weights = std::max(weights, 2 * layer.outputs * layer.patch_rows);
    }
    values.resize(2 * outputs * network.stride_);
    adjoint_patches.resize(adjoint_rows * network.stride_);
    products.resize(weights);
  }

  Complex evaluate(const std::int8_t* spins) override { return network.evaluate(spins, *this); }
  void differentiate(Complex* derivatives) override { network.differentiate(*this, derivatives); }
};

std::unique_ptr<PlainNetwork::Evaluator> PlainComplexCnn::make_evaluator() const {
  return std::make_unique<Workspace>(*this);
}

PlainComplexCnn::PlainComplexCnn(const NetworkShape& shape) : PlainNetwork(shape) {
  sites_ = static_cast<std::size_t>(shape.sites());
  std::vector<std::vector<int>> images = shape.images;
  if (images.empty()) {
    images.emplace_back(sites_);
    std::iota(images[0].begin(), images[0].end(), 0);
  }
  columns_ = images.size() * sites_;
  stride_ = padded(columns_);
  normalisation_ =
      1.0 / std::sqrt(static_cast<double>(shape.channels.back()) * static_cast<double>(columns_));
  make_tables(images);

  std::size_t inputs = 1;
  for (std::size_t l = 0; l < shape.channels.size(); ++l) {
    Layer layer;
    layer.activation = layer_activation(shape.activation, l);
    layer.inputs = inputs;
    layer.outputs = static_cast<std::size_t>(shape.channels[l]);
    layer.fan_in = inputs * taps_;
    layer.patch_rows = (l == 0 ? 1 : 2) * layer.fan_in;
    layer.forward.resize(2 * layer.outputs * layer.patch_rows);
    layer.backward.resize(l == 0 ? 0 : 2 * inputs * 2 * layer.outputs * taps_);
    inputs = layer.outputs;
    layers_.push_back(std::move(layer));
  }
}

void PlainComplexCnn::make_tables(const std::vector<std::vector<int>>& images) {
  const std::vector<int> origin(shape().size.size(), 0);
  const std::vector<int> forward = make_sources(shape().size, shape().filter, origin);
  const std::vector<int> reversed =
      make_sources(shape().size, shape().filter, reversed_centre(shape().filter, origin));
  taps_ = forward.size() / sites_;
  std::vector<int> rows(taps_);
  std::iota(rows.begin(), rows.end(), 0);
  stencil_ = {.columns = columns_, .stride = stride_, .sources = {}, .row = rows, .rows = taps_};
  reversed_ = stencil_;
  for (std::size_t tap = 0; tap < taps_; ++tap) {
    for (std::size_t image = 0; image < images.size(); ++image) {
      std::vector<int> carried_from(sites_);
      for (std::size_t site = 0; site < sites_; ++site) {
        carried_from[images[image][site]] = static_cast<int>(site);
      }
      const int first_column = static_cast<int>(image * sites_);
      for (std::size_t site = 0; site < sites_; ++site) {
        const int source = forward[tap * sites_ + site];
        spin_sources_.push_back(carried_from[source]);
        stencil_.sources.push_back(first_column + source);
        reversed_.sources.push_back(first_column + reversed[tap * sites_ + site]);
      }
    }
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

void PlainComplexCnn::set_layer(Layer& layer, const Complex* weights) const {
  // Writes w into the four real entries of [[Re, -Im], [Im, Re]]; spins have no imaginary rows.
  const auto put = [](std::vector<double>& matrix, std::size_t rows, std::size_t columns, std::size_t row,
                      std::size_t column, Complex w, bool complex_input) {
    const std::size_t width = complex_input ? 2 * columns : columns;
    matrix[row * width + column] = w.real();
    matrix[(rows + row) * width + column] = w.imag();
    if (complex_input) {
      matrix[row * width + columns + column] = -w.imag();
      matrix[(rows + row) * width + columns + column] = w.real();
    }
  };
  const bool first = layer.backward.empty();
  for (std::size_t out = 0; out < layer.outputs; ++out) {
    for (std::size_t in = 0; in < layer.inputs; ++in) {
      for (std::size_t tap = 0; tap < taps_; ++tap) {
        const Complex w = weights[out * layer.fan_in + in * taps_ + tap];
        put(layer.forward, layer.outputs, layer.fan_in, out, in * taps_ + tap, w, !first);
        if (!first) {
          put(layer.backward, layer.inputs, layer.outputs * taps_, in, out * taps_ + (taps_ - 1 - tap), w,
              true);
        }
      }
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
      gather_patches(stencil_, 2 * layers_[l - 1].outputs, work.values.data(), here.patches.data());
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
  Complex* layer_derivatives = derivatives + parameter_count();
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
      gather_patches(reversed_, 2 * layer.outputs, adjoint, work.adjoint_patches.data());
      multiply(layer.backward.data(), work.adjoint_patches.data(), adjoint, 2 * layer.inputs,
               2 * layer.outputs * taps_, stride_);
    }
  }
}

}  // namespace quenchmark::solvers::kernels
