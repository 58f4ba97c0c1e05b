#pragma once
// JSON that anybody may have written.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace quenchmark::validation {

/// The document that `text` is. Throws Error(format), with its place in `file`, for text that is no JSON, for
/// numbers that no double can hold, and for nesting beyond 64 levels: whoever copies or writes a document
/// calls itself once a level, and a megabyte of brackets would end its stack. `hint` says what to do about a
/// document that ends too early.
nlohmann::json parse_json(std::string_view text, const std::string& file, const std::string& hint = {});

}  // namespace quenchmark::validation
