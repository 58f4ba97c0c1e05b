#pragma once
// Whether markup is well-formed XML (and so HTML that every browser reads alike): for tests only.

#include <regex>
#include <string>
#include <vector>

namespace quenchmark::validation::testing {

/// The first mistake, or nothing: tags that do not match, attributes without quotes or twice, bare & or <.
inline std::string find_malformed(const std::string& text) {
  static const std::regex tag(
      R"re(^<(/?)([A-Za-z][A-Za-z0-9:-]*)((?:\s+[A-Za-z_:][-A-Za-z0-9_:.]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>)re");
  static const std::regex attribute(R"re(([A-Za-z_:][-A-Za-z0-9_:.]*)\s*=\s*(?:"[^"]*"|'[^']*'))re");
  static const std::regex entity(R"(^&(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)");
  std::vector<std::string> open;
  const auto here = [&](std::size_t position) { return text.substr(position, 60); };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&') {
      if (!std::regex_search(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), entity,
                             std::regex_constants::match_continuous)) {
        return "bare & at: " + here(i);
      }
    }
    if (text[i] != '<') {
      ++i;
      continue;
    }
    if (text.compare(i, 2, "<?") == 0 || text.compare(i, 9, "<!DOCTYPE") == 0) {
      i = text.find('>', i) + 1;
      continue;
    }
    std::smatch match;
    const std::size_t end = text.find('>', i);
    const std::string candidate = text.substr(i, end == std::string::npos ? 0 : end - i + 1);
    if (!std::regex_match(candidate, match, tag)) {
      return "not a tag: " + here(i);
    }
    std::vector<std::string> names;
    const std::string attributes = match[3];
    for (std::sregex_iterator found(attributes.begin(), attributes.end(), attribute), last; found != last;
         ++found) {
      for (const std::string& name : names) {
        if (name == (*found)[1].str()) {
          return "attribute twice: " + here(i);
        }
      }
      names.push_back((*found)[1]);
    }
    if (match[1].length() > 0) {
      if (open.empty() || open.back() != match[2].str()) {
        return "closes " + (open.empty() ? "nothing" : open.back()) + ": " + here(i);
      }
      open.pop_back();
    } else if (match[4].length() == 0) {
      open.push_back(match[2]);
    }
    i = end + 1;
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

}  // namespace quenchmark::validation::testing
