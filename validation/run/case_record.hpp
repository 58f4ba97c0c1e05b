#pragma once
// What the records of a case have in common, whichever side made them.

#include <cstddef>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// A record that knows its case and nothing else.
Record empty_record(const cases::Case& asked);

/// Of the observable with this name in the case.
cases::Components components_of(const cases::Case& asked, const std::string& name);

/// Rows begin..end of a [time][component] table as [T], or as [T, D] with an axis of components.
Dataset flattened(const std::vector<std::vector<double>>& table, std::size_t begin, std::size_t end,
                  const cases::Components& components);

}  // namespace quenchmark::validation
