#pragma once
// Table 1 of [SRU] with honest rivals: seconds for all states of a batch over all steps of the protocol.

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "solvers/predictor/weights.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Wall-clock seconds, mean of three runs, for the lengths and batches of the case; no rows when a stop was
/// requested meanwhile. They go to /timing, since no two runs agree in them. Methods:
///   predictor               autoregressive prediction
///   diagonalise_every_time  H made and diagonalised anew for every state, as the paper's times suggest: they
///                           are linear in the batch
///   diagonalise_once        diagonalised once per batch, every state by itself through the eigenbasis
///   batched_propagator      diagonalised once, then one matrix product per step for the whole batch
/// All use `threads`: the predictor over groups of states, the others over shares of the states.
CostTable prediction_costs(const cases::Case& asked, const solvers::predictor::PredictorWeights& weights,
                           int threads, const RunControl& control);

}  // namespace quenchmark::validation
