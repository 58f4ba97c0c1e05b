#pragma once
// The key reference as a page: cases/KEYS.md.

#include <string>
#include <vector>

#include "cases/spec/schema.hpp"

namespace quenchmark::cases {

/// Markdown, one table per section.
std::string schema_page(const std::vector<SchemaKey>& keys);

}  // namespace quenchmark::cases
