#include "validation/run/predictor/predictor_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "validation/evidence/identity.hpp"
#include "validation/record/sealed_arrays.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/checkpoint.hpp"
#include "validation/run/predictor/predictor_data.hpp"
#include "validation/run/stop_signal.hpp"

namespace quenchmark::validation {

namespace {

using solvers::predictor::NetworkShape;
using solvers::predictor::ParameterLayout;
using solvers::predictor::TrainingCurve;
using solvers::predictor::TrainingState;

constexpr const char* weights_schema = "quenchmark.predictor_weights/1";
constexpr const char* training_schema = "quenchmark.predictor_training/1";

/// Mistakes of the case: the file is sound, but does not go with it.
[[noreturn]] void refuse_case(const std::string& why, const std::string& hint,
                              const std::filesystem::path& file) {
  throw Error(ErrorKind::bad_case, "predictor.weights: " + why, hint, file.string());
}

[[noreturn]] void refuse(const std::string& why, const std::string& hint, const std::filesystem::path& file) {
  throw Error(ErrorKind::format, why, hint, file.string());
}

std::string fact(const SealedArrays& content, const std::string& name) {
  const auto found = content.facts.find(name);
  return found == content.facts.end() ? "" : found->second;
}

std::string architecture(const NetworkShape& shape) {
  return fmt::format("width = {}, hidden = {}, layers = {}", shape.width, shape.hidden, shape.layers);
}

std::vector<int> integers(const std::string& text) {
  std::vector<int> numbers;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    int number = 0;
    const auto parsed = std::from_chars(at, end, number);
    if (parsed.ec == std::errc()) {
      numbers.push_back(number);
      at = parsed.ptr;
    } else {
      ++at;
    }
  }
  return numbers;
}

FloatArray flat(const std::vector<float>& values) {
  return {{values.size()}, values};
}

Dataset flat(const std::vector<double>& values) {
  return {{values.size()}, values};
}

void write_curve(const TrainingCurve& curve, SealedArrays& content) {
  content.numbers["training_loss"] = flat(curve.training);
  content.numbers["validation_loss"] = flat(curve.validation);
  content.numbers["learning_rate"] = flat(curve.rate);
}

TrainingCurve read_curve(const SealedArrays& content) {
  const auto numbers = [&](const char* name) {
    const auto found = content.numbers.find(name);
    return found == content.numbers.end() ? std::vector<double>{} : found->second.values;
  };
  return {numbers("training_loss"), numbers("validation_loss"), numbers("learning_rate")};
}

const std::vector<float>& floats(const SealedArrays& content, const std::string& name,
                                 const std::filesystem::path& file) {
  const auto found = content.arrays.find(name);
  if (found == content.arrays.end()) {
    refuse("it has no /arrays/" + name, "--force begins anew", file);
  }
  return found->second.values;
}

double number(const SealedArrays& content, const std::string& name, const std::filesystem::path& file) {
  const auto found = content.numbers.find(name);
  if (found == content.numbers.end() || found->second.values.size() != 1) {
    refuse("it has no /numbers/" + name, "--force begins anew", file);
  }
  return found->second.values.front();
}

}  // namespace

void save_weights(const TrainedWeights& trained, const cases::Case& asked, const std::string& identity,
                  const std::filesystem::path& file) {
  SealedArrays content{weights_schema, dynamics_facts(asked), {}, {}};
  content.facts["architecture"] = architecture(trained.weights.shape);
  content.facts["lengths"] = fmt::format("{}", fmt::join(trained.weights.lengths, ", "));
  content.facts["identity"] = identity;
  content.facts["case"] = asked.resolved_toml;
  content.facts["made_by"] = build_info().identity;
  content.arrays["parameters"] = flat(trained.weights.parameters);
  content.arrays["increment_scale"] = {{1}, {trained.weights.increment_scale}};
  content.numbers["best_epoch"] = {{1}, {static_cast<double>(trained.best_epoch)}};
  write_curve(trained.curve, content);
  const KeepingNow keeping;
  save_sealed(content, file);
}

TrainedWeights load_weights(const std::filesystem::path& file, const cases::Case& asked) {
  const SealedArrays content = load_sealed(file, weights_schema);
  const cases::PredictorNetworkSpec& network = asked.predictor->network;
  const NetworkShape shape{network.width, network.hidden, network.layers};
  if (fact(content, "architecture") != architecture(shape)) {
    refuse_case(fmt::format("the weights are of another architecture: {}; the case says {}",
                            fact(content, "architecture"), architecture(shape)),
                "set [predictor.network] to theirs, or train new ones", file);
  }
  for (const auto& [name, text] : dynamics_facts(asked)) {
    if (fact(content, name) != text) {
      refuse_case(fmt::format("the weights know another dynamics: {} {}; the case says {}", name,
                              fact(content, name), text),
                  "train new ones for this case", file);
    }
  }
  TrainedWeights trained;
  trained.weights.shape = shape;
  trained.weights.lengths = integers(fact(content, "lengths"));
  trained.weights.parameters = floats(content, "parameters", file);
  const std::vector<float>& scale = floats(content, "increment_scale", file);
  if (trained.weights.parameters.size() != ParameterLayout(shape).count || scale.size() != 1) {
    refuse("the number of weights is not that of the architecture they name", "restore it from a copy", file);
  }
  trained.weights.increment_scale = scale.front();
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::all_of(trained.weights.parameters.begin(), trained.weights.parameters.end(), finite) ||
      !finite(trained.weights.increment_scale)) {
    refuse("the weights hold numbers that are not finite", "restore it from a copy, or train again", file);
  }
  trained.curve = read_curve(content);
  trained.best_epoch = static_cast<int>(number(content, "best_epoch", file));
  return trained;
}

TrainedWeights stored_weights(const cases::Case& asked) {
  const std::filesystem::path file = weights_file(asked);
  TrainedWeights stored = load_weights(file, asked);
  const std::vector<int>& known = stored.weights.lengths;
  for (const int spins : asked.predictor->lengths) {
    if (std::find(known.begin(), known.end(), spins) == known.end()) {
      refuse_case(fmt::format("the weights were not built for {} spins", spins),
                  fmt::format("predict the lengths they were trained on, or name {} under fine_tuned", spins),
                  file);
    }
  }
  return stored;
}

std::optional<TrainedWeights> weights_of_this_run(const std::filesystem::path& file, const cases::Case& asked,
                                                  const std::string& identity) {
  if (!std::filesystem::exists(file)) {
    return std::nullopt;
  }
  try {
    const SealedArrays content = load_sealed(file, weights_schema);
    if (fact(content, "identity") == identity && fact(content, "made_by") == build_info().identity) {
      return load_weights(file, asked);
    }
  } catch (const Error& error) {
    const ErrorKind kind = error.diagnostics().front().kind;
    if (kind != ErrorKind::format && kind != ErrorKind::bad_case) {
      throw;
    }
  }
  return std::nullopt;
}

void save_training(const TrainingState& state, const std::vector<WorkPart>& parts,
                   const std::string& identity, const std::filesystem::path& file) {
  SealedArrays content{training_schema, {{"identity", identity}, {"build", build_info().identity}}, {}, {}};
  content.arrays["parameters"] = flat(state.parameters);
  content.arrays["best_parameters"] = flat(state.best_parameters);
  content.arrays["adam_first"] = flat(state.adam.first);
  content.arrays["adam_second"] = flat(state.adam.second);
  content.numbers["adam_steps"] = {{1}, {static_cast<double>(state.adam.steps)}};
  content.numbers["epoch"] = {{1}, {static_cast<double>(state.epoch)}};
  content.numbers["best_epoch"] = {{1}, {static_cast<double>(state.best_epoch)}};
  content.numbers["best_validation"] = {{1}, {state.best_validation}};
  content.numbers["parts"] = flat(numbers_of(parts));
  write_curve(state.curve, content);
  const KeepingNow keeping;
  save_sealed(content, file);
}

KeptTraining load_training(const std::filesystem::path& file, const std::string& identity,
                           const solvers::predictor::PredictorWeights& start) {
  const SealedArrays content = load_sealed(file, training_schema);
  if (fact(content, "identity") != identity) {
    refuse("the checkpoint belongs to another version of the case", "--force begins anew", file);
  }
  if (fact(content, "build") != build_info().identity) {
    refuse("the checkpoint was written by another build, whose bits this one cannot continue",
           "--force begins anew", file);
  }
  TrainingState state;
  state.parameters = floats(content, "parameters", file);
  state.best_parameters = floats(content, "best_parameters", file);
  state.adam.first = floats(content, "adam_first", file);
  state.adam.second = floats(content, "adam_second", file);
  state.adam.steps = static_cast<std::int64_t>(number(content, "adam_steps", file));
  state.epoch = static_cast<int>(number(content, "epoch", file));
  state.best_epoch = static_cast<int>(number(content, "best_epoch", file));
  state.best_validation = number(content, "best_validation", file);
  state.curve = read_curve(content);
  const std::size_t count = start.parameters.size(), epochs = state.curve.validation.size();
  const auto fits = [&](const std::vector<float>& values) { return values.size() == count; };
  const bool untouched = state.adam.first.empty() && state.adam.second.empty();
  if (!fits(state.parameters) || !fits(state.best_parameters) ||
      !(untouched || (fits(state.adam.first) && fits(state.adam.second))) ||
      state.epoch != static_cast<int>(epochs) || state.best_epoch >= state.epoch) {
    refuse("the checkpoint contradicts itself: sizes or epochs do not agree", "--force begins anew", file);
  }
  const auto parts = content.numbers.find("parts");
  return {std::move(state),
          parts_from(parts == content.numbers.end() ? std::vector<double>{} : parts->second.values)};
}

}  // namespace quenchmark::validation
