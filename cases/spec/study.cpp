#include "cases/spec/study.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cases/spec/field_reader.hpp"
#include "cases/spec/figure_list.hpp"
#include "cases/spec/merge_tables.hpp"
#include "cases/spec/study_axes.hpp"
#include "cases/spec/study_vocabulary.hpp"
#include "cases/spec/suggest.hpp"

namespace quenchmark::cases {

namespace {

using Kind = TomlNode::Kind;

// Beyond, a file would take seconds to read, and nobody would wait for its members either.
constexpr std::size_t most_members = 1000;
constexpr std::size_t most_values = 200'000;

/// The parts of the tree that describe_study knows: points say more than that, each something else.
TomlNode study_alone(const TomlNode& root) {
  TomlNode parts;
  for (const char* key : {"study", "draw"}) {
    if (const TomlNode* written = root.find(key)) {
      parts.members.push_back({key, *written});
    }
  }
  for (TomlNode& axis : parts.find("study")->elements) {
    if (TomlNode* points = axis.find("points")) {
      for (TomlNode& point : points->elements) {
        std::erase_if(point.members, [](const TomlMember& m) {
          return m.key != "name" && m.key != "label" && m.key != "only";
        });
      }
    }
  }
  mark_overriding(parts);
  return parts;
}

StudySpec read_spec(const TomlNode& root, StudyFindings& findings) {
  ReadFindings read;
  const TomlNode parts = study_alone(root);
  FieldReader reader(parts, findings.file(), read);
  StudySpec spec;
  describe_study(reader, spec);
  reader.finish();
  findings.add(read.collect());
  return spec;
}

std::size_t count_values(const TomlNode& node) {
  std::size_t count = 1;
  for (const TomlNode& element : node.elements) {
    count += count_values(element);
  }
  for (const TomlMember& member : node.members) {
    count += count_values(member.value);
  }
  return count;
}

void refuse_too_many(const TomlNode& root, const std::vector<StudyAxis>& axes, StudyFindings& findings) {
  std::size_t combinations = 1;
  for (const StudyAxis& axis : axes) {
    combinations = std::min(combinations * axis.points.size(), most_members + 1);
  }
  const Place& place = root.find("study")->value_place;
  if (combinations > most_members) {
    findings.add(place, fmt::format("has more than {} combinations of points", most_members),
                 "make several studies");
  } else if (combinations * count_values(root) > most_values) {
    findings.add(place,
                 fmt::format("is too large: {} combinations of points of a file with {} values", combinations,
                             count_values(root)),
                 "make several studies");
  }
}

/// A place in the product of the axes: the index of a point on each.
using Combination = std::vector<std::size_t>;

/// Moves on to the next combination, the last axis fastest; false after the last one.
bool advance(Combination& at, const std::vector<StudyAxis>& axes) {
  for (std::size_t a = axes.size(); a-- > 0;) {
    if (++at[a] < axes[a].points.size()) {
      return true;
    }
    at[a] = 0;
  }
  return false;
}

/// True when the points are among those named.
bool lies_in(const PointNames& names, const Combination& at, const std::vector<StudyAxis>& axes) {
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const auto named = names.find(axes[a].name);
    const std::string& name = axes[a].points[at[a]].name;
    if (named != names.end() &&
        std::find(named->second.begin(), named->second.end(), name) == named->second.end()) {
      return false;
    }
  }
  return true;
}

std::vector<Combination> combinations_of(const std::vector<StudyAxis>& axes, StudyFindings& findings) {
  std::vector<Combination> chosen;
  std::vector<std::set<std::size_t>> used(axes.size());
  Combination at(axes.size(), 0);
  do {
    bool together = true;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      together = together && lies_in(axes[a].points[at[a]].only, at, axes);
    }
    for (std::size_t a = 0; together && a < axes.size(); ++a) {
      used[a].insert(at[a]);
    }
    if (together) {
      chosen.push_back(at);
    }
  } while (advance(at, axes));
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t k = 0; k < axes[a].points.size(); ++k) {
      if (!used[a].contains(k)) {
        findings.add(axes[a].points[k].place, "is in no member of the study",
                     "its only, or that of others, leaves none");
      }
    }
  }
  return chosen;
}

/// The title with the labels of the points; complains of words in braces that are no axis.
std::string title_of(const TomlNode& title, const Combination& at, const std::vector<StudyAxis>& axes,
                     StudyFindings& findings) {
  std::string filled;
  for (std::size_t begin = 0; begin < title.text.size();) {
    const std::size_t open = title.text.find('{', begin), close = title.text.find('}', open);
    if (close == std::string::npos) {
      return filled + title.text.substr(begin);
    }
    const std::string name = title.text.substr(open + 1, close - open - 1);
    filled += title.text.substr(begin, open - begin);
    std::vector<std::string> known;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      known.push_back(axes[a].name);
      filled += axes[a].name == name ? axes[a].points[at[a]].label : "";
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      findings.add(title.value_place, fmt::format("speaks of {{{}}}, which is no axis", name),
                   suggestion(name, known));
      return title.text;
    }
    begin = close + 1;
  }
  return filled;
}

StudyMember member_at(const Combination& at, const TomlNode& base, const TomlNode* overrides,
                      const std::vector<StudyAxis>& axes, StudyFindings& findings) {
  StudyMember member{{}, {}, base};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const StudyPoint& point = axes[a].points[at[a]];
    member.points.push_back(point.name);
    merge_table(member.document, point.changes);
  }
  const std::string name = fmt::format("{}", fmt::join(member.points, "-"));
  if (overrides != nullptr) {
    if (const TomlNode* own = overrides->find(name)) {
      merge_table(member.document, *own);
    }
  }
  if (TomlNode* id = member.document.find("id"); id != nullptr && id->kind == Kind::text) {
    id->text += "-" + name;
    member.id = id->text;
  }
  if (TomlNode* title = member.document.find("title"); title != nullptr && title->kind == Kind::text) {
    title->text = title_of(*title, at, axes, findings);
  }
  return member;
}

/// What is wrong with the names in [member.X] and with what they may change.
void check_overrides(const TomlNode& overrides, const std::vector<StudyMember>& members,
                     StudyFindings& findings) {
  if (overrides.kind != Kind::table) {
    findings.add(overrides.key_place, "must be tables [member.X], X the names of its points joined by -");
    return;
  }
  std::vector<std::string> known;
  for (const StudyMember& member : members) {
    known.push_back(fmt::format("{}", fmt::join(member.points, "-")));
  }
  for (const auto& [name, table] : overrides.members) {
    if (table.kind != Kind::table) {
      findings.add(table.key_place, "must be a table");
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      findings.add(table.key_place, "is no member of the study", suggestion(name, known));
    }
    for (const auto& [key, value] : table.members) {
      if (is_fixed_key(key)) {
        findings.add(value.key_place, "is the same for all members: none can change it");
      }
    }
  }
}

void refuse_equal_ids(const std::vector<StudyMember>& members, const Place& place, StudyFindings& findings) {
  std::map<std::string, const StudyMember*> by_id;
  for (const StudyMember& member : members) {
    if (const auto [other, fresh] = by_id.emplace(member.id, &member); !fresh && !member.id.empty()) {
      findings.add(place,
                   fmt::format("has two members with the id {}: ({}) and ({})", member.id,
                               fmt::join(other->second->points, ", "), fmt::join(member.points, ", ")),
                   "name their points otherwise");
    }
  }
}

/// The figures of a study, each with the members that it shows.
void fill_figures(std::vector<FigureSpec>& figures, const TomlNode& drawn, const std::vector<Combination>& at,
                  const std::vector<StudyMember>& members, const std::vector<StudyAxis>& axes,
                  const std::string& study, StudyFindings& findings) {
  std::set<std::string> ids;
  for (std::size_t f = 0; f < figures.size(); ++f) {
    FigureSpec& figure = figures[f];
    const TomlNode& node = drawn.elements[f];
    check_figure(figure, node, findings);
    figure.study = study;
    const TomlNode* only = node.find("only");
    const PointNames names = only == nullptr ? PointNames() : read_only(*only, axes, nullptr, findings);
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (lies_in(names, at[m], axes)) {
        figure.members.push_back(members[m].id);
      }
    }
    if (figure.members.empty()) {
      findings.add(node.value_place, "shows no member of the study");
    }
    if (!ids.insert(figure.id).second) {
      findings.add(node.find("id")->value_place,
                   fmt::format("\"{}\" is the id of another figure of this study", figure.id));
    }
  }
}

/// The id of a study begins those of its members: what is wrong with it shall be told once.
void check_id(const TomlNode& root, StudyFindings& findings) {
  const TomlNode* id = root.find("id");
  if (id != nullptr && id->kind == Kind::text && (!is_point_name(id->text) || id->text.front() == '-')) {
    findings.add(id->value_place, fmt::format("\"{}\" must match [a-z0-9_-]+ and not begin with -", id->text),
                 "it names files and directories and is typed as an argument");
  }
}

/// A study without anything to vary is a mistake that shall be told as one.
void require_base(const TomlNode& root, StudyFindings& findings) {
  if (root.find("model") == nullptr && root.find("protocol") == nullptr) {
    findings.add(root.find("study")->value_place, "varies nothing: the file has no base case",
                 "write [model], [protocol] and all else that a case has beside the axes");
  }
}

}  // namespace

bool is_study(const TomlNode& root) {
  return root.find("study") != nullptr;
}

Study expand_study(const TomlNode& root, const std::string& file) {
  StudyFindings findings(file);
  StudySpec spec = read_spec(root, findings);
  findings.raise();
  const std::vector<StudyAxis> axes = read_axes(root, spec, findings);
  findings.raise();
  check_id(root, findings);
  require_base(root, findings);
  refuse_too_many(root, axes, findings);
  findings.raise();

  const std::vector<Combination> combinations = combinations_of(axes, findings);
  TomlNode base = root;
  for (const char* key : {"study", "member", "draw"}) {
    base.erase(key);
  }
  const TomlNode* overrides = root.find("member");
  const TomlNode* id = root.find("id");
  Study study{id != nullptr && id->kind == Kind::text ? id->text : "", {}, {}};
  for (const Combination& at : combinations) {
    study.members.push_back(member_at(at, base, overrides, axes, findings));
  }
  refuse_equal_ids(study.members, root.find("study")->value_place, findings);
  if (overrides != nullptr) {
    check_overrides(*overrides, study.members, findings);
  }
  if (const TomlNode* drawn = root.find("draw")) {
    fill_figures(spec.figures, *drawn, combinations, study.members, axes, study.id, findings);
  }
  findings.raise();
  study.figures = std::move(spec.figures);
  return study;
}

}  // namespace quenchmark::cases
