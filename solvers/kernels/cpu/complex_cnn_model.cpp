#include "solvers/kernels/cpu/complex_cnn_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "solvers/kernels/cpu/lane_activations.hpp"

namespace quenchmark::solvers::kernels::cpu {

ComplexCnnModel::ComplexCnnModel(const NetworkShape& shape)
    : tables_(shape),
      normalisation_(1.0 / std::sqrt(static_cast<double>(shape.channels.back()) *
                                     static_cast<double>(tables_.columns))) {
  std::size_t inputs = 1;
  for (std::size_t index = 0; index < shape.channels.size(); ++index) {
    const auto outputs = static_cast<std::size_t>(shape.channels[index]);
    Layer layer;
    layer.activation = layer_activation(shape.activation, index);
    layer.forward = {tables_.sites, tables_.taps, inputs, outputs, tables_.sources.data()};
    layer.backward = {tables_.sites, tables_.taps, outputs, inputs, tables_.readers.data()};
    layer.weights.resize((tables_.taps + 1) * inputs * outputs);
    layer.transposed.resize(tables_.taps * inputs * outputs);
    layers_.push_back(std::move(layer));
    inputs = outputs;
  }
}

void ComplexCnnModel::set_parameters(std::span<const Complex> parameters) {
  const Complex* parameter = parameters.data();
  for (Layer& layer : layers_) {
    const auto [sites, taps, inputs, outputs, sources] = layer.forward;
    for (std::size_t output = 0; output < outputs; ++output) {
      for (std::size_t input = 0; input < inputs; ++input) {
        for (std::size_t tap = 0; tap < taps; ++tap, ++parameter) {
          layer.weights[(tap * inputs + input) * outputs + output] = *parameter;
          layer.transposed[(tap * outputs + output) * inputs + input] = *parameter;
        }
      }
    }
  }
}

ImageBuffers ComplexCnnModel::make_buffers() const {
  ImageBuffers buffers;
  std::size_t widest = 0;
  for (const Layer& layer : layers_) {
    const std::size_t size = tables_.sites * layer.forward.outputs;
    buffers.z.emplace_back(size);
    buffers.values.emplace_back(&layer == &layers_.back() ? 0 : size);
    widest = std::max(widest, size);
  }
  buffers.adjoint.resize(widest);
  buffers.adjoint_below.resize(widest);
  return buffers;
}

void ComplexCnnModel::load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const {
  for (std::size_t column = 0; column < tables_.columns; ++column) {
    const auto site = static_cast<std::size_t>(tables_.carried_from[column]);
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      lanes[column][lane] = lane < count ? spins[lane * tables_.sites + site] : 1.0;
    }
  }
}

void ComplexCnnModel::first_layer(const Lanes* image_spins, ComplexLanes* z) const {
  convolve(layers_[0].forward, layers_[0].weights.data(), image_spins, z);
}

/// Writes the values that the layer above reads, or only adds them up where there is none.
ComplexLanes ComplexCnnModel::activate_layer(std::size_t index, ImageBuffers& buffers) const {
  const std::vector<ComplexLanes>& z = buffers.z[index];
  return with_activation(layers_[index].activation, [&](auto activation) {
    ComplexLanes sum;
    if (index + 1 == layers_.size()) {
      for (const ComplexLanes& x : z) {
        sum += activate<activation>(x);
      }
    } else {
      for (std::size_t k = 0; k < z.size(); ++k) {
        buffers.values[index][k] = activate<activation>(z[k]);
      }
    }
    return sum;
  });
}

ComplexLanes ComplexCnnModel::upper_layers(ImageBuffers& buffers) const {
  ComplexLanes sum;
  for (std::size_t index = 1; index < layers_.size(); ++index) {
    const Layer& layer = layers_[index];
    convolve(layer.forward, layer.weights.data(), buffers.values[index - 1].data(), buffers.z[index].data());
    sum = activate_layer(index, buffers);
  }
  return sum;
}

ComplexLanes ComplexCnnModel::evaluate_image(const Lanes* image_spins, ImageBuffers& buffers) const {
  first_layer(image_spins, buffers.z[0].data());
  const ComplexLanes sum = activate_layer(0, buffers);
  return deep() ? upper_layers(buffers) : sum;
}

/// Reverse mode: everything is analytic, so adjoints are products without conjugation.
void ComplexCnnModel::differentiate_image(const Lanes* image_spins, ImageBuffers& buffers,
                                          std::vector<std::vector<ComplexLanes>>& sums) const {
  for (std::size_t index = layers_.size(); index-- > 0;) {
    const Layer& layer = layers_[index];
    const std::vector<ComplexLanes>& z = buffers.z[index];
    const bool last = index + 1 == layers_.size();
    with_activation(layer.activation, [&](auto activation) {
      for (std::size_t k = 0; k < z.size(); ++k) {
        const ComplexLanes slope = activation_derivative<activation>(z[k]);
        buffers.adjoint[k] = last ? slope : buffers.adjoint[k] * slope;
      }
    });
    if (index == 0) {
      correlate(layer.forward, buffers.adjoint.data(), image_spins, sums[0].data());
      continue;
    }
    correlate(layer.forward, buffers.adjoint.data(), buffers.values[index - 1].data(), sums[index].data());
    convolve(layer.backward, layer.transposed.data(), buffers.adjoint.data(), buffers.adjoint_below.data());
    std::swap(buffers.adjoint, buffers.adjoint_below);
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
