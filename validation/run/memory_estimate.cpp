#include "validation/run/memory_estimate.hpp"

#include <algorithm>
#include <cmath>

#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "solvers/evolution/run_solver.hpp"

namespace quenchmark::validation {

namespace {

std::int64_t reference_bytes(const cases::Case& resolved, const cases::Problem& problem) {
  switch (resolved.reference.method) {
    case cases::ReferenceMethod::free_fermions:
    case cases::ReferenceMethod::exact:
    case cases::ReferenceMethod::exact_sector:
    case cases::ReferenceMethod::series:
      return reference::reference_memory_bytes(problem, resolved.reference, {});
    default:
      return 0;
  }
}

constexpr std::int64_t complex_bytes = 16, float_bytes = 4;
constexpr std::int64_t states_of_a_trial = 64;  ///< that one thread predicts at once, see try_predictor
constexpr std::int64_t parts_of_a_batch = 4;    ///< that threads share, see train

/// What one chain length takes in each phase of a run: data, training, trial, timing follow one another.
class LengthBytes {
 public:
  LengthBytes(const cases::Case& resolved, int spins, std::int64_t threads)
      : spec_(*resolved.predictor),
        threads_(threads),
        configurations_(std::int64_t{1} << spins),
        matrix_(configurations_ * configurations_ * complex_bytes),
        steps_(std::llround(resolved.protocol.t_max / resolved.protocol.output_dt)) {}

  /// Trajectories of training and validation, as long as weights are trained on them.
  std::int64_t kept() const {
    return (std::int64_t{spec_.data.training} + spec_.data.validation) * (spec_.data.steps + 1) * state();
  }

  /// While they are computed or written, or give the least-squares step.
  std::int64_t making() const {
    const std::int64_t columns =
        std::int64_t{std::max(spec_.data.training, spec_.data.validation)} * configurations_ * complex_bytes;
    return kept() + 4 * columns + 5 * matrix_;
  }

  /// The windows of a batch, and what the layers keep of them for the derivatives.
  std::int64_t training() const {
    const cases::PredictorNetworkSpec& n = spec_.network;
    const std::int64_t window = std::min(spec_.training.window, spec_.data.steps);
    const std::int64_t states =
        std::max<std::int64_t>(1, spec_.training.batch_amplitudes / configurations_ / parts_of_a_batch);
    const std::int64_t features = 6 * n.width + 2 * n.hidden + 6 * std::int64_t{n.layers} * n.width;
    return parts_of_a_batch * (window + 1) * states * state() + std::min(threads_, parts_of_a_batch) *
                                                                    window * states * configurations_ * 2 *
                                                                    features * float_bytes;
  }

  std::int64_t trial() const {
    const std::int64_t states = std::min<std::int64_t>(spec_.data.test, states_of_a_trial);
    const std::int64_t tasks = (spec_.data.test + states_of_a_trial - 1) / states_of_a_trial;
    return matrix_ + std::min(threads_, tasks) * (states * (steps_ + 1) * state() +
                                                  7 * states * configurations_ * complex_bytes + 3 * matrix_);
  }

  std::int64_t timing() const {
    std::int64_t batch = 0;
    for (const int timed : spec_.timed_batches) {
      batch = std::max<std::int64_t>(batch, timed);
    }
    return batch == 0 ? 0
                      : batch * (steps_ + 1) * state() + 5 * batch * configurations_ * complex_bytes +
                            (2 * std::min(threads_, batch) + 3) * matrix_;
  }

  /// The least-squares step and two traces, in the trial and in the record.
  std::int64_t results() const {
    return matrix_ + 4 * (steps_ + 1) * configurations_ * std::int64_t{sizeof(double)};
  }

 private:
  std::int64_t state() const { return 2 * configurations_ * float_bytes; }

  const cases::PredictorSpec& spec_;
  std::int64_t threads_, configurations_, matrix_, steps_;
};

std::int64_t predictor_bytes(const cases::Case& resolved, int threads) {
  const cases::PredictorSpec& predictor = *resolved.predictor;
  std::int64_t kept = 0, results = 0, beside = 0, later = 0;
  for (const int spins : predictor.lengths) {
    const LengthBytes length(resolved, spins, threads);
    kept += length.kept();
    results += length.results();
    beside = std::max({beside, length.making(), length.training()});
    later = std::max({later, length.trial(), length.timing()});
  }
  for (const int spins : predictor.fine_tuned) {
    const LengthBytes length(resolved, spins, threads);
    results += length.results();
    later = std::max({later, length.kept() + std::max({length.making(), length.training(), length.trial()})});
  }
  return results + std::max(kept + beside, later);
}

}  // namespace

std::int64_t memory_bytes(const cases::Case& resolved, int threads) {
  const cases::Problem problem = cases::make_problem(resolved);
  const std::int64_t solver = resolved.solver ? solvers::solver_memory_bytes(*resolved.solver, problem) : 0;
  const std::int64_t predictor = resolved.predictor ? predictor_bytes(resolved, threads) : 0;
  return std::max({reference_bytes(resolved, problem), solver, predictor});
}

}  // namespace quenchmark::validation
