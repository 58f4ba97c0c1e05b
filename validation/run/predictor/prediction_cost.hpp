#pragma once
// Table 1 of [SRU] with honest rivals: seconds for all states of a batch over all steps of the protocol.

#include <map>
#include <string>

#include "cases/spec/case.hpp"
#include "cases/spec/run_control.hpp"
#include "solvers/predictor/weights.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Tables [length, batch] of wall-clock seconds, mean of three runs, lengths and batches as in the case:
///   seconds_predictor                 autoregressive prediction
///   seconds_diagonalise_every_time    H made and diagonalised anew for every state, as the paper's times
///                                     (linear in the batch) suggest
///   seconds_diagonalise_once          diagonalised once per batch, every state by itself through the
///   eigenbasis seconds_batched_propagator        diagonalised once, then one matrix product per step for the
///   whole batch
/// All sides use `threads` where they can: the predictor over groups of states, the others Eigen's one thread
/// per share of the states.
std::map<std::string, Dataset> prediction_costs(const cases::Case& asked,
                                                const solvers::predictor::PredictorWeights& weights,
                                                int threads, const RunControl& control);

}  // namespace quenchmark::validation
