#pragma once
// How a tier, or a point of a study, changes the tables that it stands over.

#include <string_view>

#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

/// Puts what `changes` writes over `base`: keys of tables one by one; an element of [[observable]] or
/// [[claim]] changes the keys of the one with the same name (id), or joins them at the end; h and h_over_hc,
/// output_dt and output_times replace each other.
void merge_table(TomlNode& base, const TomlNode& changes);

/// Marks all that stands in a table as written in no base: what has no effect there can only be removed.
void mark_overriding(TomlNode& node);

/// The key by which the elements of an array of tables are told apart: "id" of claims, "name" of observables;
/// "" for all others.
std::string_view identity_key(std::string_view array);

/// The key that says the same thing in another way, "h_over_hc" for "h"; "" for all others.
std::string_view alternative_key(std::string_view key);

}  // namespace quenchmark::cases
