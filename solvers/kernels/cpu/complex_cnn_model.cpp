#include "solvers/kernels/cpu/complex_cnn_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "solvers/kernels/cpu/lane_activations.hpp"

namespace quenchmark::solvers::kernels::cpu {

namespace {

/// Beyond this modulus a weight may make some values overflow and others not, which only sums tap by tap tell
/// apart.
constexpr double largest_tame_weight = 1e3;

}  // namespace

ComplexCnnModel::ComplexCnnModel(const NetworkShape& shape)
    : tables_(shape),
      fourier_(shape.size),
      normalisation_(1.0 / std::sqrt(static_cast<double>(shape.channels.back()) *
                                     static_cast<double>(tables_.columns))) {
  std::size_t inputs = 1;
  for (std::size_t index = 0; index < shape.channels.size(); ++index) {
    const auto outputs = static_cast<std::size_t>(shape.channels[index]);
    layers_.push_back({layer_activation(shape.activation, index), {tables_, fourier_, inputs, outputs}});
    inputs = outputs;
  }
}

void ComplexCnnModel::set_parameters(std::span<const Complex> parameters) {
  const bool tame = std::all_of(parameters.begin(), parameters.end(),
                                [](Complex weight) { return std::abs(weight) <= largest_tame_weight; });
  const Complex* weights = parameters.data();
  for (auto& [activation, convolution] : layers_) {
    convolution.set_weights(weights, tame);
    weights += convolution.outputs() * convolution.inputs() * tables_.taps;
  }
}

ImageBuffers ComplexCnnModel::make_buffers() const {
  ImageBuffers buffers;
  std::size_t widest = 0;
  for (const auto& [activation, convolution] : layers_) {
    const std::size_t size = tables_.sites * convolution.outputs();
    buffers.spectra.emplace_back(convolution.spectrum_size());
    buffers.z.emplace_back(size);
    buffers.values.emplace_back(buffers.z.size() == layers_.size() ? 0 : size);
    widest = std::max(widest, size);
  }
  buffers.adjoint.resize(widest);
  buffers.adjoint_below.resize(widest);
  return buffers;
}

DerivativeSums ComplexCnnModel::make_sums() const {
  DerivativeSums sums;
  for (const auto& [activation, convolution] : layers_) {
    sums.emplace_back(convolution.sums_size());
  }
  return sums;
}

void ComplexCnnModel::load_spins(const std::int8_t* spins, std::size_t count, Lanes* lanes) const {
  std::vector<Lanes> site_lanes(tables_.sites);
  for (std::size_t site = 0; site < tables_.sites; ++site) {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      simd::set_element(site_lanes[site], lane, lane < count ? spins[lane * tables_.sites + site] : 1.0);
    }
  }
  for (std::size_t column = 0; column < tables_.columns; ++column) {
    lanes[column] = site_lanes[tables_.carried_from[column]];
  }
}

void ComplexCnnModel::first_layer(const Lanes* image_spins, ImageBuffers& buffers) const {
  layers_[0].convolution.apply(image_spins, buffers.spectra[0].data(), buffers.z[0].data());
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
    layers_[index].convolution.apply(buffers.values[index - 1].data(), buffers.spectra[index].data(),
                                     buffers.z[index].data());
    sum = activate_layer(index, buffers);
  }
  return sum;
}

ComplexLanes ComplexCnnModel::evaluate_image(const Lanes* image_spins, ImageBuffers& buffers) const {
  first_layer(image_spins, buffers);
  const ComplexLanes sum = activate_layer(0, buffers);
  return deep() ? upper_layers(buffers) : sum;
}

/// Reverse mode: everything is analytic, so adjoints are products without conjugation.
void ComplexCnnModel::differentiate_image(const Lanes* image_spins, ImageBuffers& buffers,
                                          DerivativeSums& sums) const {
  for (std::size_t index = layers_.size(); index-- > 0;) {
    const auto& [activation_name, convolution] = layers_[index];
    const std::vector<ComplexLanes>& z = buffers.z[index];
    const bool last = index + 1 == layers_.size();
    with_activation(activation_name, [&](auto activation) {
      for (std::size_t k = 0; k < z.size(); ++k) {
        const ComplexLanes slope = activation_derivative<activation>(z[k]);
        buffers.adjoint[k] = last ? slope : buffers.adjoint[k] * slope;
      }
    });
    const ComplexLanes* spectrum = buffers.spectra[index].data();
    if (index == 0) {
      convolution.pull_back(buffers.adjoint.data(), image_spins, spectrum, sums[0].data(), nullptr);
      continue;
    }
    convolution.pull_back(buffers.adjoint.data(), buffers.values[index - 1].data(), spectrum,
                          sums[index].data(), buffers.adjoint_below.data());
    std::swap(buffers.adjoint, buffers.adjoint_below);
  }
}

void ComplexCnnModel::finish_derivatives(DerivativeSums& sums, ComplexLanes* derivatives) const {
  for (std::size_t index = 0; index < layers_.size(); ++index) {
    const LayerConvolution& convolution = layers_[index].convolution;
    convolution.finish(sums[index].data(), derivatives);
    ComplexLanes* end = derivatives + convolution.outputs() * convolution.inputs() * tables_.taps;
    for (; derivatives != end; ++derivatives) {
      *derivatives = normalisation_ * *derivatives;
    }
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
