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
  double parameters = 0;      ///< complex
  double field = 0;           ///< h/hc
  double compared_until = 0;  ///< end of the window of the next four, 1/J
  double error_mx = 0;        ///< max |run - truth|
  double error_zz = 0;        ///< the same of <sz sz> at distance 1
  double certificate = 0;     ///< bound on the angle to the exact state, radians
  double projection = 0;      ///< its part that no smaller step takes away: what the network cannot express
  double held_until = 0;      ///< last output time before |error of mx| passes held_error, 1/J
  double reached = 0;         ///< last output time of the run, 1/J
  double states = 0;          ///< terms of the exact sum
  double right_hand_sides = 0;
};

/// Errors and certificate up to `t_end`. Nothing without a result, a reference or a field in units of hc.
/// Throws Error(format | numeric) for damaged records.
std::optional<NetworkMeasurement> measure_network(const Evidence& evidence, double t_end);

/// All that can be measured, by field, depth and number of parameters; those of one field up to the time that
/// all of them reached, so that a run that ended early is not flattered.
std::vector<NetworkMeasurement> measure_networks(const std::vector<const Evidence*>& cases);

}  // namespace quenchmark::validation
