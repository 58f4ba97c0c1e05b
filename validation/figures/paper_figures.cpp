#include "validation/figures/paper_figures.hpp"

#include <algorithm>
#include <cctype>

namespace quenchmark::validation {

namespace {

/// Case-insensitive equality of ASCII texts.
bool same_word(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

bool shows_figure(const cases::Case& asked, const cases::FigureSpec& figure) {
  if (!figure.study.empty()) {
    return std::find(figure.members.begin(), figure.members.end(), asked.id) != figure.members.end();
  }
  const bool same_paper = same_word(asked.paper, figure.paper);
  for (std::size_t begin = 0; begin <= asked.figure.size();) {
    const std::size_t end = std::min(asked.figure.find(',', begin), asked.figure.size());
    const std::string named = trimmed(asked.figure.substr(begin, end - begin));
    if (same_word(named, figure.id) || (same_paper && same_word(named, figure.number))) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace quenchmark::validation
