#pragma once
// Weights and unfinished trainings of a predictor on disk.

#include <filesystem>
#include <optional>
#include <string>

#include "cases/spec/case.hpp"
#include "solvers/predictor/training.hpp"
#include "solvers/predictor/weights.hpp"
#include "validation/run/work_parts.hpp"

namespace quenchmark::validation {

/// Trained weights with the curve of their training.
struct TrainedWeights {
  solvers::predictor::PredictorWeights weights;
  solvers::predictor::TrainingCurve curve;
  int best_epoch = -1;
};

/// `identity`: of the case that trained them, see result_identity.
void save_weights(const TrainedWeights& trained, const cases::Case& asked, const std::string& identity,
                  const std::filesystem::path& file);

/// Weights for this case. Error(format), with the file, when it is damaged; Error(bad_case) when it has
/// another architecture than [predictor.network], or was trained on other couplings or another step.
TrainedWeights load_weights(const std::filesystem::path& file, const cases::Case& asked);

/// What predictor.weights names, for all lengths that the case predicts; Error(bad_case) when one is missing
/// too.
TrainedWeights stored_weights(const cases::Case& asked);

/// The weights when this build trained them for this very identity, else nothing (also when there is no
/// file): another build would not have found the same bits.
std::optional<TrainedWeights> weights_of_this_run(const std::filesystem::path& file, const cases::Case& asked,
                                                  const std::string& identity);

/// An unfinished training; the same build alone can go on with the same bits. `parts`: what the whole run has
/// taken so far.
void save_training(const solvers::predictor::TrainingState& state, const std::vector<WorkPart>& parts,
                   const std::string& identity, const std::filesystem::path& file);

struct KeptTraining {
  solvers::predictor::TrainingState state;
  std::vector<WorkPart> parts;
};

/// Error(format) when it is damaged, of another case or of another build. `start`: the weights that the
/// training began with.
KeptTraining load_training(const std::filesystem::path& file, const std::string& identity,
                           const solvers::predictor::PredictorWeights& start);

}  // namespace quenchmark::validation
