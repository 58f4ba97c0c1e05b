#include "solvers/predictor/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"
#include "solvers/simd/vector.hpp"

namespace quenchmark::solvers::predictor {

namespace {

constexpr std::size_t lane_count = 16;
using Lanes = simd::Vector<float, lane_count>;
using LaneBits = simd::Vector<std::int32_t, lane_count>;

Lanes splat(float value) {
  return Lanes{} + value;
}

/// As fast_exp of smooth_functions.hpp, in every lane.
Lanes lane_exp(Lanes x) {
  const Lanes low = splat(-87.0F), high = splat(88.0F);
  x = simd::select(x < low, low, x);
  x = simd::select(x > high, high, x);
  const Lanes round_to_integer = splat(12582912.0F);
  const Lanes shifted = x * 1.44269504F + round_to_integer;
  const Lanes n = shifted - round_to_integer;
  const Lanes r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
  Lanes p = splat(1.0F / 720.0F);
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  return simd::reinterpret<Lanes>(simd::reinterpret<LaneBits>(p) +
                                  (simd::reinterpret<LaneBits>(shifted) << 23));
}

Lanes lane_logistic(Lanes x) {
  return 1.0F / (1.0F + lane_exp(-x));
}

Lanes lane_gelu(Lanes x) {
  return x * lane_logistic(1.59576912F * (x + 0.044715F * x * x * x));
}

/// A matrix [out][in] with its bias, stored [in][out] so that the weights of one input lie together.
struct Linear {
  std::size_t out, in;
  std::vector<float> weights, bias;

  Linear(const float* matrix, const float* bias_values, std::size_t outputs, std::size_t inputs)
      : out(outputs), in(inputs), weights(outputs * inputs), bias(outputs, 0.0F) {
    for (std::size_t o = 0; o < out; ++o) {
      for (std::size_t i = 0; i < in; ++i) {
        weights[i * out + o] = matrix[o * in + i];
      }
    }
    if (bias_values != nullptr) {
      bias.assign(bias_values, bias_values + out);
    }
  }

  void operator()(const Lanes* x, Lanes* y) const {
    std::size_t o = 0;
    for (; o + 8 <= out; o += 8) {
      block<8>(o, x, y);
    }
    for (; o < out; ++o) {
      block<1>(o, x, y);
    }
  }

 private:
  template <std::size_t Count>
  void block(std::size_t o, const Lanes* x, Lanes* y) const {
    Lanes sums[Count];
    for (std::size_t k = 0; k < Count; ++k) {
      sums[k] = splat(bias[o + k]);
    }
    for (std::size_t i = 0; i < in; ++i) {
      const float* w = weights.data() + i * out + o;
      for (std::size_t k = 0; k < Count; ++k) {
        sums[k] += x[i] * w[k];
      }
    }
    for (std::size_t k = 0; k < Count; ++k) {
      y[o + k] = sums[k];
    }
  }
};

struct SruLayer {
  Linear products;
  const float *recurrent, *gate_bias;
};

/// The weights prepared for chains of one length.
struct Prepared {
  int spins;
  std::size_t configurations, width, hidden;
  float input_factor, increment_factor;
  std::vector<float> own;      // [x][re, im][width], summed along the chain and passed through its encoding
  std::vector<float> flipped;  // [pattern][re, im][width], likewise
  std::vector<int> patterns;   // [x][spin]
  std::vector<float> chain_bias;
  Linear first, second, last, decoding;
  std::vector<SruLayer> layers;

  Prepared(const PredictorWeights& weights, int chain)
      : Prepared(weights, ParameterLayout(weights.shape), weights.parameters.data(), chain) {}

 private:
  Prepared(const PredictorWeights& w, const ParameterLayout& at, const float* p, int chain)
      : spins(chain),
        configurations(std::size_t{1} << chain),
        width(static_cast<std::size_t>(w.shape.width)),
        hidden(static_cast<std::size_t>(w.shape.hidden)),
        input_factor(std::exp2(0.5F * static_cast<float>(chain))),
        increment_factor(w.increment_scale / input_factor),
        chain_bias(p + at.chain_bias, p + at.chain_bias + width),
        first(p + at.first, p + at.first_bias, hidden, width),
        second(p + at.second, p + at.second_bias, width, hidden),
        last(p + at.last, p + at.last_bias, width, width),
        decoding(p + at.decoding, p + at.decoding_bias, 2, width) {
    for (int layer = 0; layer < w.shape.layers; ++layer) {
      const float* begin = p + at.layers + static_cast<std::size_t>(layer) * at.layer_size;
      layers.push_back(
          {Linear(begin, nullptr, 3 * width, width), begin + at.recurrent, begin + at.gate_bias});
    }
    flipped = through_chain(p + at.flipped, p + at.chain);
    const std::vector<float> single = through_chain(p + at.own, p + at.chain);
    own.assign(configurations * 2 * width, 0.0F);
    for (std::size_t x = 0; x < configurations; ++x) {
      for (int i = 0; i < spins; ++i) {
        const int pattern = local_pattern(static_cast<unsigned>(x), i, spins);
        patterns.push_back(pattern);
        for (std::size_t k = 0; k < 2 * width; ++k) {
          own[x * 2 * width + k] += single[static_cast<std::size_t>(pattern) * 2 * width + k];
        }
      }
    }
  }

  /// Spin weights [pattern][re, im][width] times the matrix of the chain encoding, and the factor of the
  /// amplitudes: both encodings are linear, so one table does both.
  std::vector<float> through_chain(const float* table, const float* chain) const {
    std::vector<float> result(local_patterns * 2 * width);
    for (std::size_t row = 0; row < local_patterns * 2; ++row) {
      for (std::size_t o = 0; o < width; ++o) {
        double sum = 0.0;
        for (std::size_t k = 0; k < width; ++k) {
          sum += static_cast<double>(chain[o * width + k]) * static_cast<double>(table[row * width + k]);
        }
        result[row * width + o] = static_cast<float>(sum) * input_factor;
      }
    }
    return result;
  }
};

/// Sixteen states on their way.
class Group {
 public:
  explicit Group(const Prepared& prepared)
      : net_(prepared),
        psi_(2 * prepared.configurations),
        next_(psi_.size()),
        cells_(prepared.layers.size() * prepared.configurations * prepared.width),
        x_(prepared.width),
        y_(std::max(prepared.width, prepared.hidden)),
        products_(3 * prepared.width),
        z_(prepared.width) {}

  void load(const float* start, std::size_t states) {
    std::fill(psi_.begin(), psi_.end(), Lanes{});
    for (std::size_t lane = 0; lane < states; ++lane) {
      for (std::size_t k = 0; k < psi_.size(); ++k) {
        simd::set_element(psi_[k], lane, start[lane * psi_.size() + k]);
      }
    }
    std::fill(cells_.begin(), cells_.end(), Lanes{});
  }

  void step(bool renormalise) {
    for (std::size_t x = 0; x < net_.configurations; ++x) {
      advance(x);
    }
    psi_.swap(next_);
    if (renormalise) {
      normalise();
    }
  }

  void store(float* out, std::size_t states) const {
    for (std::size_t lane = 0; lane < states; ++lane) {
      for (std::size_t k = 0; k < psi_.size(); ++k) {
        out[lane * psi_.size() + k] = psi_[k][lane];
      }
    }
  }

 private:
  /// z += re * weights[re] + im * weights[im], eight features at a time.
  void add_amplitude(std::size_t x, const float* weights) {
    const Lanes re = psi_[2 * x], im = psi_[2 * x + 1];
    for (std::size_t k = 0; k < net_.width; ++k) {
      x_[k] += re * weights[k] + im * weights[net_.width + k];
    }
  }

  void encode(std::size_t x) {
    for (std::size_t k = 0; k < net_.width; ++k) {
      x_[k] = splat(net_.chain_bias[k]);
    }
    add_amplitude(x, net_.own.data() + x * 2 * net_.width);
    for (int i = 0; i < net_.spins; ++i) {
      const auto pattern = static_cast<std::size_t>(
          net_.patterns[x * static_cast<std::size_t>(net_.spins) + static_cast<std::size_t>(i)]);
      add_amplitude(x ^ (std::size_t{1} << i), net_.flipped.data() + pattern * 2 * net_.width);
    }
  }

  void recur(const SruLayer& layer, Lanes* cell) {
    const std::size_t d = net_.width;
    layer.products(x_.data(), products_.data());
    for (std::size_t k = 0; k < d; ++k) {
      const Lanes before = cell[k];
      const Lanes f = lane_logistic(products_[d + k] + layer.recurrent[k] * before + layer.gate_bias[k]);
      const Lanes r =
          lane_logistic(products_[2 * d + k] + layer.recurrent[d + k] * before + layer.gate_bias[d + k]);
      cell[k] = f * before + (1.0F - f) * products_[k];
      x_[k] = r * cell[k] + (1.0F - r) * highway_scale * x_[k];
    }
  }

  void advance(std::size_t x) {
    const std::size_t d = net_.width;
    encode(x);
    net_.first(x_.data(), y_.data());
    for (std::size_t k = 0; k < net_.hidden; ++k) {
      y_[k] = lane_gelu(y_[k]);
    }
    net_.second(y_.data(), z_.data());
    for (std::size_t k = 0; k < d; ++k) {
      x_[k] += z_[k];
    }
    for (std::size_t layer = 0; layer < net_.layers.size(); ++layer) {
      recur(net_.layers[layer], cells_.data() + (layer * net_.configurations + x) * d);
    }
    net_.last(x_.data(), y_.data());
    for (std::size_t k = 0; k < d; ++k) {
      x_[k] += lane_gelu(y_[k]);
    }
    Lanes increment[2];
    net_.decoding(x_.data(), increment);
    next_[2 * x] = psi_[2 * x] + net_.increment_factor * increment[0];
    next_[2 * x + 1] = psi_[2 * x + 1] + net_.increment_factor * increment[1];
  }

  void normalise() {
    Lanes square{};
    for (const Lanes& part : psi_) {
      square += part * part;
    }
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      simd::set_element(square, lane, square[lane] > 0.0F ? 1.0F / std::sqrt(square[lane]) : 0.0F);
    }
    for (Lanes& part : psi_) {
      part *= square;
    }
  }

  const Prepared& net_;
  std::vector<Lanes> psi_, next_, cells_, x_, y_, products_, z_;
};

}  // namespace

void predict(const PredictorWeights& weights, int spins, std::size_t states, std::span<const float> start,
             std::size_t steps, const PredictionSettings& settings, std::span<float> predicted) {
  const std::size_t size = states * (std::size_t{2} << spins);
  if (spins < 2 || start.size() != size || predicted.size() != steps * size ||
      weights.parameters.size() != ParameterLayout(weights.shape).count) {
    throw Error(ErrorKind::internal, "the arrays of a prediction do not fit its shapes");
  }
  const Prepared prepared(weights, spins);
  const auto groups = static_cast<std::int64_t>((states + lane_count - 1) / lane_count);
  const std::size_t state_size = std::size_t{2} << spins;
  parallel_for(groups, settings.threads, [&](std::int64_t g) {
    const std::size_t begin = static_cast<std::size_t>(g) * lane_count;
    const std::size_t count = std::min(lane_count, states - begin);
    Group group(prepared);
    group.load(start.data() + begin * state_size, count);
    for (std::size_t step = 0; step < steps; ++step) {
      group.step(settings.renormalise);
      group.store(predicted.data() + (step * states + begin) * state_size, count);
    }
  });
}

}  // namespace quenchmark::solvers::predictor
