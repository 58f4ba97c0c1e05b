#include "validation/run/memory_estimate.hpp"

#include <algorithm>

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
      return reference::reference_memory_bytes(problem, resolved.reference, {});
    default:
      return 0;
  }
}

/// The trajectories of all lengths stand in memory while weights are trained on them; one more copy of the
/// largest is made when it is written. Trials hold 64 states of all steps per thread.
std::int64_t predictor_bytes(const cases::Case& resolved) {
  const cases::PredictorSpec& predictor = *resolved.predictor;
  const std::int64_t states = predictor.data.training + predictor.data.validation;
  const auto set = [&](int spins) {
    return states * (predictor.data.steps + 1) * (std::int64_t{1} << spins) * std::int64_t{2 * sizeof(float)};
  };
  std::int64_t sum = 0, largest = 0;
  for (const int spins : predictor.lengths) {
    sum += set(spins);
    largest = std::max(largest, 2 * set(spins));
  }
  for (const int spins : predictor.fine_tuned) {
    largest = std::max(largest, 3 * set(spins));  // the set itself, and its copies
  }
  return sum + largest;
}

}  // namespace

std::int64_t memory_bytes(const cases::Case& resolved) {
  const cases::Problem problem = cases::make_problem(resolved);
  const std::int64_t solver = resolved.solver ? solvers::solver_memory_bytes(*resolved.solver, problem) : 0;
  const std::int64_t predictor = resolved.predictor ? predictor_bytes(resolved) : 0;
  return std::max({reference_bytes(resolved, problem), solver, predictor});
}

}  // namespace quenchmark::validation
