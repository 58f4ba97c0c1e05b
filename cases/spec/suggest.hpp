#pragma once
// "Did you mean ...?"

#include <span>
#include <string>
#include <string_view>

namespace quenchmark {

/// Least number of insertions, deletions, substitutions and swaps of neighbours that turn one word into the
/// other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate closest to `word`, or "" when none is close enough to be what was meant.
std::string closest(std::string_view word, std::span<const std::string> candidates);

/// `did you mean "size"?`, or, without a close candidate, `one of: a, b, c`.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace quenchmark
