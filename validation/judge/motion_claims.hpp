#pragma once
// Claims about the equation of motion, from what a run tells of itself: they need no reference.

#include <vector>

#include "validation/judge/claim.hpp"

namespace quenchmark::validation {

/// "centring" (exact sums): what constants added to H and to every O_k change of the velocity.
/// "symmetry": how far psi is from the symmetries that sums over orbits take for granted.
/// "held-out" (sampled runs): the least residual on the samples at hand over that on samples which the
/// velocity has not seen, averaged over time and replicas: for least squares never above 1.
/// Each of the runs that have recorded it.
std::vector<JudgedClaim> judge_motion(const Evidence& evidence);

}  // namespace quenchmark::validation
