#pragma once
// The claim that every computed reference makes by itself: two independent propagators agree.

#include <optional>

#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// "reference-agreement": the largest disagreement stored with the reference, over all observables and times,
/// relative to max(|value|, unit_of(observable)), against [reference] tolerance. Absent when the case asks
/// for no computed reference, or when there is none and other claims say so already. Truth level "cross".
std::optional<Verdict> judge_reference(const Evidence& evidence);

}  // namespace quenchmark::validation
