#pragma once
// A case with a [predictor]: data, training (or stored weights), fine-tuning, trials on unseen states, costs.

#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// The record of a predictor. Observables are [time, length]; /tables holds
///   lengths [L], trained_lengths
///   training_loss, validation_loss, learning_rate [epoch]; also with prefixes fine_tuned_<N>_, scratch_<N>_
///   persistence_entropy, linear_map_entropy, linear_map_infidelity [time, length]
///   untuned_entropy, scratch_entropy [time, fine-tuned length]
///   exact_<N>, predicted_<N> [time, configuration]: |amplitude| of one test state
/// /timing/costs holds the costs, see prediction_cost.hpp.
/// Weights go to weights.h5 beside the result, data to chain-<N>-<split>.h5; --resume goes on from the epoch
/// that was finished last. `identity`: result_identity. Throws Error(numeric) when a loss is not finite,
/// Error(device) when training needs LibTorch and it is not there, Error(format) for files that do not fit.
Record predictor_record(const cases::Case& asked, const RunOptions& options, const std::string& identity);

/// The reference of such a case: a perfect predictor scores 0. Its error is what the scores make of the
/// difference between the dense evolution that trials are held against and the exact engine's own
/// propagators.
Record predictor_reference(const cases::Case& asked, const RunOptions& options);

}  // namespace quenchmark::validation
