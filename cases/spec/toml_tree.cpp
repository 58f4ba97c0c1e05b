// The only file that includes toml++, which takes seconds to compile.
#include "cases/spec/toml_tree.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace quenchmark::cases {

const TomlNode* TomlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

TomlNode* TomlNode::find(std::string_view key) {
  return const_cast<TomlNode*>(std::as_const(*this).find(key));
}

void TomlNode::erase(std::string_view key) {
  std::erase_if(members, [&](const auto& member) { return member.key == key; });
}

const char* describe(TomlNode::Kind kind) {
  switch (kind) {
    case TomlNode::Kind::boolean:
      return "true or false";
    case TomlNode::Kind::integer:
      return "an integer";
    case TomlNode::Kind::real:
      return "a number with a fraction";
    case TomlNode::Kind::text:
      return "text";
    case TomlNode::Kind::array:
      return "an array";
    case TomlNode::Kind::table:
      return "a table";
    case TomlNode::Kind::date_or_time:
      break;
  }
  return "a date or time";
}

namespace {

Place place_of(const toml::source_region& source, const std::string& key) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column), key};
}

/// Throws the place where the nesting becomes absurd: the recursion stays shallow whatever the file says.
TomlNode convert(const toml::node& node, const std::string& path, int depth) {
  constexpr int deepest = 16;
  if (depth > deepest) {
    throw place_of(node.source(), path);
  }
  TomlNode result;
  result.value_place = place_of(node.source(), path);
  result.key_place = result.value_place;
  if (const toml::table* table = node.as_table()) {
    result.kind = TomlNode::Kind::table;
    for (const auto& [key, value] : *table) {
      const std::string name(key.str());
      TomlNode member = convert(value, path.empty() ? name : path + "." + name, depth + 1);
      member.key_place = place_of(key.source(), member.value_place.key);
      result.members.push_back({name, std::move(member)});
    }
    std::sort(result.members.begin(), result.members.end(), [](const auto& a, const auto& b) {
      const Place& first = a.value.key_place;
      const Place& second = b.value.key_place;
      return std::pair(first.line, first.column) < std::pair(second.line, second.column);
    });
  } else if (const toml::array* array = node.as_array()) {
    result.kind = TomlNode::Kind::array;
    for (const toml::node& element : *array) {
      const std::string index = "[" + std::to_string(result.elements.size()) + "]";
      result.elements.push_back(convert(element, path + index, depth + 1));
    }
  } else if (const auto* text = node.as_string()) {
    result.kind = TomlNode::Kind::text;
    result.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    result.kind = TomlNode::Kind::integer;
    result.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    result.kind = TomlNode::Kind::real;
    result.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    result.kind = TomlNode::Kind::boolean;
    result.boolean = boolean->get();
  } else {
    result.kind = TomlNode::Kind::date_or_time;
  }
  return result;
}

/// toml++ limits the nesting of values but not of dotted keys, and destroys nested tables recursively.
void refuse_deep_keys(const std::string& text, const std::string& file) {
  constexpr int deepest = 32;
  int dots = 0, line = 1, column = 0;
  for (const char c : text) {
    ++column;
    if (c == '.') {
      if (++dots > deepest) {
        throw Error({{ErrorKind::bad_case,
                      "more than 32 dots without a separator between them",
                      "no key of a case file is nested that deeply",
                      file,
                      line,
                      column,
                      {}}});
      }
    } else if (c == '\n') {
      dots = 0;
      ++line;
      column = 0;
    } else if (c == ',' || c == '=' || c == '[' || c == '{') {
      dots = 0;
    }
  }
}

}  // namespace

TomlNode parse_toml(const std::string& text, const std::string& file) {
  refuse_deep_keys(text, file);
  try {
    return convert(toml::parse(text), "", 0);
  } catch (const Place& place) {
    throw Error({{ErrorKind::bad_case,
                  "values nested more than 16 deep",
                  "no key of a case file is nested that deeply",
                  file,
                  place.line,
                  place.column,
                  {}}});
  } catch (const toml::parse_error& error) {
    const auto& where = error.source().begin;
    throw Error({{ErrorKind::bad_case,
                  "not valid TOML: " + std::string(error.description()),
                  "",
                  file,
                  static_cast<int>(where.line),
                  static_cast<int>(where.column),
                  {}}});
  }
}

}  // namespace quenchmark::cases
