#pragma once
// Records that are sound by themselves and yet no evidence: something is missing in them, or counted twice.

#include <string>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Why a run of the case cannot be judged; empty when it can. A run keeps a budget of its angle and of each
/// observable, and no two replicas with samples of their own have the same bits.
std::string find_unfit_result(const Record& record, const cases::Case& asked);

/// The same for a reference: a run in its place would judge itself.
std::string find_unfit_reference(const Record& record, const cases::Case& asked);

/// Whether both have the same means to the last bit, at more than one time: one is a copy of the other.
bool have_same_curves(const Record& one, const Record& other);

}  // namespace quenchmark::validation
