#pragma once
// The error budget: how far each observable may be off, from the certificate of the state along the path
// walked.
//
// The certificate bounds the angle A = arccos|<exact|psi>|. For pure states the trace distance is sin A, so
// that an observable with eigenvalues in [a_min, a_max] is off by at most (a_max - a_min) sin(min(A, pi/2)).

#include <string>

#include "cases/spec/problem.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Fills result.budget[<observable>] with "state_distance", "sampling", "reference" (only with a reference)
/// and their sum "total", for every observable that has a rigorous bound; from
/// result.budget["state_angle"]["total"] [T], which for several replicas is the largest of theirs. Without a
/// certificate nothing is written.
void fill_budget(Record& result, const cases::Problem& problem, const Record* reference = nullptr);

/// Which part of the certificate is largest at the last time, and its share of the sum of the parts.
struct DominantPart {
  std::string part;  ///< preparation | projection | regularisation | integrator; empty without a certificate
  double share = 0.0;
};
DominantPart dominant_part(const Record& result);

}  // namespace quenchmark::validation
