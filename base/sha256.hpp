#pragma once
// SHA-256 of texts and files, as 64 lower-case hexadecimal digits.

#include <string>
#include <string_view>

namespace quenchmark {

std::string sha256_hex(std::string_view bytes);

/// Reads the file in pieces. Throws Error(io) when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace quenchmark
