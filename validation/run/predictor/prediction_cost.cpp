#include "validation/run/predictor/prediction_cost.hpp"

#include <fmt/core.h>

#include <chrono>
#include <functional>

#include "base/parallel_loop.hpp"
#include "reference/ensemble/dense_evolution.hpp"
#include "solvers/predictor/prediction.hpp"
#include "validation/run/predictor/prediction_trial.hpp"
#include "validation/run/predictor/predictor_data.hpp"

namespace quenchmark::validation {

namespace {

using reference::DenseEvolution;
using Clock = std::chrono::steady_clock;

constexpr int repetitions = 3;  // as in the paper

double mean_seconds(const RunControl& control, const std::function<void()>& work) {
  double sum = 0.0;
  for (int k = 0; k < repetitions && !control.stop_requested(); ++k) {
    const Clock::time_point begin = Clock::now();
    work();
    sum += std::chrono::duration<double>(Clock::now() - begin).count();
  }
  return sum / repetitions;
}

/// One batch: every method makes all states of all steps and keeps the last.
struct Contest {
  const cases::Problem problem;
  const Eigen::MatrixXcd start;
  const double dt;
  const int steps;
  const int threads;
  const RunControl& control;
  Eigen::MatrixXcd last;

  void evolve_one(const DenseEvolution& exact, Eigen::Index k) {
    const Eigen::VectorXcd components = exact.components(start.col(k));
    for (int step = 1; step <= steps; ++step) {
      last.col(k) = exact.from_components(components, dt * step);
    }
  }

  void diagonalise_every_time() {
    parallel_for(start.cols(), threads, [&](std::int64_t k) {
      if (!control.stop_requested()) {
        evolve_one(DenseEvolution(problem), k);
      }
    });
  }

  void diagonalise_once() {
    const DenseEvolution exact(problem);
    parallel_for(start.cols(), threads, [&](std::int64_t k) {
      if (!control.stop_requested()) {
        evolve_one(exact, k);
      }
    });
  }

  void batched_propagator() {
    const Eigen::MatrixXcd step_matrix = DenseEvolution(problem).propagator(dt);
    const Eigen::Index share = (start.cols() + threads - 1) / threads;
    parallel_for_tiles(start.cols(), share, threads, [&](std::int64_t begin, std::int64_t end) {
      const Eigen::Index count = end - begin;
      Eigen::MatrixXcd states = start.middleCols(begin, count), next;
      for (int step = 0; step < steps; ++step) {
        next.noalias() = step_matrix * states;
        states.swap(next);
      }
      last.middleCols(begin, count) = states;
    });
  }
};

}  // namespace

CostTable prediction_costs(const cases::Case& asked, const solvers::predictor::PredictorWeights& weights,
                           int threads, const RunControl& control) {
  const cases::PredictorSpec& spec = *asked.predictor;
  CostTable costs;
  for (const int spins : spec.lengths) {
    for (const int batch : spec.timed_batches) {
      if (control.stop_requested()) {
        return {};
      }
      control.progress({"time", static_cast<double>(spins), static_cast<double>(spec.lengths.back()),
                        fmt::format("{} spins, batches of {}", spins, batch)});
      Contest contest{chain_problem(asked, spins),
                      start_states(asked, spins, Split::test, 0, batch),
                      asked.protocol.output_dt,
                      step_count(asked),
                      threads,
                      control,
                      {}};
      const auto record = [&](const char* method, const std::function<void()>& work) {
        costs.seconds[method].push_back(mean_seconds(control, work));
      };
      costs.spins.push_back(spins);
      costs.batch.push_back(batch);
      contest.last.resizeLike(contest.start);
      const std::vector<float> start = to_floats(contest.start);
      std::vector<float> predicted(start.size() * static_cast<std::size_t>(contest.steps));
      record("predictor", [&] {
        solvers::predictor::predict(weights, spins, static_cast<std::size_t>(batch), start,
                                    static_cast<std::size_t>(contest.steps), {threads, spec.renormalise},
                                    predicted);
      });
      record("diagonalise_every_time", [&] { contest.diagonalise_every_time(); });
      record("diagonalise_once", [&] { contest.diagonalise_once(); });
      record("batched_propagator", [&] { contest.batched_propagator(); });
    }
  }
  return control.stop_requested() ? CostTable{} : costs;
}

}  // namespace quenchmark::validation
