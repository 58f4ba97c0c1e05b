#pragma once
// validation/defects/table.csv as it was when this program was built.

namespace quenchmark::validation {

extern const char* const committed_defects;

}  // namespace quenchmark::validation
