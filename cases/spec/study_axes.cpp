#include "cases/spec/study_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "cases/spec/merge_tables.hpp"
#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

void StudyFindings::add(const Place& place, std::string message, std::string hint) {
  mistakes_.push_back({ErrorKind::bad_case, place.key + " " + std::move(message), std::move(hint), file_,
                       place.line, place.column, place.key});
}

void StudyFindings::add(std::vector<Diagnostic> mistakes) {
  mistakes_.insert(mistakes_.end(), mistakes.begin(), mistakes.end());
}

void StudyFindings::raise() const {
  if (mistakes_.empty()) {
    return;
  }
  std::vector<Diagnostic> sorted = mistakes_;
  const auto order = [](const Diagnostic& d) { return std::tie(d.line, d.column, d.message, d.hint); };
  std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  const auto equal = [&](const auto& a, const auto& b) { return order(a) == order(b); };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), equal), sorted.end());
  throw Error(std::move(sorted));
}

bool is_fixed_key(std::string_view key) {
  return key == "schema" || key == "id" || key == "study" || key == "member" || key == "draw";
}

bool is_point_name(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

namespace {

using Kind = TomlNode::Kind;

/// What a point says of itself.
bool is_point_key(std::string_view key) {
  return key == "name" || key == "label" || key == "only";
}

/// "0.1", "3x3", "fp64": a value as a label.
std::string words_of(const TomlNode& value) {
  switch (value.kind) {
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::integer:
      return std::to_string(value.integer);
    case Kind::real:
      return fmt::format("{}", value.real);
    case Kind::text:
      return value.text;
    case Kind::array: {
      std::string words;
      for (const TomlNode& element : value.elements) {
        words += (words.empty() ? "" : "x") + words_of(element);
      }
      return words;
    }
    case Kind::table:
    case Kind::date_or_time:
      break;
  }
  return {};
}

/// Messages about what an axis says shall speak of the key of the case, wherever it stands in the axis.
void call_by_key(TomlNode& node, std::size_t prefix, const std::string& key) {
  for (Place* place : {&node.value_place, &node.key_place}) {
    place->key = key + (place->key.size() > prefix ? place->key.substr(prefix) : "");
  }
  for (TomlNode& element : node.elements) {
    call_by_key(element, prefix, key);
  }
  for (TomlMember& member : node.members) {
    call_by_key(member.value, prefix, key);
  }
}

/// The words of "model.size"; empty when it is no key.
std::vector<std::string> words_of_key(const std::string& key) {
  std::vector<std::string> words(1);
  for (const char c : key) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (c == '.') {
      words.emplace_back();
    } else if (letter) {
      words.back() += c;
    } else {
      return {};
    }
  }
  constexpr std::size_t deepest = 8;
  const bool whole = std::none_of(words.begin(), words.end(), [](const auto& word) { return word.empty(); });
  return whole && words.size() <= deepest ? words : std::vector<std::string>();
}

/// { model = { size = value } }
TomlNode table_with(const std::vector<std::string>& words, TomlNode value, const Place& key_place) {
  value.key_place = key_place;
  for (std::size_t w = words.size(); w-- > 0;) {
    std::string path;
    for (std::size_t k = 0; k < w; ++k) {
      path += (k == 0 ? "" : ".") + words[k];
    }
    TomlNode table;
    table.value_place = table.key_place = {key_place.line, key_place.column, path};
    table.members.push_back({words[w], std::move(value)});
    value = std::move(table);
  }
  return value;
}

/// One axis: the tree, what was read of it, and where mistakes go.
struct AxisReader {
  const TomlNode& node;
  const AxisSpec& spec;
  StudyFindings& findings;

  StudyAxis read() {
    StudyAxis axis{spec.axis, {}, node.value_place};
    if (!is_point_name(spec.axis)) {
      findings.add(node.find("axis")->value_place, "must match [a-z0-9_-]+");
    }
    const TomlNode* points = node.find("points");
    if (points != nullptr && !spec.key.empty()) {
      findings.add(points->key_place, "cannot stand beside key and values",
                   "say all changes in the points, or make two axes");
    } else if (points == nullptr && spec.key.empty()) {
      findings.add(node.value_place, "says nothing of what it varies", "it needs key and values, or points");
    } else {
      axis.points = points == nullptr ? from_values() : from_points(*points);
    }
    check_names(axis);
    return axis;
  }

  std::vector<StudyPoint> from_values() {
    const TomlNode& key = *node.find("key");
    const TomlNode& values = *node.find("values");
    const std::vector<std::string> words = words_of_key(spec.key);
    if (words.empty() || is_fixed_key(words.front())) {
      findings.add(key.value_place, fmt::format("\"{}\" is no key that an axis can vary", spec.key),
                   "keys of a case with dots between them, as model.h_over_hc");
      return {};
    }
    if (values.kind != Kind::array || values.elements.empty()) {
      findings.add(values.value_place, values.kind == Kind::array
                                           ? "is empty: an axis has at least one point"
                                           : fmt::format("must be an array, not {}", describe(values.kind)));
      return {};
    }
    std::vector<StudyPoint> points;
    for (std::size_t k = 0; k < values.elements.size(); ++k) {
      TomlNode value = values.elements[k];
      const std::string label = words_of(value);
      std::string name = label;
      std::replace(name.begin(), name.end(), '.', '_');
      StudyPoint point{word_at("names", spec.names, k, name),
                       word_at("labels", spec.labels, k, label),
                       {},
                       {},
                       value.value_place};
      call_by_key(value, value.value_place.key.size(), spec.key);
      const Place of_key{key.value_place.line, key.value_place.column, spec.key};
      point.changes = table_with(words, std::move(value), of_key);
      points.push_back(std::move(point));
    }
    require_one_each("names", spec.names.size(), points.size());
    require_one_each("labels", spec.labels.size(), points.size());
    return points;
  }

  std::string word_at(const char* key, const std::vector<std::string>& words, std::size_t k,
                      const std::string& otherwise) const {
    return node.find(key) != nullptr && k < words.size() ? words[k] : otherwise;
  }

  void require_one_each(const char* key, std::size_t count, std::size_t values) {
    if (const TomlNode* written = node.find(key); written != nullptr && count != values) {
      findings.add(written->value_place, fmt::format("has {} for {} values", count, values));
    }
  }

  std::vector<StudyPoint> from_points(const TomlNode& written) {
    if (written.elements.empty()) {
      findings.add(written.value_place, "is empty: an axis has at least one point");
    }
    std::vector<StudyPoint> points;
    for (std::size_t k = 0; k < written.elements.size(); ++k) {
      const TomlNode& element = written.elements[k];
      const PointSpec& named = spec.points[k];
      StudyPoint point{
          named.name, named.label.empty() ? named.name : named.label, element, {}, element.value_place};
      std::erase_if(point.changes.members, [](const auto& m) { return is_point_key(m.key); });
      for (TomlMember& member : point.changes.members) {
        if (is_fixed_key(member.key)) {
          findings.add(member.value.key_place, "is the same for all members: no point can change it");
        }
        call_by_key(member.value, member.value.value_place.key.size(), member.key);
      }
      points.push_back(std::move(point));
    }
    return points;
  }

  void check_names(const StudyAxis& axis) {
    std::set<std::string> names;
    for (const StudyPoint& point : axis.points) {
      if (!is_point_name(point.name)) {
        findings.add(point.place,
                     fmt::format("is called \"{}\", and a name must match [a-z0-9_-]+", point.name),
                     spec.key.empty() ? "" : "name the values with names = [...]");
      } else if (!names.insert(point.name).second) {
        findings.add(point.place, fmt::format("is called {}, as another point of this axis", point.name));
      }
    }
  }
};

/// Full keys of all that a table says; elements of claims and observables by their names.
void collect_keys(const TomlNode& table, const std::string& path, std::map<std::string, Place>& keys) {
  for (const auto& [key, value] : table.members) {
    const std::string_view other = alternative_key(key);
    // h and h_over_hc are one key under two names.
    const std::string own = path + (!other.empty() && other < key ? std::string(other) : key);
    const std::string_view identity = identity_key(key);
    if (value.kind == Kind::table) {
      collect_keys(value, own + ".", keys);
    } else if (value.kind == Kind::array && !identity.empty()) {
      for (const TomlNode& element : value.elements) {
        const TomlNode* named = element.find(identity);
        TomlNode rest = element;
        rest.erase(identity);
        collect_keys(rest, fmt::format("{}[{}].", own, named == nullptr ? "" : named->text), keys);
      }
    } else {
      keys.emplace(own, value.key_place);
    }
  }
}

void refuse_clashes(const std::vector<StudyAxis>& axes, StudyFindings& findings) {
  std::map<std::string, const StudyAxis*> varied;
  std::set<std::string> names;
  for (const StudyAxis& axis : axes) {
    if (!names.insert(axis.name).second) {
      findings.add(axis.place, fmt::format("is a second axis called {}", axis.name));
    }
    std::map<std::string, Place> keys;
    for (const StudyPoint& point : axis.points) {
      collect_keys(point.changes, "", keys);
    }
    for (const auto& [key, place] : keys) {
      if (const auto [first, fresh] = varied.emplace(key, &axis); !fresh) {
        findings.add(place, fmt::format("is varied by two axes, {} and {}", first->second->name, axis.name),
                     "let one of them say both changes in its points");
      }
    }
  }
}

}  // namespace

PointNames read_only(const TomlNode& only, const std::vector<StudyAxis>& axes, const StudyAxis* self,
                     StudyFindings& findings) {
  PointNames names;
  if (only.kind != Kind::table) {
    findings.add(only.value_place, fmt::format("must be a table axis = names, not {}", describe(only.kind)));
    return names;
  }
  std::vector<std::string> others;
  for (const StudyAxis& axis : axes) {
    if (&axis != self) {
      others.push_back(axis.name);
    }
  }
  for (const TomlMember& member : only.members) {
    const std::string& key = member.key;
    const TomlNode& value = member.value;
    const auto axis = std::find_if(axes.begin(), axes.end(),
                                   [&](const StudyAxis& one) { return one.name == key && &one != self; });
    if (axis == axes.end()) {
      findings.add(value.key_place, self == nullptr ? "is no axis" : "is no other axis",
                   suggestion(key, others));
      continue;
    }
    std::vector<std::string> known;
    for (const StudyPoint& point : axis->points) {
      known.push_back(point.name);
    }
    const std::vector<TomlNode> one{value};
    std::vector<std::string>& chosen = names[key];
    for (const TomlNode& name : value.kind == Kind::array ? value.elements : one) {
      if (name.kind != Kind::text) {
        findings.add(name.value_place,
                     fmt::format("must be the name of a point, not {}", describe(name.kind)));
      } else if (std::find(known.begin(), known.end(), name.text) == known.end()) {
        findings.add(name.value_place, fmt::format("\"{}\" is no point of the axis {}", name.text, key),
                     suggestion(name.text, known));
      }
      chosen.push_back(name.text);
    }
  }
  return names;
}

std::vector<StudyAxis> read_axes(const TomlNode& root, const StudySpec& spec, StudyFindings& findings) {
  const TomlNode& written = *root.find("study");
  std::vector<StudyAxis> axes;
  for (std::size_t a = 0; a < spec.axes.size(); ++a) {
    axes.push_back(AxisReader{written.elements[a], spec.axes[a], findings}.read());
  }
  refuse_clashes(axes, findings);
  if (!findings.empty()) {
    return axes;  // what points say of those of other axes cannot be judged
  }
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const TomlNode* points = written.elements[a].find("points");
    for (std::size_t k = 0; points != nullptr && k < axes[a].points.size(); ++k) {
      if (const TomlNode* only = points->elements[k].find("only")) {
        axes[a].points[k].only = read_only(*only, axes, &axes[a], findings);
      }
    }
  }
  return axes;
}

}  // namespace quenchmark::cases
