#pragma once
// Exact short-time series of quenches, and series in J of ramps, on any torus.

#include "reference/reference.hpp"

namespace quenchmark::reference {

/// The curve goes as far as every observable is known to the tolerance, by its own estimate, and is complete
/// even so: its times may be fewer than those asked for. Its errors are those estimates. Excess
/// energies are counted from `ground_states`, of all output times. Throws Error(bad_case | memory).
ReferenceCurve series_curve(const cases::Problem& problem, const cases::ReferenceSpec& spec,
                            const GroundStates& ground_states, const ReferenceSettings& settings,
                            const RunControl& control);

/// An estimate from measured growth.
std::int64_t series_bytes(const cases::Problem& problem, const ReferenceSettings& settings);

/// Throws Error(bad_case | memory) where series_curve would, before anything is computed.
void require_series_within(const cases::Problem& problem, const ReferenceSettings& settings);

}  // namespace quenchmark::reference
