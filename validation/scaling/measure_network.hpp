#pragma once
// What a run says about its network: size, accuracy, cost.

#include <optional>
#include <string>
#include <vector>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// The error of mx up to which a network counts as holding.
inline constexpr double held_error = 5e-3;

/// Numbers that a record does not tell are NaN.
struct NetworkMeasurement {
  std::string network;  ///< "(4, 3; 3)": channels of the layers; side of the filters
  int layers = 0;
  double parameters = 0;   ///< complex
  double field = 0;        ///< h/hc
  double error_mx = 0;     ///< max |run - truth| over the times that were reached
  double error_zz = 0;     ///< the same of <sz sz> at distance 1
  double certificate = 0;  ///< bound on the angle to the exact state at the end, radians
  double projection = 0;   ///< its part that no smaller step takes away: what the network cannot express
  double held_until = 0;   ///< last output time before |error of mx| passes held_error, 1/J
  double reached = 0;      ///< last output time, 1/J
  double states = 0;       ///< terms of the exact sum: as many parameters can express every state
  double right_hand_sides = 0;
};

/// Nothing without a result, a reference or a field in units of hc. Throws Error(format | numeric) for
/// damaged records.
std::optional<NetworkMeasurement> measure_network(const Evidence& evidence);

/// All that can be measured, by field, depth and number of parameters.
std::vector<NetworkMeasurement> measure_networks(const std::vector<const Evidence*>& cases);

}  // namespace quenchmark::validation
