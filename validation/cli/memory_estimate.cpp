#include "validation/cli/memory_estimate.hpp"

#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"

namespace quenchmark::validation {

std::int64_t memory_bytes(const cases::Case& resolved) {
  switch (resolved.reference.method) {
    case cases::ReferenceMethod::free_fermions:
    case cases::ReferenceMethod::exact:
    case cases::ReferenceMethod::exact_sector:
      return reference::reference_memory_bytes(cases::make_problem(resolved), resolved.reference, {});
    default:
      return 0;
  }
}

}  // namespace quenchmark::validation
