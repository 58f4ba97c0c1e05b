#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "cases/spec/catalog.hpp"
#include "cases/spec/figure_list.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/cli/output.hpp"
#include "validation/cli/tier_option.hpp"
#include "validation/cli/verb.hpp"
#include "validation/judge/claim.hpp"
#include "validation/run/memory_estimate.hpp"
#include "validation/run/run_case.hpp"

namespace quenchmark::validation {

namespace {

struct CheckedTier {
  cases::Tier tier;
  std::int64_t memory_bytes = 0;
  std::string sha256;
  nlohmann::ordered_json detectable;
  std::vector<std::string> warnings;
};

/// A case, or what is wrong with its file.
struct CheckedFile {
  std::string file;
  std::string id;     ///< of the case; empty where the file is at fault
  std::string study;  ///< that it is a member of; empty: none
  std::vector<CheckedTier> tiers;
  std::vector<Diagnostic> errors;
};

class CheckVerb final : public Verb {
 public:
  std::string name() const override { return "check"; }
  std::string summary() const override { return "whether case files are sound, and what they need"; }

  void declare(CLI::App& command) override {
    command
        .add_option("FILE", files_, "files of cases, studies or lists of figures, or ids of the catalogue")
        ->required();
    add_tier_option(command, tier_, "the tier to check; all by default");
  }

  int run(const CommonOptions& options) override {
    std::vector<CheckedFile> checked;
    std::vector<Diagnostic> errors;
    for (const std::string& file : files_) {
      for (CheckedFile& one : check(file, options)) {
        errors.insert(errors.end(), one.errors.begin(), one.errors.end());
        checked.push_back(std::move(one));
      }
    }
    options.json ? write_json(checked) : write_table(checked);
    print_warnings(checked);
    print_errors(errors);
    return errors.empty() ? 0 : Error(errors).exit_code();
  }

 private:
  std::vector<CheckedFile> check(const std::string& file, const CommonOptions& options) const {
    try {
      const bool is_path = file.ends_with(".toml") || file.find('/') != std::string::npos;
      if (is_path && cases::check_figure_list(file)) {
        return {{file, {}, {}, {}, {}}};
      }
      std::vector<cases::CaseFile> files =
          is_path ? cases::read_case_family(file).members
                  : cases::find_cases(file, cases::catalog_directory(options.cases));
      std::vector<CheckedFile> checked;
      for (const cases::CaseFile& read : tier_ ? with_tier(std::move(files), *tier_) : std::move(files)) {
        checked.push_back(check_case(read, options));
      }
      return checked;
    } catch (const Error& error) {
      return {{file, {}, {}, {}, error.diagnostics()}};
    }
  }

  CheckedFile check_case(const cases::CaseFile& read, const CommonOptions& options) const {
    CheckedFile checked{read.file, read.id(), read.study, {}, {}};
    try {
      for (const cases::Tier tier : tier_ ? std::vector{*tier_} : read.tier_names()) {
        const cases::Case& resolved = read.at(tier);
        require_runnable(resolved);
        checked.tiers.push_back({tier, memory_bytes(resolved, thread_count(options)),
                                 resolved.resolved_sha256, detectable(resolved), warnings(resolved)});
      }
    } catch (const Error& error) {
      checked.tiers.clear();
      checked.errors = error.diagnostics();
    }
    return checked;
  }

  /// The smallest effect that each claim can detect, as far as it is known before a run: without noise it is
  /// the limit (budget claims: of error / bound). What replicas will scatter, and the error bars of a
  /// published curve, are not known yet: null.
  static nlohmann::ordered_json detectable(const cases::Case& resolved) {
    nlohmann::ordered_json effects = nlohmann::ordered_json::object();
    for (const cases::Claim& claim : resolved.claims) {
      const bool published = claim.against == cases::Against::published ||
                             (claim.against == cases::Against::reference &&
                              resolved.reference.method == cases::ReferenceMethod::published);
      const bool known = claim.kind != cases::ClaimKind::statistical && !published;
      effects[claim.id] = known ? nlohmann::ordered_json(claim.limit) : nlohmann::ordered_json(nullptr);
    }
    return effects;
  }

  /// What is sound, and cannot do what it is there for.
  static std::vector<std::string> warnings(const cases::Case& resolved) {
    std::vector<std::string> found;
    if (!resolved.solver) {
      return found;
    }
    const int needed = fewest_replicas(resolved.tier);
    for (const cases::Claim& claim : resolved.claims) {
      if (claim.kind == cases::ClaimKind::statistical && resolved.solver->replicas < needed) {
        found.push_back(fmt::format("claim {} can reach no verdict: {}", claim.id,
                                    why_undecidable(resolved.solver->replicas, needed)));
      }
    }
    return found;
  }

  static void print_warnings(const std::vector<CheckedFile>& files) {
    for (const CheckedFile& file : files) {
      for (const CheckedTier& tier : file.tiers) {
        for (const std::string& warning : tier.warnings) {
          std::fputs(
              fmt::format("warning: case: {}: tier {}: {}\n", shown(file), cases::name(tier.tier), warning)
                  .c_str(),
              stderr);
        }
      }
    }
  }

  /// A file with several members names the one that is meant.
  static std::string shown(const CheckedFile& file) {
    return file.study.empty() ? file.file : file.file + ": " + file.id;
  }

  static std::int64_t most_memory(const CheckedFile& file) {
    std::int64_t most = 0;
    for (const CheckedTier& tier : file.tiers) {
      most = std::max(most, tier.memory_bytes);
    }
    return most;
  }

  /// Of several tiers, the hash and the detectable effects are those of the first and the memory that of the
  /// largest; each tier stands in "tiers" too.
  static void write_json(const std::vector<CheckedFile>& files) {
    using Json = nlohmann::ordered_json;
    Json document = {{"schema", "quenchmark.check/1"}, {"files", Json::array()}};
    for (const CheckedFile& file : files) {
      const bool ok = file.errors.empty();
      Json entry = {{"file", file.file},          {"id", file.id},
                    {"study", file.study},        {"ok", ok},
                    {"errors", Json::array()},    {"memory_bytes", nullptr},
                    {"resolved_sha256", nullptr}, {"detectable", Json::object()},
                    {"tiers", Json::object()}};
      for (const Diagnostic& error : file.errors) {
        entry["errors"].push_back(to_json(error));
      }
      if (!file.tiers.empty()) {
        entry["memory_bytes"] = most_memory(file);
        entry["resolved_sha256"] = file.tiers.front().sha256;
        entry["detectable"] = file.tiers.front().detectable;
      }
      for (const CheckedTier& tier : file.tiers) {
        entry["tiers"][std::string(cases::name(tier.tier))] = {{"memory_bytes", tier.memory_bytes},
                                                               {"resolved_sha256", tier.sha256},
                                                               {"detectable", tier.detectable},
                                                               {"warnings", tier.warnings}};
      }
      document["files"].push_back(std::move(entry));
    }
    write_document(document);
  }

  static void write_table(const std::vector<CheckedFile>& files) {
    std::vector<std::vector<std::string>> rows = {{"FILE", "TIER", "MEMORY", "SHA256"}};
    for (const CheckedFile& file : files) {
      if (!file.errors.empty()) {
        rows.push_back({shown(file), fmt::format("{} {}", file.errors.size(),
                                                 file.errors.size() == 1 ? "error" : "errors")});
      }
      for (const CheckedTier& tier : file.tiers) {
        rows.push_back({shown(file), std::string(cases::name(tier.tier)),
                        fmt::format("{:.1f} MB", static_cast<double>(tier.memory_bytes) / 1e6),
                        tier.sha256.substr(0, 16)});
      }
    }
    write_output(text_table(rows));
  }

  std::vector<std::string> files_;
  std::optional<cases::Tier> tier_;
};

}  // namespace

std::unique_ptr<Verb> make_check_verb() {
  return std::make_unique<CheckVerb>();
}

}  // namespace quenchmark::validation
