#include "base/visible_text.hpp"

namespace quenchmark {

namespace {

void append_escaped(unsigned char byte, std::string& text) {
  constexpr char digits[] = "0123456789abcdef";
  text += "\\x";
  text += digits[byte >> 4];
  text += digits[byte & 15];
}

bool is_c1(unsigned char first, unsigned char second) {
  return first == 0xc2 && second >= 0x80 && second < 0xa0;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string shown;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const auto byte = static_cast<unsigned char>(text[k]);
    if (byte < 0x20 || byte == 0x7f) {
      append_escaped(byte, shown);
    } else if (k + 1 < text.size() && is_c1(byte, static_cast<unsigned char>(text[k + 1]))) {
      append_escaped(byte, shown);
      append_escaped(static_cast<unsigned char>(text[++k]), shown);
    } else {
      shown += text[k];
    }
  }
  return shown;
}

}  // namespace quenchmark
