#include "validation/run/run_case.hpp"

#include "cases/spec/error.hpp"
#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"
#include "solvers/evolution/run_solver.hpp"
#include "validation/budget/budget.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/case_record.hpp"
#include "validation/run/keep_record.hpp"
#include "validation/run/published_curve.hpp"
#include "validation/run/reference_record.hpp"
#include "validation/run/result_store.hpp"
#include "validation/run/trajectory_record.hpp"

namespace quenchmark::validation {

namespace {

std::vector<solvers::Trajectory> walk_replicas(const cases::Case& asked, const cases::Problem& problem,
                                               const RunOptions& options) {
  const bool all = options.replica < 0;
  const int first = all ? 0 : options.replica;
  const int last = all ? asked.solver->replicas : options.replica + 1;
  std::vector<solvers::Trajectory> replicas;
  for (int replica = first; replica < last && !(replica > first && options.control.stop_requested());
       ++replica) {
    RunControl control = options.control;
    if (last - first > 1 && control.report) {
      control.report = [&, replica](const ProgressReport& where) {
        ProgressReport named = where;
        named.phase = "replica " + std::to_string(replica) + ", " + where.phase;
        options.control.progress(named);
      };
    }
    solvers::SolverSettings settings;
    settings.threads = options.invocation.threads;
    settings.replica = replica;
    settings.store_states = replica == first;
    replicas.push_back(solvers::run_solver(*asked.solver, problem, settings, control));
  }
  if (last - first > static_cast<int>(replicas.size())) {
    replicas.back().status = "interrupted";
    replicas.back().reason = "stopped by a signal before the other replicas began";
  }
  return replicas;
}

Record compute_reference_record(const cases::Case& asked, const cases::Problem& problem,
                                const RunOptions& options) {
  reference::ReferenceSettings settings;
  settings.threads = options.invocation.threads;
  settings.store_states = true;
  return record_of_reference(
      asked, reference::compute_reference(problem, asked.reference, settings, options.control));
}

/// Another case's result stands for the truth: a check of one solver run against another.
Record reference_from_other_case(const cases::Case& asked, const RunOptions& options) {
  cases::Case other = asked;
  other.id = asked.reference.case_id;
  Record record = load_record(case_directory(options.out, other) / "result.h5");
  record.schema = "quenchmark.reference/1";
  record.truth = "cross";
  record.method = "solver run of case " + other.id;
  record.case_id = asked.id;
  record.case_toml = asked.resolved_toml;
  return record;
}

}  // namespace

RunOutcome run_case(const cases::Case& asked, const RunOptions& options) {
  if (!asked.solver) {
    throw Error(ErrorKind::bad_case, "case " + asked.id + " has no [solver]",
                "only `reference` applies to it", asked.file);
  }
  const cases::Problem problem = cases::make_problem(asked);
  return compute_and_keep(asked, options, result_identity(asked, options.replica), [&] {
    Record record = record_of_trajectories(asked, walk_replicas(asked, problem, options));
    fill_budget(record, problem);
    return record;
  });
}

RunOutcome reference_case(const cases::Case& asked, const RunOptions& asked_options) {
  RunOptions options = asked_options;
  options.name = "reference";
  const cases::Problem problem = cases::make_problem(asked);
  return compute_and_keep(asked, options, reference_identity(asked), [&] {
    switch (asked.reference.method) {
      case cases::ReferenceMethod::none:
        throw Error(ErrorKind::bad_case, "case " + asked.id + " has no reference (method = \"none\")",
                    "give [reference] another method", asked.file);
      case cases::ReferenceMethod::published:
        return published_reference(asked);
      case cases::ReferenceMethod::other_case:
        return reference_from_other_case(asked, options);
      default:
        return compute_reference_record(asked, problem, options);
    }
  });
}

}  // namespace quenchmark::validation
