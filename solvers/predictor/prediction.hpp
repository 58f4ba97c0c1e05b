#pragma once
// Autoregressive prediction without LibTorch: sixteen states side by side in vector lanes, one pass over the
// amplitudes per step, every intermediate value in registers or the nearest cache.

#include <span>

#include "solvers/predictor/weights.hpp"

namespace quenchmark::solvers::predictor {

struct PredictionSettings {
  int threads = 1;
  bool renormalise = false;  ///< divide every predicted state by its norm before it is used and handed out
};

/// predicted [steps][states][2^spins][re, im] from start [states][2^spins][re, im]: state k + 1 is predicted
/// from the prediction of state k, the memory cells start at zero. `weights` may have been trained on any
/// lengths; whether to trust them on this one is the caller's to say. The same bits for any number of
/// threads. Throws Error(internal) when the arrays do not fit the shapes.
void predict(const PredictorWeights& weights, int spins, std::size_t states, std::span<const float> start,
             std::size_t steps, const PredictionSettings& settings, std::span<float> predicted);

}  // namespace quenchmark::solvers::predictor
