#include "validation/judge/markup.hpp"

#include <cstddef>

namespace quenchmark::validation {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // 0: not UTF-8
};

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) {
    return {};
  }
  char32_t value = length == 1 ? lead : lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return {};
    }
    value = (value << 6) | (byte(i) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  return value < smallest[length] || surrogate || value > 0x10FFFF ? CodePoint{} : CodePoint{value, length};
}

bool allowed_in_xml(char32_t value) {
  return value >= 0x20 ? value != 0xFFFE && value != 0xFFFF : value == '\t' || value == '\n' || value == '\r';
}

/// Copies `text` code point by code point; `escape` gives the replacement of an ASCII character, or nothing.
template <class Escape>
std::string transcribe(std::string_view text, Escape escape) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (point.length == 0 || !allowed_in_xml(point.value)) {
      result += replacement;
    } else if (const std::string_view escaped = escape(point.value); !escaped.empty()) {
      result += escaped;
    } else {
      result += text.substr(0, point.length);
    }
    text.remove_prefix(point.length == 0 ? 1 : point.length);
  }
  return result;
}

std::string_view xml_entity(char32_t character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape_xml(std::string_view text) {
  return transcribe(text, xml_entity);
}

std::string escape_markdown(std::string_view text) {
  return transcribe(text, [](char32_t character) -> std::string_view {
    switch (character) {
      case '|':
        return "\\|";
      case '*':
        return "\\*";
      case '_':
        return "\\_";
      case '`':
        return "\\`";
      case '[':
        return "\\[";
      case ']':
        return "\\]";
      case '\\':
        return "\\\\";
      case '\n':
      case '\r':
        return " ";
      default:
        return xml_entity(character);
    }
  });
}

}  // namespace quenchmark::validation
