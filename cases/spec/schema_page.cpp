#include "cases/spec/schema_page.hpp"

#include <fmt/format.h>

namespace quenchmark::cases {

namespace {

constexpr const char* heading =
    "# Keys of a case file\n\n"
    "Made by `quenchmark schema --markdown > cases/KEYS.md`; a test fails when the two differ. Which keys go "
    "together, "
    "and how a case is written, is in [README.md](README.md).\n";

/// A bar would end the cell, and <ij> would be taken for a tag.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    escaped += character == '|' ? "\\|" : character == '<' ? "&lt;" : std::string(1, character);
  }
  return escaped;
}

/// "`tfim`, `mixed_field`", or the type with its range and unit.
std::string values(const SchemaKey& key) {
  std::string text;
  for (const std::string& word : key.allowed) {
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
  }
  if (text.empty()) {
    text = key.type;
  }
  text += key.range.empty() ? "" : ", " + key.range;
  return text + (key.unit.empty() ? "" : ", in " + key.unit);
}

/// What stands there when the key is left out: a value as TOML, or words about it.
std::string standard(const SchemaKey& key) {
  if (key.required || key.default_value.empty()) {
    return key.required ? "required" : "";
  }
  const bool words = key.default_value.find(' ') != std::string::npos;
  return words ? key.default_value : fmt::format("`{}`", key.default_value);
}

std::string title(const SchemaKey& key) {
  if (key.section.empty()) {
    return "The file itself";
  }
  return fmt::format(fmt::runtime(key.in_array ? "`[[{}]]`" : "`[{}]`"), key.section);
}

}  // namespace

std::string schema_page(const std::vector<SchemaKey>& keys) {
  std::string page = heading, section = "?";
  for (const SchemaKey& key : keys) {
    if (key.section != section) {
      section = key.section;
      page += fmt::format("\n## {}\n\n| key | value | left out | meaning |\n|---|---|---|---|\n", title(key));
    }
    const std::string when = key.when.empty() ? "" : fmt::format(" (needs {})", key.when);
    page += fmt::format("| `{}` | {} | {} | {}{} |\n", key.key, cell(values(key)), cell(standard(key)),
                        cell(key.meaning), cell(when));
  }
  return page;
}

}  // namespace quenchmark::cases
