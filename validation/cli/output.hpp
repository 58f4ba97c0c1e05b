#pragma once
// stdout is data, stderr is talk. Everything that a verb prints goes through here, so that a full disk is
// noticed.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace quenchmark::validation {

/// Writes to stdout and flushes. A reader that has gone away, as `head` does, wants no more: that is no
/// error. Throws Error(io) when it fails otherwise (closed, full).
void write_output(std::string_view text);

/// One JSON document, indented, ending with a newline. Bytes that are not UTF-8 are replaced.
void write_document(const nlohmann::ordered_json& document);

/// {kind, file, line, column, key, message, hint}
nlohmann::ordered_json to_json(const Diagnostic& diagnostic);

/// The lines on stderr; failures are ignored, there is nobody left to tell.
void print_errors(const std::vector<Diagnostic>& diagnostics);

/// Left-aligned columns, two spaces apart; the first row is the heading.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace quenchmark::validation
