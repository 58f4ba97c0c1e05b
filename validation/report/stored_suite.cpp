#include "validation/report/stored_suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/record/record_file.hpp"
#include "validation/record/record_of_case.hpp"

namespace quenchmark::validation {

namespace {

namespace fs = std::filesystem;

/// The suite of an earlier judgement, or nothing.
std::optional<SuiteInfo> read_suite_info(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    return std::nullopt;
  }
  const auto document = nlohmann::json::parse(read_file(file), nullptr, false);
  if (!document.is_object() || !document.contains("suite") || !document["suite"].is_object()) {
    return std::nullopt;
  }
  const nlohmann::json& suite = document["suite"];
  SuiteInfo info;
  const auto text = [&](const char* key) {
    return suite.contains(key) && suite[key].is_string() ? suite[key].get<std::string>() : "";
  };
  info.tier = text("tier");
  info.started = text("started");
  info.version = text("version");
  if (suite.contains("seed") && suite["seed"].is_number_unsigned()) {
    info.seed = suite["seed"].get<unsigned long long>();
  }
  if (suite.contains("seconds") && suite["seconds"].is_number()) {
    info.seconds = suite["seconds"].get<double>();
  }
  return info;
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

/// One file of a case on its way to become evidence.
struct Candidate {
  fs::path file;
  std::optional<Record> record;
  std::string failure;  ///< why there is none
};

/// Absent and (noted) unreadable files leave no record.
Candidate load(const fs::path& file, std::vector<Diagnostic>& problems) {
  Candidate candidate{file, {}, {}};
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    candidate.failure = "there is none";
    return candidate;
  }
  try {
    candidate.record = load_record(file);
  } catch (const Error& error) {
    candidate.failure = error.diagnostics().front().message;
    problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
  }
  return candidate;
}

/// The case that a record carries; a record whose case is not sound is (noted) no evidence.
std::optional<cases::Case> case_of(Candidate& candidate, cases::Tier tier,
                                   std::vector<Diagnostic>& problems) {
  try {
    return cases::read_case_text(candidate.record->case_toml, candidate.file.string()).at(tier);
  } catch (const Error& error) {
    // A case that was sound when it was stored: the file is damaged or foreign, the user wrote no mistake.
    Diagnostic problem = error.diagnostics().front();
    problem.kind = ErrorKind::format;
    problem.message = "the case that it carries is not sound: " + problem.message;
    problem.hint = "compute it again";
    candidate.record.reset();
    candidate.failure = problem.message;
    problems.push_back(std::move(problem));
    return std::nullopt;
  }
}

/// Only what belongs to the case, and has something to judge, stays.
void keep_evidence(Candidate& candidate, const cases::Case& asked, std::vector<Diagnostic>& problems) {
  if (!candidate.record) {
    return;
  }
  try {
    require_record_of(*candidate.record, asked, role_of(candidate.file), candidate.file.string());
    candidate.failure = why_nothing_to_judge(*candidate.record);
  } catch (const Error& error) {
    candidate.failure = error.diagnostics().front().message;
    problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
  }
  if (!candidate.failure.empty()) {
    candidate.record.reset();
  }
}

/// Everything below OUT/<case>/<tier>, or nothing when no record there tells its case.
std::optional<Evidence> read_evidence(const fs::path& directory, cases::Tier tier,
                                      std::vector<Diagnostic>& problems) {
  std::array<Candidate, 4> files{
      load(directory / "result.h5", problems), load(directory / "reference.h5", problems),
      load(directory / "exact_sum.h5", problems), load(directory / "confirmation.h5", problems)};
  auto& [result, reference, exact_sum, confirmation] = files;
  std::optional<cases::Case> asked;
  for (Candidate* teller : {&result, &reference}) {
    if (!asked && teller->record) {
      asked = case_of(*teller, tier, problems);
    }
  }
  if (!asked) {
    return std::nullopt;
  }
  for (Candidate& candidate : files) {
    keep_evidence(candidate, *asked, problems);
  }
  Evidence evidence;
  evidence.asked = std::move(*asked);
  evidence.result_path = result.record ? result.file.string() : "";
  evidence.reference_path = reference.record ? reference.file.string() : "";
  evidence.result = std::move(result.record);
  evidence.result_failure = std::move(result.failure);
  evidence.reference = std::move(reference.record);
  evidence.reference_failure = std::move(reference.failure);
  evidence.exact_sum = std::move(exact_sum.record);
  evidence.confirmation = std::move(confirmation.record);
  return evidence;
}

}  // namespace

StoredSuite read_stored_suite(const fs::path& out, bool any_tier) {
  StoredSuite suite;
  if (const std::optional<SuiteInfo> info = read_suite_info(out / "verdicts.json")) {
    suite.info = *info;
  }
  for (const fs::path& of_case : sorted_directories(out)) {
    for (const fs::path& of_tier : sorted_directories(of_case)) {
      const auto tier = cases::from_name<cases::Tier>(of_tier.filename().string());
      if (!tier || (!any_tier && !suite.info.tier.empty() && suite.info.tier != cases::name(*tier))) {
        continue;
      }
      if (std::optional<Evidence> evidence = read_evidence(of_tier, *tier, suite.problems)) {
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
