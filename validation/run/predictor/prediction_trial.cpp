#include "validation/run/predictor/prediction_trial.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>

#include "base/parallel_loop.hpp"
#include "reference/ensemble/dense_evolution.hpp"
#include "solvers/predictor/prediction.hpp"
#include "validation/run/predictor/predictor_data.hpp"

namespace quenchmark::validation {

namespace {

using solvers::predictor::PredictorWeights;
using solvers::predictor::TrajectorySet;

constexpr std::int64_t states_at_once = 64;
constexpr std::int64_t traced_state = 1;  // of `both` ensembles the Haar-random one

struct Task {
  const cases::Case& asked;
  int spins;
  const PredictorWeights& weights;
  const Eigen::MatrixXcd& linear_map;
  const reference::DenseEvolution& exact;
};

void trace(const Eigen::MatrixXcd& states, Dataset& out) {
  const Eigen::Index column = std::min<Eigen::Index>(traced_state, states.cols() - 1);
  for (Eigen::Index x = 0; x < states.rows(); ++x) {
    out.values.push_back(std::abs(states(x, column)));
  }
}

/// Sums over the test states first .. first + count - 1.
Trial try_some(const Task& task, std::int64_t first, std::int64_t count) {
  const auto steps = static_cast<std::size_t>(step_count(task.asked));
  const Eigen::Index configurations = Eigen::Index{1} << task.spins;
  const Eigen::MatrixXcd start = start_states(task.asked, task.spins, Split::test, first, count);
  const std::vector<float> start_floats = to_floats(start);
  std::vector<float> predicted(steps * start_floats.size());
  solvers::predictor::predict(task.weights, task.spins, static_cast<std::size_t>(count), start_floats, steps,
                              {1, task.asked.predictor->renormalise}, predicted);
  Trial trial{Scores(steps + 1), Scores(steps + 1), Scores(steps + 1), {}, {}};
  Eigen::MatrixXcd linear = start;
  task.exact.evolve(start, task.asked.protocol.output_dt, static_cast<int>(steps),
                    [&](int step, const Eigen::MatrixXcd& states) {
                      const auto time = static_cast<std::size_t>(step);
                      const Eigen::MatrixXcd guess =
                          step == 0 ? start
                                    : to_columns(predicted.data() + (time - 1) * start_floats.size(),
                                                 configurations, count);
                      trial.predictor.add(time, states, guess);
                      trial.persistence.add(time, states, start);
                      if (task.linear_map.size() > 0) {
                        linear = step == 0 ? start : Eigen::MatrixXcd(task.linear_map * linear);
                        trial.linear_map.add(time, states, linear);
                      }
                      if (first == 0) {
                        trace(states, trial.trace_exact);
                        trace(guess, trial.trace_predicted);
                      }
                    });
  trial.trace_exact.shape =
      trial.trace_predicted.shape = {steps + 1, static_cast<std::size_t>(configurations)};
  return trial;
}

void add(const Scores& part, Scores& sum) {
  const auto plus = [](const std::vector<double>& from, std::vector<double>& to) {
    std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>());
  };
  plus(part.entropy, sum.entropy);
  plus(part.entropy_born, sum.entropy_born);
  plus(part.infidelity, sum.infidelity);
  plus(part.norm_drift, sum.norm_drift);
  plus(part.mx_error, sum.mx_error);
  plus(part.mz_error, sum.mz_error);
}

}  // namespace

int step_count(const cases::Case& asked) {
  return static_cast<int>(std::lround(asked.protocol.t_max / asked.protocol.output_dt));
}

std::vector<float> to_floats(const Eigen::MatrixXcd& states) {
  std::vector<float> floats;
  floats.reserve(static_cast<std::size_t>(2 * states.size()));
  for (Eigen::Index k = 0; k < states.size(); ++k) {
    floats.push_back(static_cast<float>(states(k).real()));  // column after column
    floats.push_back(static_cast<float>(states(k).imag()));
  }
  return floats;
}

Eigen::MatrixXcd to_columns(const float* amplitudes, Eigen::Index configurations, Eigen::Index count) {
  Eigen::MatrixXcd states(configurations, count);
  for (Eigen::Index k = 0; k < states.size(); ++k) {
    states(k) = {static_cast<double>(amplitudes[2 * k]), static_cast<double>(amplitudes[2 * k + 1])};
  }
  return states;
}

Eigen::MatrixXcd least_squares_step(const TrajectorySet& training) {
  const auto dimension = static_cast<Eigen::Index>(training.configurations());
  Eigen::MatrixXcd squares = Eigen::MatrixXcd::Zero(dimension, dimension), increments = squares;
  // Neighbouring times say nearly the same; twenty of them per amplitude are plenty.
  const std::size_t pairs = training.states * training.steps, enough = 20 * training.configurations();
  const std::size_t stride = std::max<std::size_t>(1, std::min(pairs / enough, training.steps / 2));
  for (std::size_t which = 0; which < training.states; ++which) {
    for (std::size_t t = which % stride; t < training.steps; t += stride) {
      const Eigen::MatrixXcd now = to_columns(training.state(which, t).data(), dimension, 1);
      const Eigen::MatrixXcd next = to_columns(training.state(which, t + 1).data(), dimension, 1);
      squares.noalias() += now * now.adjoint();
      increments.noalias() += (next - now) * now.adjoint();
    }
  }
  // The pseudo-inverse: where the trajectories never went, the map leaves the state at rest.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(squares);
  constexpr double rounding = 1e-12;  // squares of single-precision numbers
  const double floor = rounding * solver.eigenvalues().tail(1)[0];
  const Eigen::VectorXd inverse =
      solver.eigenvalues().unaryExpr([floor](double value) { return value > floor ? 1.0 / value : 0.0; });
  return Eigen::MatrixXcd::Identity(dimension, dimension) +
         increments * solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().adjoint();
}

std::optional<Trial> try_predictor(const cases::Case& asked, int spins, const PredictorWeights& weights,
                                   const Eigen::MatrixXcd& linear_map, int threads,
                                   const RunControl& control) {
  const reference::DenseEvolution exact(chain_problem(asked, spins));
  const Task task{asked, spins, weights, linear_map, exact};
  const std::int64_t states = asked.predictor->data.test;
  const std::int64_t parts = (states + states_at_once - 1) / states_at_once;
  std::vector<std::optional<Trial>> trials(static_cast<std::size_t>(parts));
  parallel_for(parts, threads, [&](std::int64_t part) {
    if (control.stop_requested()) {
      return;
    }
    const std::int64_t first = part * states_at_once;
    trials[static_cast<std::size_t>(part)] = try_some(task, first, std::min(states_at_once, states - first));
  });
  if (control.stop_requested()) {
    return std::nullopt;
  }
  Trial total = std::move(*trials.front());
  for (std::size_t part = 1; part < trials.size(); ++part) {  // in order, so that threads change no bits
    add(trials[part]->predictor, total.predictor);
    add(trials[part]->persistence, total.persistence);
    add(trials[part]->linear_map, total.linear_map);
  }
  for (Scores* scores : {&total.predictor, &total.persistence, &total.linear_map}) {
    scores->divide(static_cast<double>(states));
  }
  return total;
}

}  // namespace quenchmark::validation
