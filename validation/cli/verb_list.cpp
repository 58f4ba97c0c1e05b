#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "cases/spec/catalog.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/suggest.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"

namespace quenchmark::validation {

namespace {

bool contains_ignoring_case(const std::string& text, const std::string& part) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::vector<std::string> tier_names(const cases::CaseFile& file) {
  std::vector<std::string> names;
  for (const cases::Tier tier : file.tier_names()) {
    names.emplace_back(name(tier));
  }
  return names;
}

/// Ids of the claims of all tiers, in the order of the file.
std::vector<std::string> claim_ids(const cases::CaseFile& file) {
  std::vector<std::string> ids;
  for (const cases::Case& resolved : file.tiers) {
    for (const cases::Claim& claim : resolved.claims) {
      if (std::find(ids.begin(), ids.end(), claim.id) == ids.end()) {
        ids.push_back(claim.id);
      }
    }
  }
  return ids;
}

class ListVerb final : public Verb {
 public:
  std::string name() const override { return "list"; }
  std::string summary() const override { return "the cases of the catalogue"; }

  void declare(CLI::App& command) override {
    command.add_option("--paper", paper_, "only cases whose paper contains this")->type_name("P");
    command.add_option("--tag", tag_, "only cases with this tag")->type_name("T");
    command.add_option("--study", study_, "only the members of this study")->type_name("S");
    add_tier_option(command, tier_, "only cases that have this tier");
  }

  int run(const CommonOptions& options) override {
    const cases::Catalog catalog = cases::read_catalog(cases::catalog_directory(options.cases));
    std::vector<const cases::CaseFile*> chosen;
    for (const cases::CaseFile* one : candidates(catalog)) {
      const cases::CaseFile& file = *one;
      const cases::Case& any_tier = file.tiers.front();
      const bool tagged =
          tag_.empty() || std::find(any_tier.tags.begin(), any_tier.tags.end(), tag_) != any_tier.tags.end();
      const std::vector<cases::Tier> tiers = file.tier_names();
      const bool has_tier = !tier_ || std::find(tiers.begin(), tiers.end(), *tier_) != tiers.end();
      if (tagged && has_tier && contains_ignoring_case(any_tier.paper, paper_)) {
        chosen.push_back(&file);
      }
    }
    options.json ? write_json(chosen) : write_table(chosen);
    if (!catalog.problems.empty()) {
      print_errors(catalog.problems);
      return Error(catalog.problems).exit_code();
    }
    return 0;
  }

 private:
  /// All cases, or the members of the study. Throws Error(usage) when there is no such study.
  std::vector<const cases::CaseFile*> candidates(const cases::Catalog& catalog) const {
    std::vector<const cases::CaseFile*> found;
    if (study_.empty()) {
      for (const cases::CaseFile& file : catalog.cases) {
        found.push_back(&file);
      }
      return found;
    }
    found = catalog.members_of(study_);
    if (found.empty()) {
      std::vector<std::string> known;
      for (const cases::StudyEntry& study : catalog.studies) {
        known.push_back(study.id);
      }
      throw Error(ErrorKind::usage, fmt::format("there is no study \"{}\"", study_),
                  known.empty() ? "the catalogue has none" : suggestion(study_, known), catalog.directory);
    }
    return found;
  }

  static void write_json(const std::vector<const cases::CaseFile*>& files) {
    nlohmann::ordered_json document = nlohmann::ordered_json::array();
    for (const cases::CaseFile* file : files) {
      const cases::Case& c = file->tiers.front();
      document.push_back({{"id", c.id},
                          {"title", c.title},
                          {"paper", c.paper},
                          {"figure", c.figure},
                          {"study", file->study},
                          {"tags", c.tags},
                          {"tiers", tier_names(*file)},
                          {"claims", claim_ids(*file)},
                          {"file", file->file}});
    }
    write_document(document);
  }

  static void write_table(const std::vector<const cases::CaseFile*>& files) {
    std::vector<std::vector<std::string>> rows = {{"ID", "TIERS", "CLAIMS", "TITLE"}};
    for (const cases::CaseFile* file : files) {
      rows.push_back({file->id(), fmt::format("{}", fmt::join(tier_names(*file), ",")),
                      std::to_string(claim_ids(*file).size()), file->tiers.front().title});
    }
    write_output(text_table(rows));
  }

  std::string paper_, tag_, study_;
  std::optional<cases::Tier> tier_;
};

}  // namespace

std::unique_ptr<Verb> make_list_verb() {
  return std::make_unique<ListVerb>();
}

}  // namespace quenchmark::validation
