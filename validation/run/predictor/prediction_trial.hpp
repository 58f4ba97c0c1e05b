#pragma once
// A predictor, and what it has to beat, on the unseen test states of one chain length.

#include <Eigen/Core>
#include <optional>

#include "base/run_control.hpp"
#include "cases/spec/case.hpp"
#include "solvers/predictor/trajectory_set.hpp"
#include "solvers/predictor/weights.hpp"
#include "validation/record/record.hpp"
#include "validation/run/predictor/prediction_scores.hpp"

namespace quenchmark::validation {

struct Trial {
  Scores predictor;
  Scores persistence;                    ///< psi(t) = psi(0)
  Scores linear_map;                     ///< the least-squares step below, applied again and again
  Dataset trace_exact, trace_predicted;  ///< [time, configuration] |amplitude| of one Haar-random test state
};

/// The matrix A that makes sum |psi(t + dt) - A psi(t)|^2 over a training set smallest, nearest to the
/// identity where the set says nothing: 4^N numbers for one length, where the predictor has one set of
/// weights for all.
Eigen::MatrixXcd least_squares_step(const solvers::predictor::TrajectorySet& training);

/// All output times of the protocol. `linear_map`: empty to leave it out. The same numbers for any threads;
/// nothing when a stop was requested meanwhile.
std::optional<Trial> try_predictor(const cases::Case& asked, int spins,
                                   const solvers::predictor::PredictorWeights& weights,
                                   const Eigen::MatrixXcd& linear_map, int threads,
                                   const RunControl& control);

/// Steps of the protocol.
int step_count(const cases::Case& asked);

/// Complex columns [2^spins][count] as the predictor takes them, [count][2^spins][re, im], and back.
std::vector<float> to_floats(const Eigen::MatrixXcd& states);
Eigen::MatrixXcd to_columns(const float* amplitudes, Eigen::Index configurations, Eigen::Index count);

}  // namespace quenchmark::validation
