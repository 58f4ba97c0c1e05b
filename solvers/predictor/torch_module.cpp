// The network of network_shape.hpp as LibTorch tensors: losses and their derivatives. The spin encoding and
// the SRU recurrence exist twice: as autograd functions around the fused loops, and in LibTorch's own
// operations, which are the oracle of the first and run on any device. C++17.

#include "solvers/predictor/torch_module.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "solvers/predictor/spin_encoding.hpp"

/// There when the linear algebra behind LibTorch is OpenBLAS.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int threads);

namespace quenchmark::solvers::predictor {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Threads belong to the caller, who gives each its own sequences; LibTorch's own would also change bits.
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

Tensor view_of(const float* values, torch::IntArrayRef shape) {
  return torch::from_blob(const_cast<float*>(values), shape, torch::kFloat);
}

void copy_out(const Tensor& tensor, float* out) {
  const Tensor values = tensor.detach().to(torch::kCPU).contiguous();
  std::copy_n(values.data_ptr<float>(), values.numel(), out);
}

SruSizes sizes_of(const Tensor& inputs, double alpha) {
  return {static_cast<std::size_t>(inputs.size(0)), static_cast<std::size_t>(inputs.size(1)),
          static_cast<std::size_t>(inputs.size(2)), static_cast<float>(alpha)};
}

/// products [steps, rows, 3 width], inputs [steps, rows, width], recurrent and biases [2, width], start
/// [rows, width] -> h [steps, rows, width] and the last c [rows, width].
class FusedSru : public torch::autograd::Function<FusedSru> {
 public:
  static tensor_list forward(AutogradContext* context, const Tensor& products, const Tensor& inputs,
                             const Tensor& recurrent, const Tensor& biases, const Tensor& start,
                             double alpha) {
    const Tensor u = products.contiguous(), x = inputs.contiguous(), v = recurrent.contiguous(),
                 b = biases.contiguous(), c0 = start.contiguous();
    const Tensor outputs = torch::empty_like(x), cells = torch::empty_like(x);
    sru_forward(sizes_of(x, alpha), pointers(u, x, v, b, c0), outputs.data_ptr<float>(),
                cells.data_ptr<float>());
    context->save_for_backward({u, x, v, b, c0, cells});
    context->saved_data["alpha"] = alpha;
    return {outputs, cells.select(0, x.size(0) - 1).clone()};
  }

  static tensor_list backward(AutogradContext* context, tensor_list by) {
    const auto saved = context->get_saved_variables();
    const Tensor &u = saved[0], &x = saved[1], &v = saved[2], &b = saved[3], &c0 = saved[4],
                 &cells = saved[5];
    const double alpha = context->saved_data["alpha"].toDouble();
    const Tensor by_outputs = by[0].defined() ? by[0].contiguous() : torch::zeros_like(x);
    const Tensor by_last = by[1].defined() ? by[1].contiguous() : Tensor();
    const Tensor by_u = torch::empty_like(u), by_x = torch::empty_like(x), by_v = torch::empty_like(v),
                 by_b = torch::empty_like(b), by_start = torch::empty_like(c0);
    sru_backward(sizes_of(x, alpha), pointers(u, x, v, b, c0), cells.data_ptr<float>(),
                 by_outputs.data_ptr<float>(), by_last.defined() ? by_last.data_ptr<float>() : nullptr,
                 {by_u.data_ptr<float>(), by_x.data_ptr<float>(), by_v.data_ptr<float>(),
                  by_b.data_ptr<float>(), by_start.data_ptr<float>()});
    return {by_u, by_x, by_v, by_b, by_start, Tensor()};
  }

 private:
  static SruInputs pointers(const Tensor& u, const Tensor& x, const Tensor& v, const Tensor& b,
                            const Tensor& c0) {
    return {u.data_ptr<float>(), x.data_ptr<float>(), v.data_ptr<float>(), b.data_ptr<float>(),
            c0.data_ptr<float>()};
  }
};

/// The same from LibTorch's operations.
tensor_list plain_sru(const Tensor& products, const Tensor& inputs, const Tensor& recurrent,
                      const Tensor& biases, const Tensor& start, double alpha) {
  const std::vector<Tensor> u = products.chunk(3, 2);
  Tensor cell = start;
  std::vector<Tensor> outputs;
  for (std::int64_t t = 0; t < inputs.size(0); ++t) {
    const Tensor f = torch::sigmoid(u[1][t] + recurrent[0] * cell + biases[0]);
    const Tensor r = torch::sigmoid(u[2][t] + recurrent[1] * cell + biases[1]);
    cell = f * cell + (1 - f) * u[0][t];
    outputs.push_back(r * cell + (1 - r) * alpha * inputs[t]);
  }
  return {torch::stack(outputs), cell};
}

/// amplitudes [states, x, 2], own and flipped [pattern, 2, width] -> [states, x, width].
class FusedSpinEncoding : public torch::autograd::Function<FusedSpinEncoding> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& amplitudes, const Tensor& own,
                        const Tensor& flipped, const SpinEncoding* encoding) {
    const Tensor psi = amplitudes.contiguous(), a = own.contiguous(), b = flipped.contiguous();
    const Tensor encoded = torch::empty({psi.size(0), psi.size(1), a.size(2)});
    encoding->forward(static_cast<std::size_t>(psi.size(0)), psi.data_ptr<float>(), a.data_ptr<float>(),
                      b.data_ptr<float>(), encoded.data_ptr<float>());
    context->save_for_backward({psi, a, b});
    context->saved_data["encoding"] = reinterpret_cast<std::int64_t>(encoding);
    context->saved_data["through"] = amplitudes.requires_grad();
    return encoded;
  }

  static tensor_list backward(AutogradContext* context, tensor_list by) {
    const auto saved = context->get_saved_variables();
    const Tensor &psi = saved[0], &a = saved[1], &b = saved[2];
    const auto* encoding = reinterpret_cast<const SpinEncoding*>(context->saved_data["encoding"].toInt());
    const Tensor by_encoded = by[0].contiguous(), by_a = torch::empty_like(a), by_b = torch::empty_like(b);
    const Tensor by_psi = context->saved_data["through"].toBool() ? torch::empty_like(psi) : Tensor();
    encoding->backward(static_cast<std::size_t>(psi.size(0)), psi.data_ptr<float>(), a.data_ptr<float>(),
                       b.data_ptr<float>(), by_encoded.data_ptr<float>(), by_a.data_ptr<float>(),
                       by_b.data_ptr<float>(), by_psi.defined() ? by_psi.data_ptr<float>() : nullptr);
    return {by_psi, by_a, by_b, Tensor()};
  }
};

/// What a chain of one length looks like to LibTorch's own operations.
struct ChainTensors {
  Tensor neighbours;  ///< [x * spins] configurations one flip away
  Tensor patterns;    ///< [x, spins, pattern] one-hot

  ChainTensors(const SpinEncoding& encoding, const torch::Device& device) {
    const int spins = encoding.spins();
    std::vector<std::int64_t> others, kinds;
    for (std::size_t x = 0; x < encoding.configurations(); ++x) {
      for (int i = 0; i < spins; ++i) {
        others.push_back(static_cast<std::int64_t>(x ^ (std::size_t{1} << i)));
        kinds.push_back(encoding.patterns()[x * spins + i]);
      }
    }
    neighbours = torch::tensor(others).to(device);
    const auto rows = static_cast<std::int64_t>(encoding.configurations());
    patterns = torch::one_hot(torch::tensor(kinds), local_patterns)
                   .reshape({rows, spins, local_patterns})
                   .to(device, torch::kFloat);
  }
};

Tensor plain_spin_encoding(const Tensor& amplitudes, const Tensor& own, const Tensor& flipped,
                           const ChainTensors& chain) {
  const std::int64_t spins = chain.patterns.size(1);
  const Tensor others = amplitudes.index_select(1, chain.neighbours)
                            .reshape({amplitudes.size(0), amplitudes.size(1), spins, 2});
  const Tensor own_sums = torch::einsum("xil,lck->xck", {chain.patterns, own});
  const Tensor by_pattern = torch::einsum("sxic,xil->sxlc", {others, chain.patterns});
  return torch::einsum("sxc,xck->sxk", {amplitudes, own_sums}) +
         torch::einsum("sxlc,lck->sxk", {by_pattern, flipped});
}

/// The parameters of one call as tensors that share one flat leaf.
class Weights {
 public:
  Weights(const Tensor& flat, const NetworkShape& shape)
      : flat_(flat), layout_(shape), d_(shape.width), m_(shape.hidden) {}

  Tensor own() const { return piece(layout_.own, {local_patterns, 2, d_}); }
  Tensor flipped() const { return piece(layout_.flipped, {local_patterns, 2, d_}); }
  Tensor chain(const Tensor& z) const { return linear(z, layout_.chain, layout_.chain_bias, d_, d_); }
  Tensor first(const Tensor& y) const { return linear(y, layout_.first, layout_.first_bias, d_, m_); }
  Tensor second(const Tensor& y) const { return linear(y, layout_.second, layout_.second_bias, m_, d_); }
  Tensor products(const Tensor& y, std::int64_t layer) const {
    return torch::matmul(y, piece(layer_offset(layer), {3 * d_, d_}).t());
  }
  Tensor recurrent(std::int64_t layer) const {
    return piece(layer_offset(layer) + layout_.recurrent, {2, d_});
  }
  Tensor gate_bias(std::int64_t layer) const {
    return piece(layer_offset(layer) + layout_.gate_bias, {2, d_});
  }
  Tensor last(const Tensor& y) const { return linear(y, layout_.last, layout_.last_bias, d_, d_); }
  Tensor decoding(const Tensor& y) const { return linear(y, layout_.decoding, layout_.decoding_bias, d_, 2); }

 private:
  std::size_t layer_offset(std::int64_t layer) const {
    return layout_.layers + static_cast<std::size_t>(layer) * layout_.layer_size;
  }
  Tensor piece(std::size_t offset, const std::vector<std::int64_t>& shape) const {
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
      count *= length;
    }
    return flat_.narrow(0, static_cast<std::int64_t>(offset), count).reshape(shape);
  }
  Tensor linear(const Tensor& in, std::size_t weight, std::size_t bias, std::int64_t from,
                std::int64_t to) const {
    return torch::matmul(in, piece(weight, {to, from}).t()) + piece(bias, {to});
  }

  Tensor flat_;
  ParameterLayout layout_;
  std::int64_t d_, m_;
};

class TorchPredictor final : public PredictorModule {
 public:
  TorchPredictor(const NetworkShape& shape, const char* device)
      : shape_(shape), layout_(shape), device_(device) {
    torch::zeros({1}, torch::TensorOptions().device(device_));  // a device that is not there fails here
    // Its threads are one pool for all callers: two that ask for small products at once wait for each other
    // twenty times longer than the products take, and their number changes bits.
    if (openblas_set_num_threads != nullptr) {
      openblas_set_num_threads(1);
    }
  }

  std::size_t parameter_count() const override { return layout_.count; }

  double loss(const float* parameters, const SequenceBatch& batch, const LossSettings& settings,
              float* gradient) const override {
    const SingleThreaded guard;
    return with_short_errors([&] {
      torch::AutoGradMode mode(gradient != nullptr);
      const Tensor flat = flat_parameters(parameters).requires_grad_(gradient != nullptr);
      const Tensor states = states_of(batch);
      const auto steps = static_cast<std::int64_t>(batch.steps);
      const Tensor predicted = run(Weights(flat, shape_), states, batch, settings);
      const double unit = settings.increment_scale * std::pow(2.0, -0.5 * batch.spins);
      const Tensor error = (predicted - states.narrow(0, 1, steps)) / unit;
      const Tensor value = error.square().mean() * settings.weight;
      if (gradient != nullptr) {
        const tensor_list by = torch::autograd::grad({value}, {flat});
        copy_out(by[0], gradient);
      }
      return value.item<double>();
    });
  }

  void predict(const float* parameters, const SequenceBatch& batch, const LossSettings& settings,
               float* predicted) const override {
    const SingleThreaded guard;
    with_short_errors([&] {
      const torch::NoGradGuard no_grad;
      copy_out(run(Weights(flat_parameters(parameters), shape_), states_of(batch), batch, settings),
               predicted);
    });
  }

  void sru_layer(bool fused, const SruSizes& sizes, const SruInputs& in, const float* by_outputs,
                 float* outputs, const SruGradients& gradients) const override {
    const SingleThreaded guard;
    with_short_errors([&] {
      const auto steps = static_cast<std::int64_t>(sizes.steps), rows = static_cast<std::int64_t>(sizes.rows),
                 width = static_cast<std::int64_t>(sizes.width);
      const auto leaf = [&](const float* values, std::vector<std::int64_t> shape) {
        return view_of(values, shape).to(device_).clone().requires_grad_();
      };
      const tensor_list leaves = {leaf(in.products, {steps, rows, 3 * width}),
                                  leaf(in.inputs, {steps, rows, width}), leaf(in.recurrent, {2, width}),
                                  leaf(in.biases, {2, width}), leaf(in.start, {rows, width})};
      const Tensor h =
          recurrence(fused, leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], sizes.alpha)[0];
      copy_out(h, outputs);
      const Tensor by = view_of(by_outputs, {steps, rows, width}).to(device_);
      const tensor_list out = torch::autograd::grad({h}, leaves, {by});
      float* const targets[] = {gradients.products, gradients.inputs, gradients.recurrent, gradients.biases,
                                gradients.start};
      for (std::size_t k = 0; k < out.size(); ++k) {
        copy_out(out[k], targets[k]);
      }
    });
  }

 private:
  Tensor flat_parameters(const float* parameters) const {
    return view_of(parameters, {static_cast<std::int64_t>(layout_.count)}).clone().to(device_);
  }

  /// [steps + 1, states, x, 2]
  Tensor states_of(const SequenceBatch& batch) const {
    return view_of(batch.amplitudes,
                   {static_cast<std::int64_t>(batch.steps) + 1, static_cast<std::int64_t>(batch.states),
                    std::int64_t{1} << batch.spins, 2})
        .to(device_);
  }

  tensor_list recurrence(bool fused, const Tensor& products, const Tensor& inputs, const Tensor& recurrent,
                         const Tensor& biases, const Tensor& start, double alpha) const {
    return fused && device_.is_cpu() ? FusedSru::apply(products, inputs, recurrent, biases, start, alpha)
                                     : plain_sru(products, inputs, recurrent, biases, start, alpha);
  }

  const SpinEncoding& encoding_of(int spins) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = encodings_.find(spins);
    return found != encodings_.end()
               ? found->second
               : encodings_.emplace(spins, SpinEncoding(spins, static_cast<std::size_t>(shape_.width)))
                     .first->second;
  }

  Tensor encode(const Weights& weights, const Tensor& amplitudes, int spins, bool fused) const {
    const SpinEncoding& encoding = encoding_of(spins);
    return fused && device_.is_cpu()
               ? FusedSpinEncoding::apply(amplitudes, weights.own(), weights.flipped(), &encoding)
               : plain_spin_encoding(amplitudes, weights.own(), weights.flipped(),
                                     ChainTensors(encoding, device_));
  }

  /// Masks are the same at all times, as the reference implementation of SRU has them.
  Tensor drop(const Tensor& values, const LossSettings& settings, at::Generator& random) const {
    if (settings.dropout <= 0.0) {
      return values;
    }
    const double kept = 1.0 - settings.dropout;
    const Tensor mask = torch::empty({values.size(1), values.size(2)}).bernoulli_(kept, random);
    return values * (mask / kept).to(device_);
  }

  /// amplitudes [steps, states, x, 2] -> increments of the same shape in units of increment_scale; `cells`
  /// (one per layer) go from call to call.
  Tensor increments(const Weights& weights, const Tensor& amplitudes, int spins, const LossSettings& settings,
                    std::uint64_t seed, tensor_list& cells) const {
    const std::int64_t steps = amplitudes.size(0), states = amplitudes.size(1), x = amplitudes.size(2);
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
    const Tensor scaled = amplitudes.reshape({steps * states, x, 2}) * std::pow(2.0, 0.5 * spins);
    Tensor y = weights.chain(encode(weights, scaled, spins, settings.fused));
    y = y.reshape({steps, states * x, shape_.width});
    y = y + weights.second(drop(torch::gelu(weights.first(y), "tanh"), settings, random));
    for (std::int64_t layer = 0; layer < shape_.layers; ++layer) {
      tensor_list out =
          recurrence(settings.fused, weights.products(y, layer), y, weights.recurrent(layer),
                     weights.gate_bias(layer), cells[static_cast<std::size_t>(layer)], highway_scale);
      y = layer + 1 < shape_.layers ? drop(out[0], settings, random) : out[0];
      cells[static_cast<std::size_t>(layer)] = out[1];
    }
    y = y + torch::gelu(weights.last(y), "tanh");
    return weights.decoding(y).reshape(amplitudes.sizes());
  }

  Tensor run(const Weights& weights, const Tensor& states, const SequenceBatch& batch,
             const LossSettings& settings) const {
    const auto steps = static_cast<std::int64_t>(batch.steps);
    const double unit = settings.increment_scale * std::pow(2.0, -0.5 * batch.spins);
    const Tensor zero =
        torch::zeros({states.size(1) * states.size(2), shape_.width}, torch::TensorOptions().device(device_));
    tensor_list cells(static_cast<std::size_t>(shape_.layers), zero);
    if (settings.teacher_forcing) {
      const Tensor before = states.narrow(0, 0, steps);
      return before + unit * increments(weights, before, batch.spins, settings, settings.dropout_seed, cells);
    }
    Tensor psi = states.narrow(0, 0, 1);
    tensor_list predicted;
    for (std::int64_t t = 0; t < steps; ++t) {
      psi = psi + unit * increments(weights, psi, batch.spins, settings, settings.dropout_seed, cells);
      predicted.push_back(psi);
    }
    return torch::cat(predicted);
  }

  NetworkShape shape_;
  ParameterLayout layout_;
  torch::Device device_;
  mutable std::mutex mutex_;
  mutable std::map<int, SpinEncoding> encodings_;
};

}  // namespace
}  // namespace quenchmark::solvers::predictor

#define QUENCHMARK_EXPORT __attribute__((visibility("default")))

extern "C" {

QUENCHMARK_EXPORT int quenchmark_predictor_abi() {
  return quenchmark::solvers::predictor::predictor_module_abi;
}

QUENCHMARK_EXPORT quenchmark::solvers::predictor::PredictorModule* quenchmark_predictor_create(
    const quenchmark::solvers::predictor::NetworkShape* shape, const char* device) {
  using namespace quenchmark::solvers::predictor;
  return with_short_errors([&]() -> PredictorModule* { return new TorchPredictor(*shape, device); });
}
}
