#pragma once
// Walks of the solver as a record.

#include <vector>

#include "cases/spec/case.hpp"
#include "solvers/evolution/trajectory.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// One trajectory per replica, at least one. Times are those that every replica reached that reached any;
/// what the others have beyond goes into Record::beyond. mean and standard_error (n - 1) are over replicas,
/// the error of a single noise-free one is zero; diagnostics are means over replicas; the certificate
/// ("state_angle") is the largest of theirs; spectra, final parameters and states are those of the first.
/// Fills everything but timing["total"], provenance and the parts of the budget that follow from the
/// certificate.
Record record_of_trajectories(const cases::Case& asked, std::vector<solvers::Trajectory> replicas);

}  // namespace quenchmark::validation
