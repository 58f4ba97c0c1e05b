#pragma once
// Which numbers and words the parts of a record may hold, as far as the record itself can tell
// ("What a record promises" of FORMATS.md).

#include <string>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// The first fault of a record with sound shapes (record_shapes.hpp), e.g. "/observables/mx/standard_error is
/// negative (element 4)"; empty when all is well.
std::string find_unsound(const Record& record);

}  // namespace quenchmark::validation
