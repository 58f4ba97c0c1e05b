#pragma once
// Which problem a curve is held against: a case of the catalogue, changed or not, or one written on the
// command line.

#include <optional>
#include <string>

#include "cases/spec/case.hpp"
#include "cases/spec/catalog.hpp"

namespace quenchmark::validation {

/// What the command line says about the problem. `model` and `protocol` are lists of key = value as a case
/// file has them in these sections, separated by commas, with or without braces around; words need no quotes,
/// and size = 4x4 stands for [4, 4].
struct ProblemWords {
  std::optional<cases::CaseFile> case_file;  ///< absent: `model` and `protocol` say it all
  std::optional<cases::Tier> tier;           ///< absent: smoke where the case has it, else its first
  std::string model, protocol;
};

/// The physics of the problem: no solver, no claims, no reference, output at the end alone. The limits of the
/// case's own claims are in `claims` of the case that is returned second, as it was written. `id` names a
/// problem without a case; `t_end` is where a quench ends that does not say so. Throws Error(bad_case |
/// usage).
struct CertifiedProblem {
  cases::Case physics;
  std::optional<cases::Case> written;
};
CertifiedProblem certified_problem(const ProblemWords& words, const std::string& id, double t_end);

/// The physics of a case in the tier that is taken when none is named.
cases::Case physics_of(const cases::CaseFile& file);

/// Gives the case an exact method that can compute it, its own one where it has one. Throws Error(bad_case)
/// that says why there is none: a truth that is published, a series or none at all certifies nothing.
void require_exact_method(cases::Case& asked);

}  // namespace quenchmark::validation
