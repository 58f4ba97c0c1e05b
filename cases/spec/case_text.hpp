#pragma once
// The canonical text of a resolved case: every key that applies, in a fixed order, numbers that read back to
// the same bits.

#include <string>

#include "cases/spec/case.hpp"
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

/// TOML that read_case turns back into the same case.
std::string canonical_text(const Case& resolved);

/// One value as TOML; empty for an optional number or a list of times that has none.
std::string toml_value(const FieldValue& value);

/// Sets resolved_toml and resolved_sha256, e.g. after the command line has changed the seed.
void refresh_resolved_text(Case& resolved);

}  // namespace quenchmark::cases
