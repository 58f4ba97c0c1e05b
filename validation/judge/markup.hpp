#pragma once
// Text that came from files, made harmless in XML, HTML and Markdown.

#include <string>
#include <string_view>

namespace quenchmark::validation {

/// & < > " ' as entities; characters that XML 1.0 forbids and bytes that are not UTF-8 become U+FFFD.
std::string escape_xml(std::string_view text);

/// The same for a cell of a Markdown table: no pipes, line breaks, markup characters or raw HTML.
std::string escape_markdown(std::string_view text);

}  // namespace quenchmark::validation
