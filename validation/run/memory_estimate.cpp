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

}  // namespace

std::int64_t memory_bytes(const cases::Case& resolved) {
  const cases::Problem problem = cases::make_problem(resolved);
  const std::int64_t solver = resolved.solver ? solvers::solver_memory_bytes(*resolved.solver, problem) : 0;
  return std::max(reference_bytes(resolved, problem), solver);
}

}  // namespace quenchmark::validation
