#pragma once
// A parsed TOML document as a plain tree in which every key and value knows where it stands.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quenchmark::cases {

/// A place in a file, counted from 1, and the full key as written there, e.g. "tier.ci.claim[0].limit".
struct Place {
  int line = 0;
  int column = 0;
  std::string key;
};

struct TomlMember;

struct TomlNode {
  enum class Kind { boolean, integer, real, text, array, table, date_or_time };

  Kind kind = Kind::table;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0.0;
  std::string text;
  std::vector<TomlNode> elements;   ///< of an array
  std::vector<TomlMember> members;  ///< of a table, in the order of the file
  Place value_place;
  Place key_place;          ///< of the value itself where there is no key (array elements)
  bool overriding = false;  ///< stands in the [tier.X] that is being read

  const TomlNode* find(std::string_view key) const;
  TomlNode* find(std::string_view key);
  void erase(std::string_view key);
};

/// One key of a table.
struct TomlMember {
  std::string key;
  TomlNode value;
};

/// "text", "an integer", ... for messages.
const char* describe(TomlNode::Kind kind);

/// Throws Error(bad_case) with the place of the first violation of TOML 1.0. `file` is for messages only.
TomlNode parse_toml(const std::string& text, const std::string& file);

/// The text of a file of the catalogue. Throws Error(bad_case) for what is no file or far too long, Error(io)
/// for what cannot be read.
std::string read_toml_text(const std::string& path);

}  // namespace quenchmark::cases
