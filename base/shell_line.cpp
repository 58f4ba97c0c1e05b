#include "base/shell_line.hpp"

#include <algorithm>
#include <string_view>

namespace quenchmark {

namespace {

/// Not the locale's letters: a shell in another locale would see others.
bool means_itself(char c) {
  constexpr std::string_view plain = "-_./=:,+@%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         plain.find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) {
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return text + "'";
}

}  // namespace

std::string shell_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), means_itself);
    line += (line.empty() ? "" : " ") + (plain ? word : quoted(word));
  }
  return line;
}

}  // namespace quenchmark
