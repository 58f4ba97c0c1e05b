#pragma once
// Exact trajectories for a predictor: made by the exact engine, kept beside the result they serve.

#include <Eigen/Core>
#include <filesystem>
#include <map>
#include <string>

#include "cases/spec/case.hpp"
#include "cases/spec/problem.hpp"
#include "solvers/predictor/trajectory_set.hpp"
#include "validation/run/run_options.hpp"

namespace quenchmark::validation {

/// Which trajectories: every state belongs to one of the three, so no test state was ever learnt from.
enum class Split { training, validation, test };

/// The chain of the case at another length.
cases::Problem chain_problem(const cases::Case& asked, int spins);

/// Start states number first .. first + count - 1 of a split, as columns [2^spins][count].
Eigen::MatrixXcd start_states(const cases::Case& asked, int spins, Split split, std::int64_t first,
                              std::int64_t count);

/// What data, weights and training states are about, as texts: two files with the same facts go together.
std::map<std::string, std::string> dynamics_facts(const cases::Case& asked);

/// "chain-<spins>-<split>.h5" in `directory`.
std::filesystem::path trajectories_file(const std::filesystem::path& directory, int spins, Split split);

/// The trajectories of training or validation from their file in `directory`, or computed and
/// put there. A file that is damaged or holds something else is Error(format), unless `earlier` allows to
/// replace it.
solvers::predictor::TrajectorySet trajectories(const cases::Case& asked, int spins, Split split,
                                               const std::filesystem::path& directory, Earlier earlier);

}  // namespace quenchmark::validation
