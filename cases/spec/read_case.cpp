#include "cases/spec/read_case.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/field_reader.hpp"
#include "cases/spec/merge_tables.hpp"
#include "cases/spec/study.hpp"
#include "cases/spec/suggest.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

namespace {

constexpr std::array<Tier, 4> all_tiers = {Tier::smoke, Tier::ci, Tier::long_run, Tier::paper};

// ---------------------------------------------------------------- schema

/// Refuses other formats and newer versions before anything else is judged.
void require_schema(const TomlNode& root, const std::string& file) {
  const TomlNode* schema = root.find("schema");
  const std::string hint = fmt::format("a case file begins with schema = \"{}\"", case_schema_name);
  const auto refuse = [&](std::string message) {
    const Place place = schema == nullptr ? Place{1, 1, "schema"} : schema->value_place;
    throw Error({{ErrorKind::bad_case, std::move(message), hint, file, place.line, place.column, "schema"}});
  };
  if (schema == nullptr) {
    refuse("schema is missing");
  }
  constexpr std::string_view family = "quenchmark.case/";
  if (schema->kind != TomlNode::Kind::text || !schema->text.starts_with(family)) {
    refuse("this is not a case file of quenchmark");
  }
  if (schema->text != case_schema_name) {
    const std::string version = schema->text.substr(family.size());
    const bool number = !version.empty() && std::all_of(version.begin(), version.end(),
                                                        [](char c) { return c >= '0' && c <= '9'; });
    refuse(number ? fmt::format("version {} of case files is not known here; this program reads version 1",
                                version)
                  : fmt::format("\"{}\" is no version of case files", schema->text));
  }
}

// ---------------------------------------------------------------- tiers

/// What a file says in one tier: its base with the overrides applied, and [tier.X] reduced to its own keys.
TomlNode merge_tier(const TomlNode& root, Tier tier) {
  TomlNode merged = root;
  merged.erase("tier");
  const TomlNode* tiers = root.find("tier");
  const TomlNode* written = tiers == nullptr ? nullptr : tiers->find(name(tier));
  if (written == nullptr || written->kind != TomlNode::Kind::table) {
    return merged;
  }
  TomlNode overrides = *written;
  mark_overriding(overrides);
  constexpr std::array<std::string_view, 7> sections = {"model",  "protocol",  "observable", "reference",
                                                        "solver", "predictor", "claim"};
  TomlNode changes = overrides;
  std::erase_if(changes.members, [&](const auto& m) {
    return std::find(sections.begin(), sections.end(), m.key) == sections.end();
  });
  std::erase_if(overrides.members, [&](const auto& m) {
    return std::find(sections.begin(), sections.end(), m.key) != sections.end();
  });
  merge_table(merged, changes);
  merged.members.push_back({"tier." + std::string(name(tier)), std::move(overrides)});
  return merged;
}

/// The tiers of a file; mistakes in their names go into `diagnostics`.
std::vector<Tier> tiers_in(const TomlNode& root, const std::string& file,
                           std::vector<Diagnostic>& diagnostics) {
  const TomlNode* written = root.find("tier");
  if (written == nullptr) {
    return {all_tiers.begin(), all_tiers.end()};
  }
  const auto complain = [&](const TomlNode& node, std::string message, std::string hint) {
    const Place& place = node.key_place;
    diagnostics.push_back({ErrorKind::bad_case, place.key + " " + std::move(message), std::move(hint), file,
                           place.line, place.column, place.key});
  };
  if (written->kind != TomlNode::Kind::table || written->members.empty()) {
    complain(*written, "must be tables [tier.smoke], [tier.ci], [tier.long] or [tier.paper]", "");
    return {all_tiers.begin(), all_tiers.end()};
  }
  const std::vector<std::string> known(std::begin(names_of<Tier>), std::end(names_of<Tier>));
  for (const auto& [key, node] : written->members) {
    if (!from_name<Tier>(key)) {
      complain(node, "is not a tier", suggestion(key, known));
    } else if (node.kind != TomlNode::Kind::table) {
      complain(node, "must be a table", "");
    }
  }
  std::vector<Tier> tiers;
  std::copy_if(all_tiers.begin(), all_tiers.end(), std::back_inserter(tiers),
               [&](Tier tier) { return written->find(name(tier)) != nullptr; });
  return tiers;
}

// ---------------------------------------------------------------- one tier

Case resolve(const TomlNode& root, Tier tier, const std::string& file, ReadFindings& findings) {
  Case resolved;
  resolved.tier = tier;
  resolved.file = file;
  const TomlNode merged = merge_tier(root, tier);
  FieldReader reader(merged, file, findings);
  describe_case(reader, resolved);
  reader.finish();
  const std::vector<Diagnostic> mistakes = complete_and_check(resolved, reader.positions(), reader.broken());
  findings.diagnostics.insert(findings.diagnostics.end(), mistakes.begin(), mistakes.end());
  return resolved;
}

/// A case with all of its tiers, which are not sound when the findings have grown.
CaseFile resolve_tiers(const TomlNode& root, const std::string& file, ReadFindings& findings) {
  CaseFile result{file, {}, {}, {}};
  for (const Tier tier : tiers_in(root, file, findings.diagnostics)) {
    result.tiers.push_back(resolve(root, tier, file, findings));
  }
  return result;
}

/// Throws what was found, when anything was; else the texts of the cases are made.
void finish(CaseFamily& family, std::vector<Diagnostic> mistakes) {
  if (!mistakes.empty()) {
    throw Error(std::move(mistakes));
  }
  for (CaseFile& member : family.members) {
    for (Case& resolved : member.tiers) {
      refresh_resolved_text(resolved);
    }
  }
}

CaseFamily read_one(const TomlNode& root, const std::string& file) {
  ReadFindings findings;
  CaseFamily family{{}, file, {resolve_tiers(root, file, findings)}, {}};
  finish(family, findings.collect());
  family.id = family.members.front().id();
  return family;
}

// ---------------------------------------------------------------- studies

/// "a, b and 3 more"
std::string shortened(const std::vector<std::string>& names, std::size_t shown) {
  if (names.size() <= shown) {
    return fmt::format("{}", fmt::join(names, ", "));
  }
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(shown);
  return fmt::format("{} and {} more", fmt::join(names.begin(), end, ", "), names.size() - shown);
}

/// What was found in the members: what all share is said once, what some have with their ids.
class MemberFindings {
 public:
  void add(const std::string& id, std::vector<Diagnostic> found) {
    ++members_;
    ReadFindings once;
    once.diagnostics = std::move(found);
    for (Diagnostic& diagnostic : once.collect()) {
      Shared& shared =
          found_[std::tuple(diagnostic.line, diagnostic.column, diagnostic.message, diagnostic.hint)];
      shared.ids.push_back(id);
      shared.diagnostic = std::move(diagnostic);
    }
  }

  std::vector<Diagnostic> collect() {
    std::vector<Diagnostic> all;
    for (auto& [place, shared] : found_) {
      if (shared.ids.size() < members_) {
        shared.diagnostic.message += fmt::format(" (in {})", shortened(shared.ids, 2));
      }
      all.push_back(std::move(shared.diagnostic));
    }
    return all;
  }

 private:
  struct Shared {
    Diagnostic diagnostic;
    std::vector<std::string> ids;
  };

  std::size_t members_ = 0;
  std::map<std::tuple<int, int, std::string, std::string>, Shared> found_;  ///< by place and words
};

/// A key of the base may mean nothing in some members (samples, where a point sums exactly) but must mean
/// something in one.
CaseFamily read_study(const TomlNode& root, const std::string& file) {
  Study study = expand_study(root, file);
  CaseFamily family{study.id, file, {}, std::move(study.figures)};
  ReadFindings findings;
  MemberFindings by_member;
  for (StudyMember& member : study.members) {
    CaseFile resolved = resolve_tiers(member.document, file, findings);
    resolved.study = study.id;
    resolved.points = std::move(member.points);
    by_member.add(member.id, std::exchange(findings.diagnostics, {}));
    family.members.push_back(std::move(resolved));
  }
  std::vector<Diagnostic> mistakes = by_member.collect();
  for (Diagnostic& shared : findings.collect()) {
    mistakes.push_back(std::move(shared));
  }
  finish(family, std::move(mistakes));
  return family;
}

}  // namespace

std::vector<Tier> CaseFile::tier_names() const {
  std::vector<Tier> result;
  for (const Case& resolved : tiers) {
    result.push_back(resolved.tier);
  }
  return result;
}

const Case& CaseFile::at(Tier tier) const {
  const auto found = std::find_if(tiers.begin(), tiers.end(), [&](const Case& c) { return c.tier == tier; });
  if (found == tiers.end()) {
    std::vector<std::string_view> known;
    for (const Tier existing : tier_names()) {
      known.push_back(name(existing));
    }
    throw Error(ErrorKind::bad_case, fmt::format("case {} has no tier {}", id(), name(tier)),
                fmt::format("it has: {}", fmt::join(known, ", ")), file);
  }
  return *found;
}

CaseFamily read_case_family_tree(const TomlNode& root, const std::string& file) {
  require_schema(root, file);
  return is_study(root) ? read_study(root, file) : read_one(root, file);
}

CaseFamily read_case_family_text(const std::string& text, const std::string& file) {
  return read_case_family_tree(parse_toml(text, file), file);
}

CaseFamily read_case_family(const std::string& path) {
  return read_case_family_text(read_toml_text(path), path);
}

CaseFile single_case(CaseFamily family) {
  if (family.members.size() > 1) {
    std::vector<std::string> ids;
    for (const CaseFile& member : family.members) {
      ids.push_back(member.id());
    }
    throw Error(ErrorKind::bad_case,
                fmt::format("{} is a study of {} cases, and one is asked for: {}", family.id, ids.size(),
                            shortened(ids, 4)),
                fmt::format("give the id of one; quenchmark list --study {} shows them all", family.id),
                family.file);
  }
  return std::move(family.members.front());
}

std::vector<CaseFile> with_tier(std::vector<CaseFile> files, Tier tier) {
  std::vector<CaseFile> having;
  for (CaseFile& file : files) {
    const bool has =
        std::any_of(file.tiers.begin(), file.tiers.end(), [&](const Case& c) { return c.tier == tier; });
    if (has) {
      having.push_back(std::move(file));
    }
  }
  if (having.empty() && !files.empty()) {
    static_cast<void>(files.front().at(tier));
  }
  return having;
}

CaseFile read_case_file(const std::string& path) {
  return single_case(read_case_family(path));
}

CaseFile read_case_text(const std::string& text, const std::string& file) {
  return single_case(read_case_family_text(text, file));
}

}  // namespace quenchmark::cases
