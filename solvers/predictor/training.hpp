#pragma once
// The training loop: windows of exact trajectories, teacher forcing, Adam, validation, early stop. Plain C++;
// losses and gradients come from the torch module.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/run_control.hpp"
#include "solvers/predictor/adam.hpp"
#include "solvers/predictor/trajectory_set.hpp"
#include "solvers/predictor/weights.hpp"

namespace quenchmark::solvers::predictor {

struct TrainingSettings {
  std::uint64_t seed = 1;
  int epochs = 10;
  int batches = 10;             ///< per epoch and chain length
  int batch_amplitudes = 1024;  ///< of all states of a batch together
  int window = 16;              ///< steps of a sequence; it begins anywhere in a trajectory
  int free_epochs = 0;          ///< the last so many epochs run on their own predictions
  int patience = 0;             ///< end after so many epochs without a better validation; 0: never
  double rate = 1e-3;           ///< of Adam; falls to rate_end along a cosine
  double rate_end = 1e-5;
  double dropout = 0.0;
  int threads = 1;
  std::string device = "cpu";
};

/// Losses are relative: the mean square error of a step over that of a prediction that changes nothing.
struct TrainingCurve {
  std::vector<double> training, validation, rate;  ///< [epoch]
};

/// Everything that goes on from epoch to epoch.
struct TrainingState {
  std::vector<float> parameters, best_parameters;
  AdamState adam;
  TrainingCurve curve;
  int epoch = 0;  ///< finished
  int best_epoch = -1;
  double best_validation = 0.0;
};

struct TrainingHooks {
  RunControl control;
  std::function<void(const TrainingState&)> after_epoch;  ///< e.g. keeps a checkpoint
};

/// Throws Error(device) when the torch module or the device is not there: to be asked before long work.
void require_device(const NetworkShape& shape, const std::string& device);

/// Begins anew from `start` (its shape, scale and parameters).
TrainingState begin_training(const PredictorWeights& start);

/// Trains until the last epoch, an early stop, or a stop request; goes on from `state`. The same bits for the
/// same seed, whatever the number of threads. Throws Error(numeric) when a loss is not finite: `state` is
/// then that of the last sound epoch. Throws Error(device) when the module or its device is not there.
void train(const PredictorWeights& start, const TrainingSettings& settings,
           const std::vector<TrajectorySet>& training, const std::vector<TrajectorySet>& validation,
           const TrainingHooks& hooks, TrainingState& state);

/// The scale of increments for a set of chain lengths: the root of the mean over lengths of
/// mean_square_increment.
float increment_scale(const std::vector<TrajectorySet>& training);

}  // namespace quenchmark::solvers::predictor
