#pragma once
// What the records of a case have in common, whichever side made them.

#include <cstddef>
#include <filesystem>
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

/// SHA-256 of everything in the case that changes what a solver run computes: claims and words are left out,
/// so that another limit does not call for another run; stored weights enter with their content. `replica`:
/// -1 for all of them.
std::string result_identity(const cases::Case& asked, int replica = -1);

/// Of a case that predicts with stored weights; stands relative to the case file. Throws Error(bad_case) when
/// it is not there.
std::filesystem::path weights_file(const cases::Case& asked);

/// Of a case with a published reference; stands relative to the case file.
std::filesystem::path published_file(const cases::Case& asked);

/// The same for the reference, which knows no solver; a published curve enters with its content.
std::string reference_identity(const cases::Case& asked);

}  // namespace quenchmark::validation
