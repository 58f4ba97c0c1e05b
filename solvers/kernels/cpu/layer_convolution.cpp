#include "solvers/kernels/cpu/layer_convolution.hpp"

#include <algorithm>

namespace quenchmark::solvers::kernels::cpu {
namespace {

ComplexLanes complex(const ComplexLanes& value) {
  return value;
}
ComplexLanes complex(const Lanes& value) {
  return {value, Lanes{}};
}

/// Whether Fourier space takes fewer operations, forward: one transform for every channel in and out.
bool fewer_operations(const Stencil& stencil, const Fourier& fourier) {
  if (!fourier.possible()) {
    return false;
  }
  const double pairs = static_cast<double>(stencil.inputs * stencil.outputs * stencil.sites);
  const double per_product = stencil.inputs == 1 ? 2.0 : 4.0;
  return static_cast<double>(stencil.inputs + stencil.outputs) * fourier.operations() + 4.0 * pairs <
         per_product * static_cast<double>(stencil.taps) * pairs;
}

}  // namespace

LayerConvolution::LayerConvolution(const ColumnTables& tables, const Fourier& fourier, std::size_t inputs,
                                   std::size_t outputs)
    : tables_(&tables),
      fourier_(&fourier),
      sites_(tables.sites),
      taps_(tables.taps),
      forward_{sites_, taps_, inputs, outputs, tables.sources.data()},
      backward_{sites_, taps_, outputs, inputs, tables.readers.data()},
      worthwhile_(fewer_operations(forward_, fourier)),
      by_tap_((taps_ + 1) * inputs * outputs),
      transposed_(taps_ * inputs * outputs),
      kernels_(worthwhile_ ? outputs * inputs * sites_ : 0) {
  spectral_ = worthwhile_;
}

void LayerConvolution::set_weights(const Complex* weights, bool tame) {
  spectral_ = worthwhile_ && tame;
  const Complex* weight = weights;
  for (std::size_t output = 0; output < outputs(); ++output) {
    for (std::size_t input = 0; input < inputs(); ++input) {
      for (std::size_t tap = 0; tap < taps_; ++tap, ++weight) {
        by_tap_[(tap * inputs() + input) * outputs() + output] = *weight;
        transposed_[(tap * outputs() + output) * inputs() + input] = *weight;
      }
    }
  }
  if (spectral_) {
    set_spectral_weights(weights);
  }
}

/// Kernels are transformed eight at a time, one in each lane.
void LayerConvolution::set_spectral_weights(const Complex* weights) {
  const std::size_t count = outputs() * inputs();
  const double normalisation = 1.0 / static_cast<double>(sites_);
  std::vector<ComplexLanes> lanes(sites_);
  for (std::size_t first = 0; first < count; first += lane_count) {
    const std::size_t number = std::min(lane_count, count - first);
    std::fill(lanes.begin(), lanes.end(), ComplexLanes());
    for (std::size_t lane = 0; lane < number; ++lane) {
      for (std::size_t tap = 0; tap < taps_; ++tap) {
        lanes[tables_->sources[tap]].set_lane(lane, normalisation * weights[(first + lane) * taps_ + tap]);
      }
    }
    fourier_->backward(lanes.data());
    for (std::size_t lane = 0; lane < number; ++lane) {
      for (std::size_t q = 0; q < sites_; ++q) {
        kernels_[(first + lane) * sites_ + q] = lanes[q].lane(lane);
      }
    }
  }
}

template <typename Value>
void LayerConvolution::apply(const Value* in, ComplexLanes* spectrum, ComplexLanes* z) const {
  if (!spectral_) {
    convolve(forward_, by_tap_.data(), in, z);
    return;
  }
  for (std::size_t input = 0; input < inputs(); ++input) {
    std::transform(in + input * sites_, in + (input + 1) * sites_, spectrum + input * sites_,
                   [](const Value& value) { return complex(value); });
    fourier_->forward(spectrum + input * sites_);
  }
  const Complex* kernel = kernels_.data();
  for (std::size_t output = 0; output < outputs(); ++output, z += sites_) {
    std::fill_n(z, sites_, ComplexLanes());
    for (std::size_t input = 0; input < inputs(); ++input, kernel += sites_) {
      for (std::size_t q = 0; q < sites_; ++q) {
        add_product(z[q], spectrum[input * sites_ + q], kernel[q]);
      }
    }
    fourier_->backward(z);
  }
}

/// With B(q) = sum over j of adjoint(j) exp(+i q j): the derivative by the weight of tap k is the mean over q
/// of B(q) spectrum(q) exp(i q k), and the adjoint below the sum over q of kernel(q) B(q) exp(-i q j).
template <typename Value>
void LayerConvolution::pull_back(ComplexLanes* adjoint, const Value* in, const ComplexLanes* spectrum,
                                 ComplexLanes* sums, ComplexLanes* below) const {
  if (!spectral_) {
    correlate(forward_, adjoint, in, sums);
    if (below != nullptr) {
      convolve(backward_, transposed_.data(), adjoint, below);
    }
    return;
  }
  for (std::size_t output = 0; output < outputs(); ++output) {
    fourier_->backward(adjoint + output * sites_);
    for (std::size_t input = 0; input < inputs(); ++input, sums += sites_) {
      for (std::size_t q = 0; q < sites_; ++q) {
        add_product(sums[q], adjoint[output * sites_ + q], spectrum[input * sites_ + q]);
      }
    }
  }
  for (std::size_t input = 0; below != nullptr && input < inputs(); ++input, below += sites_) {
    std::fill_n(below, sites_, ComplexLanes());
    for (std::size_t output = 0; output < outputs(); ++output) {
      const Complex* kernel = kernels_.data() + (output * inputs() + input) * sites_;
      for (std::size_t q = 0; q < sites_; ++q) {
        add_product(below[q], adjoint[output * sites_ + q], kernel[q]);
      }
    }
    fourier_->forward(below);
  }
}

void LayerConvolution::finish(ComplexLanes* sums, ComplexLanes* derivatives) const {
  if (!spectral_) {
    std::copy_n(sums, sums_size(), derivatives);
    return;
  }
  const double normalisation = 1.0 / static_cast<double>(sites_);
  for (std::size_t pair = 0; pair < outputs() * inputs(); ++pair, sums += sites_, derivatives += taps_) {
    fourier_->backward(sums);
    for (std::size_t tap = 0; tap < taps_; ++tap) {
      derivatives[tap] = normalisation * sums[tables_->sources[tap]];
    }
  }
}

template void LayerConvolution::apply(const Lanes*, ComplexLanes*, ComplexLanes*) const;
template void LayerConvolution::apply(const ComplexLanes*, ComplexLanes*, ComplexLanes*) const;
template void LayerConvolution::pull_back(ComplexLanes*, const Lanes*, const ComplexLanes*, ComplexLanes*,
                                          ComplexLanes*) const;
template void LayerConvolution::pull_back(ComplexLanes*, const ComplexLanes*, const ComplexLanes*,
                                          ComplexLanes*, ComplexLanes*) const;

}  // namespace quenchmark::solvers::kernels::cpu
