#pragma once
// Exact curves as a record.

#include "cases/spec/case.hpp"
#include "reference/reference.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// The estimated absolute errors of the curve become standard_error; its numbers become work.
Record record_of_reference(const cases::Case& asked, const reference::ReferenceCurve& curve);

}  // namespace quenchmark::validation
