#include "cases/spec/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <tuple>
#include <type_traits>

#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

std::vector<Diagnostic> ReadFindings::collect() const {
  std::vector<Diagnostic> all = diagnostics;
  for (const auto& [place, diagnostic] : inapplicable) {
    if (!applied.contains(place)) {
      all.push_back(diagnostic);
    }
  }
  const auto order = [](const Diagnostic& d) { return std::tie(d.line, d.column, d.key, d.message, d.hint); };
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  all.erase(
      std::unique(all.begin(), all.end(), [&](const auto& a, const auto& b) { return order(a) == order(b); }),
      all.end());
  return all;
}

namespace {

using Kind = TomlNode::Kind;

/// A value that does not fit its key: what is wrong with it, and the part of it that is wrong.
struct Misfit {
  const TomlNode& node;
  std::string message;
  std::string hint = {};
};

void require_kind(const TomlNode& node, bool fits, const char* wanted) {
  if (!fits) {
    throw Misfit{node, fmt::format("must be {}, not {}", wanted, describe(node.kind))};
  }
}

void require_range(const TomlNode& node, double value, const Range& range) {
  if (!range.contains(value)) {
    throw Misfit{node, fmt::format("must be {}, not {}", range.text(), value)};
  }
}

template <class Integer>
void convert(const TomlNode& node, const Range& range, Integer& value) {
  require_kind(node, node.kind == Kind::integer, "an integer");
  require_range(node, static_cast<double>(node.integer), range);
  if (node.integer < std::numeric_limits<Integer>::min() ||
      node.integer > std::numeric_limits<Integer>::max()) {
    throw Misfit{node, fmt::format("{} is beyond {}", node.integer, std::numeric_limits<Integer>::max())};
  }
  value = static_cast<Integer>(node.integer);
}

/// Integers from 0 to 2^64 - 1: TOML's own integers end at 2^63 - 1, larger ones come as text.
void convert(const TomlNode& node, const Range&, std::uint64_t& value) {
  if (node.kind == Kind::text) {
    const char* end = node.text.data() + node.text.size();
    const auto [stop, status] = std::from_chars(node.text.data(), end, value);
    if (status != std::errc() || stop != end) {
      throw Misfit{node, "must be an integer from 0 to 2^64 - 1, or text of its digits"};
    }
    return;
  }
  require_kind(node, node.kind == Kind::integer, "an integer");
  if (node.integer < 0) {
    throw Misfit{node, fmt::format("must be >= 0, not {}", node.integer)};
  }
  value = static_cast<std::uint64_t>(node.integer);
}

void convert(const TomlNode& node, const Range& range, double& value) {
  require_kind(node, node.kind == Kind::real || node.kind == Kind::integer, "a number");
  const double number = node.kind == Kind::integer ? static_cast<double>(node.integer) : node.real;
  if (!std::isfinite(number)) {
    throw Misfit{node, "must be a finite number"};
  }
  require_range(node, number, range);
  value = number;
}

void convert(const TomlNode& node, const Range&, std::string& value) {
  require_kind(node, node.kind == Kind::text, "text");
  const bool printable =
      std::all_of(node.text.begin(), node.text.end(), [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
  if (!printable) {
    throw Misfit{node, "must be a single line without control characters"};
  }
  value = node.text;
}

void convert(const TomlNode& node, const Range&, bool& value) {
  require_kind(node, node.kind == Kind::boolean, "true or false");
  value = node.boolean;
}

template <class T>
void convert(const TomlNode& node, const Range& range, std::optional<T>& value) {
  convert(node, range, value.emplace());
}

template <class T>
void convert(const TomlNode& node, const Range& range, std::vector<T>& value) {
  require_kind(node, node.kind == Kind::array, "an array");
  value.clear();
  for (const TomlNode& element : node.elements) {
    convert(element, range, value.emplace_back());
  }
}

/// A list of numbers that is written holds some: without, it is left out.
void convert(const TomlNode& node, const Range& range, std::vector<double>& value) {
  convert<double>(node, range, value);
  if (value.empty()) {
    value = {0.0};  // written all the same: keys that stand in for it are not missing
    throw Misfit{node, "must hold at least one number", "leave it out, or fill it"};
  }
}

void convert(const TomlNode& node, const Range&, Choice& value) {
  const std::vector<std::string> words(value.names.begin(), value.names.end());
  require_kind(node, node.kind == Kind::text,
               fmt::format("text, one of: {}", fmt::join(words, ", ")).c_str());
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found == words.end()) {
    throw Misfit{node, fmt::format("\"{}\" is not known here", node.text), suggestion(node.text, words)};
  }
  value.set(static_cast<std::size_t>(found - words.begin()));
}

std::pair<int, int> position(const Place& place) {
  return {place.line, place.column};
}

}  // namespace

FieldReader::FieldReader(const TomlNode& root, std::string file, ReadFindings& findings)
    : file_(std::move(file)), findings_(findings) {
  levels_.push_back({&root, "", {}, false});
  positions_.add("", {1, 1, ""});
}

std::string FieldReader::path_of(std::string_view key) const {
  const std::string& path = levels_.back().path;
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

void FieldReader::complain(const Place& place, std::string message, std::string hint) {
  const std::string& path = levels_.back().path;
  broken_.insert(
      (path.empty() ? place.key : path).substr(0, (path.empty() ? place.key : path).find_first_of(".[")));
  findings_.diagnostics.push_back({ErrorKind::bad_case, place.key + " " + std::move(message), std::move(hint),
                                   file_, place.line, place.column, place.key});
}

void FieldReader::complain_missing(const std::string& what, std::string_view key, std::string hint) {
  Place place = positions_.find(path_of(key));
  complain(place, what, std::move(hint));
}

const TomlNode* FieldReader::look_up(const Field& field) {
  Level& level = levels_.back();
  level.visited.emplace(field.key);
  const TomlNode* node = level.node == nullptr ? nullptr : level.node->find(field.key);
  if (!field.applies) {
    if (node != nullptr) {
      const Place& place = node->key_place;
      const std::string hint =
          node->overriding ? "remove it" : "remove it, or move it into the tier that needs it";
      Diagnostic diagnostic{ErrorKind::bad_case,
                            fmt::format("{} has no effect here: it needs {}", place.key, field.when),
                            hint,
                            file_,
                            place.line,
                            place.column,
                            place.key};
      if (node->overriding) {
        findings_.diagnostics.push_back(std::move(diagnostic));
        broken_.insert(level.path.substr(0, level.path.find_first_of(".[")));
      } else {
        findings_.inapplicable.emplace(position(place), std::move(diagnostic));
      }
    }
    return nullptr;
  }
  if (node == nullptr) {
    if (field.required) {
      complain_missing("is missing", field.key, std::string(field.meaning));
    }
    return nullptr;
  }
  findings_.applied.insert(position(node->key_place));
  positions_.add(path_of(field.key), node->value_place);
  return node;
}

void FieldReader::field(const Field& field, FieldValue value) {
  const TomlNode* node = look_up(field);
  if (node == nullptr) {
    return;
  }
  try {
    std::visit(
        [&](auto&& target) {
          if constexpr (std::is_pointer_v<std::decay_t<decltype(target)>>) {
            convert(*node, field.range, *target);
          } else {
            convert(*node, field.range, target);
          }
        },
        value);
  } catch (Misfit& misfit) {
    complain(misfit.node.value_place, std::move(misfit.message), std::move(misfit.hint));
  }
}

void FieldReader::constant(const Field& field, std::string_view value) {
  const TomlNode* node = look_up(field);
  if (node != nullptr && (node->kind != Kind::text || node->text != value)) {
    complain(node->value_place, fmt::format("must be \"{}\"", value));
  }
}

void FieldReader::untyped(const Field& field, std::string_view) {
  look_up(field);
}

bool FieldReader::enter(const Section& section, bool) {
  Level& parent = levels_.back();
  parent.visited.emplace(section.key);
  const std::string path = path_of(section.key);
  const TomlNode* node = parent.node == nullptr ? nullptr : parent.node->find(section.key);
  if (node == nullptr) {
    if (section.when_absent == WhenAbsent::missing) {
      complain_missing(fmt::format("is missing: a table [{}]", path), section.key,
                       std::string(section.meaning));
      broken_.insert(path.substr(0, path.find_first_of(".[")));
    }
    if (section.when_absent != WhenAbsent::defaults) {
      return false;
    }
  } else {
    positions_.add(path, node->value_place);
    if (node->kind != Kind::table) {
      complain(node->key_place, fmt::format("must be a table [{}], not {}", path, describe(node->kind)));
      return false;
    }
  }
  levels_.push_back({node, path, {}, false});
  return true;
}

std::size_t FieldReader::enter_array(const Section& section, std::size_t) {
  Level& parent = levels_.back();
  parent.visited.emplace(section.key);
  const std::string path = path_of(section.key);
  const TomlNode* node = parent.node == nullptr ? nullptr : parent.node->find(section.key);
  const bool tables = node != nullptr && node->kind == Kind::array &&
                      std::all_of(node->elements.begin(), node->elements.end(),
                                  [](const TomlNode& e) { return e.kind == Kind::table; });
  if (node != nullptr && !tables) {
    complain(node->key_place,
             fmt::format("must be an array of tables [[{}]], not {}", path, describe(node->kind)));
    node = nullptr;
  } else if (section.when_absent == WhenAbsent::missing && (node == nullptr || node->elements.empty())) {
    complain_missing(fmt::format("is missing: at least one table [[{}]]", path), section.key,
                     std::string(section.meaning));
  }
  levels_.push_back({node, path, {}, true});
  return node == nullptr ? 0 : node->elements.size();
}

void FieldReader::enter_element(std::size_t index) {
  const Level& array = levels_.back();
  const TomlNode& node = array.node->elements[index];
  const std::string path = array.path + "[" + std::to_string(index) + "]";
  positions_.add(path, node.value_place);
  levels_.push_back({&node, path, {}, false});
}

void FieldReader::leave() {
  const Level& level = levels_.back();
  if (level.node != nullptr && !level.array) {
    const std::vector<std::string> known(level.visited.begin(), level.visited.end());
    for (const auto& [key, node] : level.node->members) {
      if (!level.visited.contains(key)) {
        complain(node.key_place, "is not a key of case files", suggestion(key, known));
      }
    }
  }
  levels_.pop_back();
}

}  // namespace quenchmark::cases
