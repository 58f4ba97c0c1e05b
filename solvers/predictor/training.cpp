#include "solvers/predictor/training.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <numbers>

#include "base/error.hpp"
#include "base/parallel_loop.hpp"
#include "solvers/predictor/load_predictor.hpp"
#include "solvers/predictor/random_numbers.hpp"

namespace quenchmark::solvers::predictor {

namespace {

constexpr double longest_gradient = 1.0;
/// Mean squares of increments of single-precision amplitudes below this are rounding errors.
constexpr double rounding = 1e-14;
/// A batch is cut into this many parts whatever the number of threads, and their gradients are added in
/// order: so threads do not change bits.
constexpr std::size_t parts = 4;

std::unique_ptr<PredictorModule> module_for(const NetworkShape& shape, const std::string& device) {
  try {
    return make_torch_predictor(shape, device);
  } catch (const std::exception& error) {
    const std::string said = error.what();  // LibTorch goes on for pages: its first sentence
    const std::size_t end = std::min(said.find('\n'), said.find(". "));
    throw Error(ErrorKind::device, fmt::format("cannot train on \"{}\": {}", device, said.substr(0, end)),
                device == "cpu" ? "`quenchmark doctor` says what is missing"
                                : "train on \"cpu\", or with a LibTorch that knows this device");
  }
}

/// Sequences for one step, in parts: part p holds states [p], laid out for the module.
struct Windows {
  std::vector<std::vector<float>> amplitudes;  // [part] [window + 1][states of the part][2^N][re, im]
  std::vector<std::size_t> states;
};

class Trainer {
 public:
  Trainer(const PredictorWeights& start, const TrainingSettings& settings,
          const std::vector<TrajectorySet>& training, const std::vector<TrajectorySet>& validation)
      : settings_(settings),
        scale_(start.increment_scale),
        training_(training),
        validation_(validation),
        module_(module_for(start.shape, settings.device)) {
    for (const TrajectorySet& set : training) {
      const double moved = mean_square_increment(set);
      if (moved <= rounding) {  // losses are relative to it
        throw Error(
            ErrorKind::bad_case,
            fmt::format("the training states of {} spins stand still: there is nothing to learn", set.spins),
            "set J, g or h, or take a larger output_dt");
      }
      weights_.push_back(static_cast<float>(scale_ * scale_ / moved));
    }
  }

  /// One epoch over batches of all lengths in turn; returns the mean loss.
  double epoch(TrainingState& state, double rate, const RunControl& control) {
    const bool teacher_forcing = state.epoch < settings_.epochs - settings_.free_epochs;
    std::vector<float> gradient(state.parameters.size());
    // Epochs times batches may exceed an int.
    const std::uint64_t first =
        static_cast<std::uint64_t>(state.epoch) * static_cast<std::uint64_t>(settings_.batches);
    double sum = 0.0;
    for (int batch = 0; batch < settings_.batches; ++batch) {
      for (std::size_t length = 0; length < training_.size(); ++length) {
        const std::uint64_t number = ((first + static_cast<std::uint64_t>(batch)) * 64 + length) << 20;
        const Windows windows = draw(training_[length], Draw::windows, number);
        const double loss = loss_of(windows, length, state.parameters, teacher_forcing, number, &gradient);
        if (!std::isfinite(loss)) {
          throw Error(ErrorKind::numeric,
                      fmt::format("the loss of {} spins is not finite in epoch {}, batch {}",
                                  training_[length].spins, state.epoch + 1, batch + 1),
                      "lower the learning rate");
        }
        sum += loss;
        adam_step(state.parameters, gradient, rate, longest_gradient, state.adam);
        if (control.stop_requested()) {
          return sum;
        }
      }
    }
    return sum / static_cast<double>(settings_.batches) / static_cast<double>(training_.size());
  }

  /// The mean over lengths of the loss on windows of the validation set, the same in every epoch.
  double validate(const TrainingState& state) {
    constexpr std::uint64_t batches = 4;
    double sum = 0.0;
    for (std::size_t length = 0; length < validation_.size(); ++length) {
      for (std::uint64_t batch = 0; batch < batches; ++batch) {
        const Windows windows = draw(validation_[length], Draw::validation_windows, batch << 20);
        sum += loss_of(windows, length, state.parameters, true, 0, nullptr);
      }
    }
    return sum / static_cast<double>(batches * validation_.size());
  }

 private:
  /// Random windows of a set, numbered from `first` on.
  Windows draw(const TrajectorySet& set, Draw purpose, std::uint64_t first) const {
    const KeyedRandom random = random_numbers(settings_.seed, purpose);
    const auto window = std::min(static_cast<std::size_t>(settings_.window), set.steps);
    const std::size_t each = std::max<std::size_t>(
        1, static_cast<std::size_t>(settings_.batch_amplitudes) / set.configurations() / parts);
    Windows windows;
    for (std::size_t part = 0; part < parts; ++part) {
      std::vector<float>& amplitudes =
          windows.amplitudes.emplace_back((window + 1) * each * set.state_size());
      windows.states.push_back(each);
      for (std::size_t k = 0; k < each; ++k) {
        const std::uint64_t number = first + 2 * (part * each + k);
        const std::size_t which = random.below(number, set.states);
        const std::size_t begin = random.below(number + 1, set.steps - window + 1);
        for (std::size_t t = 0; t <= window; ++t) {
          const std::span<const float> state = set.state(which, begin + t);
          std::copy(state.begin(), state.end(), amplitudes.data() + (t * each + k) * set.state_size());
        }
      }
    }
    return windows;
  }

  double loss_of(const Windows& windows, std::size_t length, const std::vector<float>& parameters,
                 bool teacher_forcing, std::uint64_t number, std::vector<float>* gradient) const {
    const int spins = training_[length].spins;
    std::vector<double> losses(parts);
    std::vector<std::vector<float>> gradients(parts);
    const KeyedRandom dropout = random_numbers(settings_.seed, Draw::dropout);
    parallel_for(parts, settings_.threads, [&](std::int64_t k) {
      const auto part = static_cast<std::size_t>(k);
      const std::size_t state_size = std::size_t{2} << spins;
      const SequenceBatch batch{spins, windows.states[part],
                                windows.amplitudes[part].size() / windows.states[part] / state_size - 1,
                                windows.amplitudes[part].data()};
      LossSettings settings;
      settings.increment_scale = scale_;
      settings.weight = weights_[length];
      settings.teacher_forcing = teacher_forcing;
      settings.dropout = gradient != nullptr ? settings_.dropout : 0.0;
      settings.dropout_seed = dropout.bits(number + part);
      if (gradient != nullptr) {
        gradients[part].resize(parameters.size());
      }
      losses[part] = module_->loss(parameters.data(), batch, settings,
                                   gradient != nullptr ? gradients[part].data() : nullptr);
    });
    double loss = 0.0;
    for (std::size_t part = 0; part < parts; ++part) {
      loss += losses[part] / parts;
    }
    for (std::size_t k = 0; gradient != nullptr && k < gradient->size(); ++k) {
      float sum = 0.0F;
      for (std::size_t part = 0; part < parts; ++part) {
        sum += gradients[part][k];
      }
      (*gradient)[k] = sum / parts;
    }
    return loss;
  }

  const TrainingSettings& settings_;
  float scale_;
  const std::vector<TrajectorySet>& training_;
  const std::vector<TrajectorySet>& validation_;
  std::unique_ptr<PredictorModule> module_;
  std::vector<float> weights_;
};

/// Warm-up over the first twentieth, then a cosine.
double rate_at(const TrainingSettings& settings, int epoch) {
  const double share = static_cast<double>(epoch) / std::max(1, settings.epochs - 1);
  const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * share));
  const double warm_up = std::min(1.0, (epoch + 1.0) / std::max(1.0, 0.05 * settings.epochs));
  return warm_up * (settings.rate_end + (settings.rate - settings.rate_end) * cosine);
}

}  // namespace

float increment_scale(const std::vector<TrajectorySet>& training) {
  double sum = 0.0;
  for (const TrajectorySet& set : training) {
    sum += mean_square_increment(set);
  }
  return static_cast<float>(std::sqrt(sum / static_cast<double>(training.size())));
}

void require_device(const NetworkShape& shape, const std::string& device) {
  module_for(shape, device);
}

TrainingState begin_training(const PredictorWeights& start) {
  TrainingState state;
  state.parameters = start.parameters;
  state.best_parameters = start.parameters;
  return state;
}

void train(const PredictorWeights& start, const TrainingSettings& settings,
           const std::vector<TrajectorySet>& training, const std::vector<TrajectorySet>& validation,
           const TrainingHooks& hooks, TrainingState& state) {
  Trainer trainer(start, settings, training, validation);
  // Asked before every epoch: a state that comes back from a checkpoint may already have waited long enough.
  const auto out_of_patience = [&] {
    return settings.patience > 0 && state.epoch - 1 - state.best_epoch >= settings.patience;
  };
  while (state.epoch < settings.epochs && !out_of_patience() && !hooks.control.stop_requested()) {
    TrainingState next = state;
    const double rate = rate_at(settings, state.epoch);
    const double loss = trainer.epoch(next, rate, hooks.control);
    if (hooks.control.stop_requested()) {
      return;  // an unfinished epoch is done again
    }
    const double validated = trainer.validate(next);
    if (!std::isfinite(validated)) {
      throw Error(ErrorKind::numeric,
                  fmt::format("the validation loss is not finite after epoch {}", state.epoch + 1),
                  "lower the learning rate");
    }
    next.curve.training.push_back(loss);
    next.curve.validation.push_back(validated);
    next.curve.rate.push_back(rate);
    if (next.best_epoch < 0 || validated < next.best_validation) {
      next.best_epoch = next.epoch;
      next.best_validation = validated;
      next.best_parameters = next.parameters;
    }
    ++next.epoch;
    state = std::move(next);
    hooks.control.progress(
        {"train", static_cast<double>(state.epoch), static_cast<double>(settings.epochs),
         fmt::format("loss {:.2e}, validation {:.2e}, best {:.2e}", loss, validated, state.best_validation)});
    if (hooks.after_epoch) {
      hooks.after_epoch(state);
    }
  }
}

}  // namespace quenchmark::solvers::predictor
