#include "validation/run/predictor/run_predictor.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/memory.hpp"
#include "cases/spec/names.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/evidence/stored.hpp"
#include "validation/record/sealed_arrays.hpp"
#include "validation/run/build_info.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/memory_estimate.hpp"
#include "validation/run/predictor/prediction_cost.hpp"
#include "validation/run/predictor/prediction_trial.hpp"
#include "validation/run/predictor/predictor_data.hpp"
#include "validation/run/predictor/predictor_files.hpp"

namespace quenchmark::validation {

namespace {

using namespace solvers::predictor;  // the predictor's own vocabulary
using Clock = std::chrono::steady_clock;

constexpr const char* fine_tuned_name = "weights-{}-fine-tuned";  // by length
constexpr const char* scratch_name = "weights-{}-scratch";

/// What one run of a predictor works with.
class PredictorRun {
 public:
  PredictorRun(const cases::Case& asked, const RunOptions& options, const std::string& identity)
      : asked_(asked),
        spec_(*asked.predictor),
        options_(options),
        identity_(identity),
        directory_(case_directory(options.out, asked)),
        clock_(parts_of_interrupted(), 1, options.invocation.threads),
        record_(empty_record(asked)) {
    record_.method = "simple recurrent unit, one set of weights for all chain lengths";
  }

  Record run() {
    const std::optional<TrainedWeights> base = base_weights();
    if (!base) {
      return interrupted();
    }
    record_.work["parameters"] = static_cast<double>(base->weights.parameters.size());
    record_.work["best_epoch"] = base->best_epoch;
    add_curve(base->curve, "");
    for (const int spins : spec_.lengths) {
      if (stopped()) {
        return interrupted();
      }
      attempt(spins, base->weights);
    }
    for (const int spins : spec_.fine_tuned) {
      if (!stopped() && !fine_tune(spins, base->weights)) {
        return interrupted();
      }
    }
    if (!stopped() && !spec_.timed_batches.empty()) {
      const Clock::time_point begin = Clock::now();
      record_.costs = prediction_costs(asked_, base->weights, threads(), options_.control);
      record_.timing["measuring_costs"] = seconds_since(begin);
    }
    return stopped() ? interrupted() : complete();
  }

 private:
  static double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }
  bool stopped() const { return options_.control.stop_requested(); }
  int threads() const { return options_.invocation.threads; }

  /// What an interrupted run has told in its record.
  std::vector<WorkPart> parts_of_interrupted() const {
    if (options_.earlier == Earlier::replace) {
      return {};
    }
    const Stored stored = examine(directory_ / (options_.name + ".h5"), asked_, {build_info().identity});
    if (stored.standing != Standing::interrupted) {
      return {};
    }
    const auto seconds = stored.record->timing.find("total");
    const auto used = stored.record->provenance.find("threads");
    return {{1, used == stored.record->provenance.end() ? 1 : std::atoi(used->second.c_str()),
             seconds == stored.record->timing.end() ? 0.0 : seconds->second}};
  }

  /// Where it was done, and what it took before this part. Prediction is the processor's.
  void note_work(Record& record) const {
    record.provenance["device"] = spec_.trains() ? spec_.device : "cpu";
    note_earlier_parts(clock_.earlier(), record);
  }

  Record interrupted() {
    Record record = empty_record(asked_);
    note_work(record);
    record.method = record_.method;
    record.times = {0.0};  // the start states are all that is known
    record.status = "interrupted";
    record.cause = StopCause::signal;
    record.reason = "stopped by a signal; --resume goes on from the last finished epoch";
    return record;
  }

  // ------------------------------------------------------------ data and weights

  /// Training and validation sets of some lengths, in order.
  struct Lessons {
    std::vector<TrajectorySet> training, validation;
  };

  Lessons lessons(const std::vector<int>& lengths) {
    const Clock::time_point begin = Clock::now();
    Lessons sets;
    for (const int spins : lengths) {
      if (stopped()) {
        break;  // the caller looks too
      }
      options_.control.progress({"data", static_cast<double>(sets.training.size()),
                                 static_cast<double>(lengths.size()), fmt::format("{} spins", spins)});
      sets.training.push_back(trajectories(asked_, spins, Split::training, directory_, options_.earlier));
      sets.validation.push_back(trajectories(asked_, spins, Split::validation, directory_, options_.earlier));
      linear_maps_[spins] = least_squares_step(sets.training.back());
    }
    record_.timing["data"] += seconds_since(begin);
    return sets;
  }

  std::optional<TrainedWeights> base_weights() {
    if (spec_.trains()) {
      require_device({spec_.network.width, spec_.network.hidden, spec_.network.layers}, spec_.device);
    }
    std::optional<TrainedWeights> stored;
    if (!spec_.weights.empty()) {
      stored = stored_weights(asked_);
    }
    if (options_.earlier == Earlier::replace) {  // nothing stands in the way of new ones
      remove_what_is_made_again();
    }
    if (stored) {
      lessons(spec_.lengths);  // for the linear maps to compare with
      return stopped() ? std::nullopt : std::move(stored);
    }
    const Lessons sets = lessons(spec_.lengths);
    if (stopped()) {
      return std::nullopt;
    }
    PredictorWeights start;
    start.shape = {spec_.network.width, spec_.network.hidden, spec_.network.layers};
    start.increment_scale = increment_scale(sets.training);
    start.lengths = spec_.lengths;
    start.parameters = initial_parameters(start.shape, spec_.seed);
    return trained(start, sets, spec_.training.epochs, "weights");
  }

  TrainingSettings settings(int epochs) const {
    const cases::PredictorTrainingSpec& t = spec_.training;
    TrainingSettings s;
    s.seed = spec_.seed;
    s.epochs = epochs;
    s.batches = t.batches;
    s.batch_amplitudes = t.batch_amplitudes;
    s.window = t.window;
    s.free_epochs = std::min(t.free_epochs, epochs);
    s.patience = t.patience;
    s.rate = t.rate;
    s.rate_end = t.rate_end;
    s.dropout = t.dropout;
    s.threads = threads();
    s.device = spec_.device;
    return s;
  }

  /// An unfinished training of this very run.
  std::optional<TrainingState> unfinished(const std::filesystem::path& checkpoint,
                                          const PredictorWeights& start) {
    if (!std::filesystem::exists(checkpoint)) {
      return std::nullopt;
    }
    if (options_.earlier == Earlier::refuse) {
      throw Error(ErrorKind::usage, "an interrupted training has left a checkpoint",
                  "--resume goes on from it, --force begins anew", checkpoint.string());
    }
    try {
      KeptTraining kept = load_training(checkpoint, identity_, start);
      clock_.learn_earlier(std::move(kept.parts));
      return std::move(kept.state);
    } catch (const Error&) {
      if (options_.earlier == Earlier::renew) {
        return std::nullopt;  // a suite makes what is missing, and never asks
      }
      throw;
    }
  }

  /// Weights kept under `name`; nothing when a signal came first.
  std::optional<TrainedWeights> trained(const PredictorWeights& start, const Lessons& sets, int epochs,
                                        const std::string& name) {
    const std::filesystem::path file = directory_ / (name + ".h5"),
                                checkpoint = directory_ / (name + ".checkpoint");
    remove_leftovers(file);  // and of the checkpoint, which has the same stem
    // A checkpoint outlives its training only when that was interrupted: it goes before weights of an earlier
    // run.
    std::optional<TrainingState> going;
    if (options_.earlier == Earlier::replace) {
      going = begin_training(start);
      save_training(*going, clock_.parts(), identity_,
                    checkpoint);  // or --resume would take the earlier weights for the end
    } else {
      going = unfinished(checkpoint, start);
    }
    if (!going) {
      if (std::optional<TrainedWeights> earlier = weights_of_this_run(file, asked_, identity_)) {
        return earlier;
      }
      if (std::filesystem::exists(file) && options_.earlier != Earlier::renew) {
        throw Error(
            ErrorKind::usage,
            "the weights that are here are damaged, or of another version of the case or of the program",
            "--force trains new ones in their place; or choose another --out", file.string());
      }
      going = begin_training(start);
    }
    TrainingState& state = *going;
    TrainingHooks hooks;
    hooks.control = options_.control;
    Clock::time_point kept = Clock::now();
    hooks.after_epoch = [&](const TrainingState& now) {
      if (seconds_since(kept) >= options_.checkpoint_seconds || stopped()) {
        save_training(now, clock_.parts(), identity_, checkpoint);
        kept = Clock::now();
      }
    };
    const Clock::time_point begin = Clock::now();
    try {
      train(start, settings(epochs), sets.training, sets.validation, hooks, state);
    } catch (...) {
      keep_progress(state, checkpoint);
      throw;
    }
    record_.timing["training"] += seconds_since(begin);
    if (stopped()) {
      keep_progress(state, checkpoint);
      return std::nullopt;
    }
    TrainedWeights result{start, state.curve, state.best_epoch};
    result.weights.parameters = state.best_parameters;
    save_weights(result, asked_, identity_, file);
    std::error_code ignored;
    std::filesystem::remove(checkpoint, ignored);
    return result;
  }

  void keep_progress(const TrainingState& state, const std::filesystem::path& checkpoint) const {
    if (state.epoch > 0) {
      save_training(state, clock_.parts(), identity_, checkpoint);
    }
  }

  /// What a forced run makes again anyway: were it interrupted, --resume would meet files of another version.
  void remove_what_is_made_again() const {
    std::error_code ignored;
    for (const std::vector<int>* lengths : {&spec_.lengths, &spec_.fine_tuned}) {
      for (const int spins : *lengths) {
        for (const Split split : {Split::training, Split::validation}) {
          std::filesystem::remove(trajectories_file(directory_, spins, split), ignored);
        }
      }
    }
    for (const int spins : spec_.fine_tuned) {  // of the base weights that are replaced
      for (const char* name : {fine_tuned_name, scratch_name}) {
        for (const char* suffix : {".h5", ".checkpoint"}) {
          std::filesystem::remove(directory_ / (fmt::format(fmt::runtime(name), spins) + suffix), ignored);
        }
      }
    }
  }

  // ------------------------------------------------------------ trials

  void add_curve(const TrainingCurve& curve, const std::string& prefix) {
    record_.tables[prefix + "training_loss"] = {{curve.training.size()}, curve.training};
    record_.tables[prefix + "validation_loss"] = {{curve.validation.size()}, curve.validation};
    record_.tables[prefix + "learning_rate"] = {{curve.rate.size()}, curve.rate};
  }

  /// Predicts the test states of one length and remembers the scores.
  void attempt(int spins, const PredictorWeights& weights) {
    const Clock::time_point begin = Clock::now();
    options_.control.progress({"predict", static_cast<double>(trials_.size()),
                               static_cast<double>(spec_.lengths.size() + spec_.fine_tuned.size()),
                               fmt::format("{} spins", spins)});
    if (std::optional<Trial> trial =
            try_predictor(asked_, spins, weights, linear_maps_.at(spins), threads(), options_.control)) {
      trials_.push_back(std::move(*trial));
    }
    record_.timing["trials"] += seconds_since(begin);
  }

  bool fine_tune(int spins, const PredictorWeights& base) {
    const Lessons sets = lessons({spins});
    if (stopped()) {
      return false;
    }
    PredictorWeights tuned = base, scratch = base;
    tuned.lengths.push_back(spins);
    scratch.lengths = {spins};
    scratch.parameters = initial_parameters(scratch.shape, spec_.seed);
    const auto after_tuning =
        trained(tuned, sets, spec_.fine_tuning_epochs, fmt::format(fmt::runtime(fine_tuned_name), spins));
    const auto after_scratch = after_tuning ? trained(scratch, sets, spec_.fine_tuning_epochs,
                                                      fmt::format(fmt::runtime(scratch_name), spins))
                                            : std::nullopt;
    if (!after_scratch) {
      return false;
    }
    add_curve(after_tuning->curve, fmt::format("fine_tuned_{}_", spins));
    add_curve(after_scratch->curve, fmt::format("scratch_{}_", spins));
    attempt(spins, after_tuning->weights);
    const auto entropy_of = [&](const PredictorWeights& weights) {
      const std::optional<Trial> trial =
          try_predictor(asked_, spins, weights, {}, threads(), options_.control);
      return trial ? trial->predictor.entropy : std::vector<double>{};
    };
    untuned_.push_back(entropy_of(base));
    scratch_.push_back(entropy_of(after_scratch->weights));
    return !stopped();
  }

  // ------------------------------------------------------------ the record

  int length_of(std::size_t trial) const {
    const std::size_t trained = spec_.lengths.size();
    return trial < trained ? spec_.lengths[trial] : spec_.fine_tuned[trial - trained];
  }

  /// [time, column] from one curve per column, as long as predictions are finite.
  Dataset table(const std::vector<std::vector<double>>& columns) const {
    Dataset data{{record_.times.size(), columns.size()}, {}};
    for (std::size_t t = 0; t < data.shape[0]; ++t) {
      for (const std::vector<double>& column : columns) {
        data.values.push_back(column[t]);
      }
    }
    return data;
  }

  /// Rows of a table up to the last recorded time.
  Dataset cut(Dataset trace) const {
    trace.values.resize(trace.values.size() / trace.shape[0] * record_.times.size());
    trace.shape[0] = record_.times.size();
    return trace;
  }

  /// Whether what was predicted by a trial, and by the weights that it is compared with, has finite scores.
  bool finite_at(std::size_t trial, std::size_t step) const {
    const std::size_t trained = spec_.lengths.size();
    return trials_[trial].predictor.finite_at(step) &&
           (trial < trained || (std::isfinite(scratch_[trial - trained][step]) &&
                                std::isfinite(untuned_[trial - trained][step])));
  }

  /// The output times at which all predictions are finite. A predictor that diverges has a record until it
  /// does.
  void add_times() {
    const int steps = step_count(asked_);
    for (std::size_t step = 0; step <= static_cast<std::size_t>(steps); ++step) {
      for (std::size_t which = 0; which < trials_.size(); ++which) {
        if (!finite_at(which, step)) {
          record_.status = "stopped";
          record_.cause = StopCause::non_finite;
          record_.reason =
              fmt::format("the scores of {} spins are not finite at t = {:.6g}: the predictor diverges",
                          length_of(which), asked_.protocol.output_dt * static_cast<double>(step));
          return;
        }
      }
      record_.times.push_back(asked_.protocol.output_dt * static_cast<double>(step));
    }
  }

  static std::vector<double> scaled(std::vector<double> values, double factor) {
    std::transform(values.begin(), values.end(), values.begin(), [factor](double v) { return v * factor; });
    return values;
  }

  std::vector<double> curve_of(cases::ObservableKind kind, std::size_t which) const {
    const Scores& s = trials_[which].predictor;
    switch (kind) {
      case cases::ObservableKind::relative_entropy:
        return s.entropy;
      case cases::ObservableKind::relative_entropy_born:
        return s.entropy_born;
      case cases::ObservableKind::infidelity:
        return s.infidelity;
      case cases::ObservableKind::norm_drift:
        return s.norm_drift;
      case cases::ObservableKind::mx_error:
        return s.mx_error;
      case cases::ObservableKind::mz_error:
        return s.mz_error;
      case cases::ObservableKind::entropy_over_persistence:
        return scaled(s.entropy, 1.0 / largest(trials_[which].persistence.entropy));
      default:  // entropy_over_scratch, of fine-tuned lengths
        return scaled(s.entropy, 1.0 / largest(scratch_[which - spec_.lengths.size()]));
    }
  }

  template <class Curve>
  Dataset over_trials(Curve curve) const {
    std::vector<std::vector<double>> columns;
    for (const Trial& trial : trials_) {
      columns.push_back(curve(trial));
    }
    return table(columns);
  }

  Record complete() {
    add_times();
    for (std::size_t which = 0; which < trials_.size(); ++which) {
      const int spins = length_of(which);
      record_.tables[fmt::format("exact_{}", spins)] = cut(std::move(trials_[which].trace_exact));
      record_.tables[fmt::format("predicted_{}", spins)] = cut(std::move(trials_[which].trace_predicted));
    }
    for (const cases::Observable& observable : asked_.observables) {
      std::vector<std::vector<double>> columns;
      const bool tuned_only = observable.kind == cases::ObservableKind::entropy_over_scratch;
      for (std::size_t which = tuned_only ? spec_.lengths.size() : 0; which < trials_.size(); ++which) {
        columns.push_back(curve_of(observable.kind, which));
      }
      ObservableRecord& stored = record_.observables[std::string(cases::name(observable.kind))];
      stored.components = cases::components_of(asked_, observable);
      stored.mean = table(columns);
    }
    add_rivals();
    record_.work["test_states"] = spec_.data.test;
    note_work(record_);
    return std::move(record_);
  }

  void add_rivals() {
    std::vector<double> lengths(spec_.lengths.begin(), spec_.lengths.end());
    record_.tables["trained_lengths"] = {{lengths.size()}, lengths};
    lengths.insert(lengths.end(), spec_.fine_tuned.begin(), spec_.fine_tuned.end());
    record_.tables["lengths"] = {{lengths.size()}, lengths};
    record_.tables["persistence_entropy"] = over_trials([](const Trial& t) { return t.persistence.entropy; });
    record_.tables["linear_map_entropy"] = over_trials([](const Trial& t) { return t.linear_map.entropy; });
    record_.tables["linear_map_infidelity"] =
        over_trials([](const Trial& t) { return t.linear_map.infidelity; });
    if (!spec_.fine_tuned.empty()) {
      record_.tables["untuned_entropy"] = table(untuned_);
      record_.tables["scratch_entropy"] = table(scratch_);
    }
  }

  const cases::Case& asked_;
  const cases::PredictorSpec& spec_;
  const RunOptions& options_;
  std::string identity_;
  std::filesystem::path directory_;
  WorkClock clock_;
  Record record_;
  std::map<int, Eigen::MatrixXcd> linear_maps_;  // by length
  std::vector<Trial> trials_;                    // of lengths, then of fine_tuned
  std::vector<std::vector<double>> untuned_, scratch_;
};

}  // namespace

Record predictor_record(const cases::Case& asked, const RunOptions& options, const std::string& identity) {
  require_memory("training and trying the predictor", memory_bytes(asked, options.invocation.threads),
                 memory_budget(options.memory_limit),
                 "lower data.training, data.steps, training.batch_amplitudes, training.window or "
                 "timed_batches of [predictor], or take a smaller tier");
  return PredictorRun(asked, options, identity).run();
}

}  // namespace quenchmark::validation
