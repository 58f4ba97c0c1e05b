#include "validation/report/stored_suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/record/record_file.hpp"

namespace quenchmark::validation {

namespace {

namespace fs = std::filesystem;

/// What an earlier judgement told: its suite, and the command line of each case and tier.
struct EarlierJudgement {
  SuiteInfo info;
  std::map<std::pair<std::string, std::string>, std::string> reproduce;
};

EarlierJudgement read_judgement(const fs::path& file) {
  EarlierJudgement judgement;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    return judgement;
  }
  const auto document = nlohmann::json::parse(read_file(file), nullptr, false);
  const auto text = [](const nlohmann::json& object, const char* key) {
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? object[key].get<std::string>()
               : "";
  };
  if (!document.is_object()) {
    return judgement;
  }
  if (const auto suite = document.find("suite"); suite != document.end() && suite->is_object()) {
    judgement.info.tier = text(*suite, "tier");
    judgement.info.started = text(*suite, "started");
    judgement.info.version = text(*suite, "version");
    if (suite->contains("seed") && (*suite)["seed"].is_number_unsigned()) {
      judgement.info.seed = (*suite)["seed"].get<unsigned long long>();
    }
    if (suite->contains("seconds") && (*suite)["seconds"].is_number()) {
      judgement.info.seconds = (*suite)["seconds"].get<double>();
    }
  }
  if (const auto verdicts = document.find("verdicts"); verdicts != document.end() && verdicts->is_array()) {
    for (const nlohmann::json& verdict : *verdicts) {
      judgement.reproduce[{text(verdict, "case"), text(verdict, "tier")}] = text(verdict, "reproduce");
    }
  }
  return judgement;
}

/// As it was told before, else the call that made the result.
std::string reproducing_command(const EarlierJudgement& judgement, const Evidence& evidence) {
  const auto told =
      judgement.reproduce.find({evidence.asked.id, std::string(cases::name(evidence.asked.tier))});
  if (told != judgement.reproduce.end()) {
    return told->second;
  }
  if (!evidence.result) {
    return "";
  }
  const auto argv = evidence.result->provenance.find("argv");
  return argv == evidence.result->provenance.end() ? "" : argv->second;
}

std::vector<fs::path> sorted_directories(const fs::path& parent) {
  std::error_code failure;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(parent, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->is_directory()) {
      found.push_back(entry->path());
    }
  }
  if (failure) {
    throw Error(ErrorKind::io, "cannot read the directory: " + failure.message(), {}, parent.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The record, or nothing when the file is absent or (noted) unreadable.
std::optional<Record> load(const fs::path& file, std::string& failure, std::vector<Diagnostic>& problems) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    failure = "there is none";
    return std::nullopt;
  }
  try {
    return load_record(file);
  } catch (const Error& error) {
    failure = error.diagnostics().front().message;
    problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
    return std::nullopt;
  }
}

/// Everything below OUT/<case>/<tier>, or nothing when no record there tells its case.
std::optional<Evidence> read_evidence(const fs::path& directory, cases::Tier tier,
                                      std::vector<Diagnostic>& problems) {
  Evidence evidence;
  std::string unused;
  const fs::path result = directory / "result.h5";
  const fs::path reference = directory / "reference.h5";
  evidence.result = load(result, evidence.result_failure, problems);
  evidence.reference = load(reference, evidence.reference_failure, problems);
  evidence.exact_sum = load(directory / "exact_sum.h5", unused, problems);
  evidence.confirmation = load(directory / "confirmation.h5", unused, problems);
  const Record* teller = evidence.result      ? &*evidence.result
                         : evidence.reference ? &*evidence.reference
                                              : nullptr;
  if (teller == nullptr) {
    return std::nullopt;
  }
  try {
    evidence.asked =
        cases::read_case_text(teller->case_toml, (evidence.result ? result : reference).string()).at(tier);
  } catch (const Error& error) {
    // A case that was sound when it was stored: the file is damaged or foreign, the user wrote no mistake.
    Diagnostic problem = error.diagnostics().front();
    problem.kind = ErrorKind::format;
    problem.message = "the case that it carries is not sound: " + problem.message;
    problem.hint = "compute it again";
    problems.push_back(std::move(problem));
    return std::nullopt;
  }
  evidence.result_path = evidence.result ? result.string() : "";
  evidence.reference_path = evidence.reference ? reference.string() : "";
  return evidence;
}

}  // namespace

StoredSuite read_stored_suite(const fs::path& out, bool any_tier) {
  StoredSuite suite;
  const EarlierJudgement judgement = read_judgement(out / "verdicts.json");
  suite.info = judgement.info;
  for (const fs::path& of_case : sorted_directories(out)) {
    for (const fs::path& of_tier : sorted_directories(of_case)) {
      const auto tier = cases::from_name<cases::Tier>(of_tier.filename().string());
      if (!tier || (!any_tier && !suite.info.tier.empty() && suite.info.tier != cases::name(*tier))) {
        continue;
      }
      if (std::optional<Evidence> evidence = read_evidence(of_tier, *tier, suite.problems)) {
        evidence->reproduce = reproducing_command(judgement, *evidence);
        suite.evidence.push_back(std::move(*evidence));
      }
    }
  }
  if (suite.evidence.empty() && suite.problems.empty()) {
    throw Error(ErrorKind::io, "there are no results", "make some: quenchmark validate", out.string());
  }
  return suite;
}

}  // namespace quenchmark::validation
