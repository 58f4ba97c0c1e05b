#pragma once
// The certificate that only a wave function can give: how fast its path leaves the exact flow, what that
// bounds, and where exact states exist, the angle to them.

#include <vector>

#include "validation/certify/certify.hpp"
#include "validation/certify/state_measures.hpp"

namespace quenchmark::validation {

inline constexpr double default_angle_limit = 0.1;  ///< rad: a fidelity of 0.99

struct StatesOutcome {
  CertifyOutcome certified;
  std::vector<StateMeasures> measures;
};

/// Of request only file, problem, limit (of the angle, rad), out, invocation and control count. Claims:
/// `state-angle` against exact states, or `angle-bound` where there are none; `certificate` (the measured
/// angle stays within the bound); `energy`, against the exact one or its own first value. Throws Error as
/// certify_curve does.
StatesOutcome certify_states(const CertifyRequest& request);

}  // namespace quenchmark::validation
