// The torch backend: both families as batched tensors in double precision, derivatives by autograd. It knows
// the formulas of the functions and none of their derivatives, which makes it the oracle for those of the
// other backends. One translation unit: LibTorch's headers cost more than everything below. C++17.

#include "solvers/kernels/torch/torch_module.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace quenchmark::solvers::kernels {
namespace {

using torch::Tensor;

constexpr double memory_per_chunk = 64e6;  // bytes of intermediate tensors that one pass may hold

/// Threads belong to the caller, who hands each its own configurations; LibTorch's own would also change
/// bits.
class SingleThreaded {
 public:
  SingleThreaded() : before_(at::get_num_threads()) { at::set_num_threads(1); }
  ~SingleThreaded() { at::set_num_threads(before_); }
  SingleThreaded(const SingleThreaded&) = delete;
  SingleThreaded& operator=(const SingleThreaded&) = delete;

 private:
  int before_;
};

/// LibTorch's errors carry a stack trace in what(); only the message leaves the module.
template <typename Action>
auto with_short_errors(Action action) {
  try {
    return action();
  } catch (const c10::Error& error) {
    throw std::runtime_error(error.what_without_backtrace());
  }
}

Tensor complex_to_tensor(const std::complex<double>* values, std::int64_t count) {
  auto* data = const_cast<std::complex<double>*>(values);
  return torch::from_blob(data, {count}, torch::kComplexDouble).clone();
}

void copy_out(const Tensor& tensor, std::complex<double>* out) {
  const Tensor values = tensor.detach().to(torch::kComplexDouble).contiguous();
  std::copy_n(static_cast<const std::complex<double>*>(values.data_ptr()), values.numel(), out);
}

/// The torus and its filter. Fields are tensors [batch, image, channel, ..., y, x].
struct Geometry {
  std::vector<std::int64_t> size, filter;  // x first
  std::int64_t sites = 1, taps = 1;

  explicit Geometry(const TorchShape& shape)
      : size(shape.size, shape.size + shape.dimension), filter(shape.filter, shape.filter + shape.dimension) {
    for (int axis = 0; axis < shape.dimension; ++axis) {
      sites *= size[axis];
      taps *= filter[axis];
    }
  }

  std::vector<std::int64_t> tap_coordinates(std::int64_t tap) const {
    std::vector<std::int64_t> coordinates;
    for (const std::int64_t length : filter) {
      coordinates.push_back(tap % length);
      tap /= length;
    }
    return coordinates;
  }

  /// [batch, image, channel, site] -> [batch, image, channel * tap, site]: what each site sees at site + tap
  /// - centre.
  Tensor patches(const Tensor& values, bool centred) const {
    std::vector<std::int64_t> field_shape = {values.size(0), values.size(1), values.size(2)};
    field_shape.insert(field_shape.end(), size.rbegin(), size.rend());
    const Tensor field = values.reshape(field_shape);
    std::vector<Tensor> shifted;
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      std::vector<std::int64_t> shifts = tap_coordinates(tap), dimensions;
      for (std::size_t axis = 0; axis < size.size(); ++axis) {
        shifts[axis] = (centred ? filter[axis] / 2 : 0) - shifts[axis];
        dimensions.push_back(-1 - static_cast<std::int64_t>(axis));
      }
      shifted.push_back(torch::roll(field, shifts, dimensions).flatten(3));
    }
    return torch::stack(shifted, 3).flatten(2, 3);
  }

  /// Kernels [batch or 1, out, in * tap] applied to values [batch, image, in, site].
  Tensor convolve(const Tensor& values, const Tensor& kernels, bool centred) const {
    return torch::matmul(kernels.unsqueeze(1), patches(values, centred));
  }
};

/// Hands out consecutive pieces of a [batch, parameter] tensor.
class ParameterReader {
 public:
  explicit ParameterReader(Tensor parameters) : parameters_(std::move(parameters)) {}

  Tensor next(std::vector<std::int64_t> shape) {
    const std::int64_t count =
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<std::int64_t>());
    const Tensor piece = parameters_.narrow(1, offset_, count);
    offset_ += count;
    shape.insert(shape.begin(), parameters_.size(0));
    return piece.reshape(shape);
  }

 private:
  Tensor parameters_;
  std::int64_t offset_ = 0;
};

/// What the two families share: chunks, and derivatives of each configuration through its own copy of the
/// parameters, so that one backward pass of the sum over the batch gives them all.
class BatchedNetwork : public TorchNetwork {
 public:
  explicit BatchedNetwork(const TorchShape& shape) : geometry_(shape) {}

  std::size_t parameter_count() const final { return static_cast<std::size_t>(count_); }

  void set_parameters(const std::complex<double>* parameters) final {
    with_short_errors([&] {
      const Tensor values = complex_to_tensor(parameters, count_);
      parameters_ = (holomorphic() ? values : torch::real(values).contiguous()).unsqueeze(0);
    });
  }

  void log_psi(const std::int8_t* spins, std::size_t batch, std::complex<double>* out) const final {
    const SingleThreaded guard;
    const torch::NoGradGuard no_grad;
    for_chunks(spins, batch, bytes_forward_, [&](const Tensor& chunk, std::size_t begin) {
      copy_out(forward(chunk, parameters_), out + begin);
    });
  }

  void log_psi_and_derivatives(const std::int8_t* spins, std::size_t batch, std::complex<double>* out,
                               std::complex<double>* derivatives) const final {
    const SingleThreaded guard;
    for_chunks(spins, batch, bytes_backward_, [&](const Tensor& chunk, std::size_t begin) {
      const Tensor copies = parameters_.repeat({chunk.size(0), 1}).requires_grad_();
      const Tensor values = forward(chunk, copies);
      copy_out(values, out + begin);
      copy_out(derivatives_of(values, copies), derivatives + begin * parameter_count());
    });
  }

 protected:
  virtual bool holomorphic() const = 0;
  /// Spins [batch, site] and parameters [batch or 1, parameter] to ln psi [batch].
  virtual Tensor forward(const Tensor& spins, const Tensor& parameters) const = 0;

  /// To be called once by the constructors of the families; `bytes` of one configuration's intermediate
  /// tensors.
  void allocate(std::int64_t parameters, double bytes) {
    count_ = parameters;
    bytes_forward_ = bytes;
    // Autograd keeps the tensors of the forward pass and makes gradients of the same size, with room for
    // temporaries.
    bytes_backward_ = 3.0 * bytes + 64.0 * static_cast<double>(parameters);
    parameters_ = torch::zeros({1, parameters}, holomorphic() ? torch::kComplexDouble : torch::kDouble);
  }

  Geometry geometry_;

 private:
  Tensor derivatives_of(const Tensor& values, const Tensor& copies) const {
    const auto gradient = [&](const Tensor& real_sum) {
      return torch::autograd::grad({real_sum}, {copies}, /*grad_outputs=*/{}, /*retain_graph=*/true)[0];
    };
    if (holomorphic()) {
      // Torch's gradient of a real L is dL/dRe + i dL/dIm. With L = Re f, f analytic, that is conj(f').
      return torch::conj(gradient(torch::real(values).sum())).resolve_conj();
    }
    return torch::complex(gradient(torch::real(values).sum()), gradient(torch::imag(values).sum()));
  }

  template <typename Action>
  void for_chunks(const std::int8_t* spins, std::size_t batch, double bytes, Action action) const {
    with_short_errors([&] {
      const auto chunk = static_cast<std::size_t>(std::max(1.0, memory_per_chunk / bytes));
      for (std::size_t begin = 0; begin < batch; begin += chunk) {
        const auto count = static_cast<std::int64_t>(std::min(chunk, batch - begin));
        auto* data = const_cast<std::int8_t*>(spins + begin * geometry_.sites);
        action(torch::from_blob(data, {count, geometry_.sites}, torch::kInt8).to(torch::kDouble), begin);
      }
    });
  }

  std::int64_t count_ = 0;
  double bytes_forward_ = 1.0, bytes_backward_ = 1.0;  // per configuration
  Tensor parameters_;                                  // [1, parameter]
};

/// ln cosh z for large arguments too: the function is even, so only Re z >= 0 is evaluated.
Tensor ln_cosh(const Tensor& z) {
  const Tensor right = torch::where(torch::real(z) < 0.0, -z, z);
  return right + torch::log(1.0 + torch::exp(-2.0 * right)) - std::log(2.0);
}

Tensor even_polynomial(const Tensor& z) {
  const Tensor square = z * z;
  return square / 2.0 - square * square / 12.0 + square * square * square / 45.0;
}

Tensor odd_polynomial(const Tensor& z) {
  const Tensor cube = z * z * z;
  return z - cube / 3.0 + 2.0 * cube * z * z / 15.0;
}

class TorchComplexCnn final : public BatchedNetwork {
 public:
  explicit TorchComplexCnn(const TorchShape& shape)
      : BatchedNetwork(shape),
        channels_(shape.channels, shape.channels + shape.layers),
        first_activation_(shape.first_activation) {
    std::int64_t inputs = 1, parameters = 0, rows = 0;
    for (const std::int64_t outputs : channels_) {
      parameters += outputs * inputs * geometry_.taps;
      rows += 2 * inputs * geometry_.taps + 8 * outputs;  // patches, stacked from shifted copies; activations
      inputs = outputs;
    }
    for (int image = 0; image < shape.images; ++image) {
      const int* sites = shape.image_sites + image * geometry_.sites;
      // The image has s_i at site p[i], so its site j holds s at p^-1[j].
      const Tensor permutation = torch::tensor(std::vector<std::int64_t>(sites, sites + geometry_.sites));
      images_.push_back(torch::argsort(permutation));
    }
    if (images_.empty()) {
      images_.push_back(torch::arange(geometry_.sites));
    }
    allocate(parameters,
             16.0 * static_cast<double>(rows * geometry_.sites) * static_cast<double>(images_.size()));
  }

 protected:
  bool holomorphic() const override { return true; }

  Tensor forward(const Tensor& spins, const Tensor& parameters) const override {
    std::vector<Tensor> images;
    for (const Tensor& sources : images_) {
      images.push_back(spins.index_select(1, sources));
    }
    Tensor values = torch::stack(images, 1).unsqueeze(2).to(torch::kComplexDouble);
    ParameterReader reader(parameters);
    for (std::size_t layer = 0; layer < channels_.size(); ++layer) {
      const Tensor kernels = reader.next({channels_[layer], values.size(2) * geometry_.taps});
      const Tensor z = geometry_.convolve(values, kernels, /*centred=*/false);
      values = layer == 0 ? first_activation(z) : odd_polynomial(z);
    }
    const auto terms = static_cast<double>(values.size(1) * values.size(2) * values.size(3));
    return values.sum({1, 2, 3}) / std::sqrt(terms);
  }

 private:
  Tensor first_activation(const Tensor& z) const {
    switch (first_activation_) {
      case 0:
        return even_polynomial(z);
      case 1:
        return even_polynomial(z) + odd_polynomial(z);
      default:
        return ln_cosh(z);
    }
  }

  std::vector<std::int64_t> channels_;
  int first_activation_;
  std::vector<Tensor> images_;
};

/// For every tap the number of its class: taps that reflections of the filter or exchanges of equal axes
/// carry into each other, numbered by first appearance. Each class is found by walking its orbit under the
/// generators.
std::vector<std::int64_t> tap_classes(const Geometry& geometry, bool tied) {
  std::vector<std::int64_t> classes(geometry.taps, -1);
  std::int64_t next = 0;
  const auto flat = [&](const std::vector<std::int64_t>& coordinates) {
    std::int64_t tap = 0;
    for (std::size_t axis = coordinates.size(); axis-- > 0;) {
      tap = tap * geometry.filter[axis] + coordinates[axis];
    }
    return tap;
  };
  for (std::int64_t start = 0; start < geometry.taps; ++start) {
    if (classes[start] >= 0) {
      continue;
    }
    classes[start] = next++;
    std::vector<std::int64_t> reached = tied ? std::vector<std::int64_t>{start} : std::vector<std::int64_t>{};
    while (!reached.empty()) {
      const std::vector<std::int64_t> from = geometry.tap_coordinates(reached.back());
      reached.pop_back();
      const auto visit = [&](const std::vector<std::int64_t>& coordinates) {
        if (const std::int64_t tap = flat(coordinates); classes[tap] < 0) {
          classes[tap] = classes[start];
          reached.push_back(tap);
        }
      };
      for (std::size_t a = 0; a < from.size(); ++a) {
        std::vector<std::int64_t> reflected = from;
        reflected[a] = geometry.filter[a] - 1 - from[a];
        visit(reflected);
        for (std::size_t b = 0; b < a; ++b) {
          if (geometry.size[a] == geometry.size[b]) {
            std::vector<std::int64_t> exchanged = from;
            std::swap(exchanged[a], exchanged[b]);
            visit(exchanged);
          }
        }
      }
    }
  }
  return classes;
}

class TorchResidualCnn final : public BatchedNetwork {
 public:
  explicit TorchResidualCnn(const TorchShape& shape)
      : BatchedNetwork(shape), width_(shape.channels[0]), blocks_(shape.blocks) {
    const std::vector<std::int64_t> classes = tap_classes(geometry_, shape.tied);
    classes_ = torch::tensor(classes);
    entries_ = *std::max_element(classes.begin(), classes.end()) + 1;
    const std::int64_t first_kernel = width_ * entries_, other_kernels = width_ * width_ * entries_;
    const std::int64_t rows = 2 * blocks_ * width_ * (2 * geometry_.taps + 8);
    allocate(first_kernel + (2 * blocks_ - 1) * (other_kernels + width_),
             8.0 * static_cast<double>(rows * geometry_.sites));
  }

 protected:
  bool holomorphic() const override { return false; }

  Tensor forward(const Tensor& spins, const Tensor& parameters) const override {
    ParameterReader reader(parameters);
    Tensor x = spins.unsqueeze(1).unsqueeze(1);  // [batch, one image, channel, site]
    for (std::int64_t block = 0; block < blocks_; ++block) {
      Tensor y = x / std::sqrt(static_cast<double>(block + 1));
      y = block == 0 ? y / std::sqrt(2.0) : torch::gelu(y, "tanh");
      y = convolution(y, reader, /*bias=*/true);
      y = convolution(torch::gelu(y, "tanh"), reader, /*bias=*/block + 1 < blocks_);
      x = x + y;  // repeats the one channel of the spins
    }
    x = x.squeeze(1) / std::sqrt(static_cast<double>(blocks_ + 1));
    const Tensor a =
        torch::complex(x.narrow(1, 0, width_ / 2), x.narrow(1, width_ / 2, width_ / 2)).flatten(1);
    const Tensor largest = torch::real(a).detach().amax(1, /*keepdim=*/true);
    return torch::log(torch::exp(a - largest).mean(1)) + largest.squeeze(1);
  }

 private:
  Tensor convolution(const Tensor& values, ParameterReader& reader, bool bias) const {
    const Tensor entries = reader.next({width_, values.size(2), entries_});
    const Tensor kernels = entries.index_select(3, classes_).flatten(2);
    const Tensor out = geometry_.convolve(values, kernels, /*centred=*/true);
    return bias ? out + reader.next({1, width_, 1}) : out;
  }

  std::int64_t width_, blocks_;
  std::int64_t entries_ = 0;
  Tensor classes_;
};

}  // namespace
}  // namespace quenchmark::solvers::kernels

#define QUENCHMARK_EXPORT __attribute__((visibility("default")))

extern "C" {

QUENCHMARK_EXPORT int quenchmark_torch_abi() {
  return quenchmark::solvers::kernels::torch_module_abi;
}

QUENCHMARK_EXPORT const char* quenchmark_torch_version() {
  return TORCH_VERSION;
}

QUENCHMARK_EXPORT quenchmark::solvers::kernels::TorchNetwork* quenchmark_torch_create(
    const quenchmark::solvers::kernels::TorchShape* shape) {
  using namespace quenchmark::solvers::kernels;
  return with_short_errors([&]() -> TorchNetwork* {
    if (shape->residual) {
      return new TorchResidualCnn(*shape);
    }
    return new TorchComplexCnn(*shape);
  });
}
}
