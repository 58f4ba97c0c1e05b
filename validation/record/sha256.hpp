#pragma once
#include <string>
#include <string_view>

namespace quenchmark::validation {

/// SHA-256 of `bytes` in lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace quenchmark::validation
