#include "cases/spec/read_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/field_reader.hpp"
#include "cases/spec/suggest.hpp"
#include "cases/spec/toml_tree.hpp"

namespace quenchmark::cases {

namespace {

constexpr std::array<Tier, 4> all_tiers = {Tier::smoke, Tier::ci, Tier::long_run, Tier::paper};
constexpr std::uintmax_t largest_file = 1 << 20;

std::string read_text(const std::string& path) {
  std::error_code status;
  const auto type = std::filesystem::status(path, status).type();
  if (type == std::filesystem::file_type::not_found) {
    throw Error(ErrorKind::bad_case, "no such file", "quenchmark list shows the ids of the catalogue", path);
  }
  if (type == std::filesystem::file_type::none) {
    throw Error(ErrorKind::io, "cannot be reached: " + status.message(),
                "check the permissions of the directories on its way", path);
  }
  if (type != std::filesystem::file_type::regular) {
    throw Error(ErrorKind::bad_case, "is not a regular file", "give the path of a case file (.toml)", path);
  }
  const auto size = std::filesystem::file_size(path, status);
  if (!status && size > largest_file) {
    throw Error(ErrorKind::bad_case, fmt::format("is {} bytes long, more than any case file", size),
                "at most 1 MiB is read", path);
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(status ? 0 : size), '\0');
  if (!stream || !stream.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    throw Error(ErrorKind::io, "cannot be read", "check its permissions", path);
  }
  return text;
}

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

void mark_overriding(TomlNode& node) {
  node.overriding = true;
  for (TomlNode& element : node.elements) {
    mark_overriding(element);
  }
  for (auto& [key, member] : node.members) {
    mark_overriding(member);
  }
}

/// The key by which elements of an array of tables are recognised.
std::string_view identity_key(std::string_view array) {
  return array == "claim" ? "id" : array == "observable" ? "name" : "";
}

/// Two keys that say the same thing in different ways.
std::string_view alternative(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> pairs = {
      {{"h", "h_over_hc"}, {"output_dt", "output_times"}}};
  for (const auto& [one, other] : pairs) {
    if (key == one) {
      return other;
    }
    if (key == other) {
      return one;
    }
  }
  return {};
}

void merge_table(TomlNode& base, const TomlNode& changes);

void merge_elements(TomlNode& base, const TomlNode& changes, std::string_view identity) {
  for (const TomlNode& change : changes.elements) {
    const TomlNode* wanted = change.find(identity);
    const auto same = std::find_if(base.elements.begin(), base.elements.end(), [&](const TomlNode& element) {
      const TomlNode* own = element.find(identity);
      return wanted != nullptr && own != nullptr && wanted->kind == TomlNode::Kind::text &&
             own->kind == TomlNode::Kind::text && own->text == wanted->text && !element.overriding;
    });
    if (same == base.elements.end()) {
      base.elements.push_back(change);
    } else {
      merge_table(*same, change);
    }
  }
}

void merge_table(TomlNode& base, const TomlNode& changes) {
  for (const auto& [key, change] : changes.members) {
    if (const std::string_view other = alternative(key); changes.find(other) == nullptr) {
      base.erase(other);
    }
    TomlNode* own = base.find(key);
    if (own == nullptr) {
      base.members.push_back({key, change});
    } else if (own->kind == TomlNode::Kind::table && change.kind == TomlNode::Kind::table) {
      merge_table(*own, change);
    } else if (own->kind == TomlNode::Kind::array && change.kind == TomlNode::Kind::array &&
               !identity_key(key).empty()) {
      merge_elements(*own, change, identity_key(key));
    } else {
      *own = change;
    }
  }
}

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

CaseFile read_case_text(const std::string& text, const std::string& file) {
  const TomlNode root = parse_toml(text, file);
  require_schema(root, file);
  ReadFindings findings;
  CaseFile result{file, {}};
  for (const Tier tier : tiers_in(root, file, findings.diagnostics)) {
    result.tiers.push_back(resolve(root, tier, file, findings));
  }
  std::vector<Diagnostic> mistakes = findings.collect();
  if (!mistakes.empty()) {
    throw Error(std::move(mistakes));
  }
  for (Case& resolved : result.tiers) {
    refresh_resolved_text(resolved);
  }
  return result;
}

CaseFile read_case_file(const std::string& path) {
  return read_case_text(read_text(path), path);
}

Case read_case(const std::string& path, Tier tier) {
  return read_case_file(path).at(tier);
}

std::vector<Tier> tiers_of(const std::string& path) {
  return read_case_file(path).tier_names();
}

}  // namespace quenchmark::cases
