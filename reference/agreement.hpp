#pragma once
// Two independent ways to one curve: what they differ by is its error, and they must agree for it to count.

#include <map>
#include <string>

#include "reference/reference.hpp"

namespace quenchmark::reference {

/// Tables of all observables, keyed by name.
using ObservableTables = std::map<std::string, ObservableTable>;

/// Fills curve.errors with the absolute differences from curve.observables at the times of the curve, and
/// numbers["propagator_disagreement"] with the largest, relative to max(|value|, unit_of(observable,
/// energy_unit)). Such a difference beyond `tolerance`, or beyond what rounding allows if that is more, makes
/// the status "stopped".
void record_agreement(const ObservableTables& check, double tolerance, double energy_unit,
                      ReferenceCurve& curve);

}  // namespace quenchmark::reference
