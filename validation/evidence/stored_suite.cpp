#include "validation/evidence/stored_suite.hpp"

#include <algorithm>
#include <utility>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/read_case.hpp"
#include "validation/evidence/door.hpp"
#include "validation/evidence/earlier_judgement.hpp"
#include "validation/record/record_file.hpp"

namespace quenchmark::validation {

namespace {

namespace fs = std::filesystem;

/// Nothing when there is none.
EarlierJudgement read_judgement(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) ? parse_judgement(read_file(file)) : EarlierJudgement();
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

std::string seed_of(const cases::Case& asked) {
  return asked.solver      ? std::to_string(asked.solver->seed)
         : asked.predictor ? std::to_string(asked.predictor->seed)
                           : "";
}

void take_seed(cases::Case& known, const cases::Case& own) {
  if (known.solver && own.solver) {
    known.solver->seed = own.solver->seed;
  }
  if (known.predictor && own.predictor) {
    known.predictor->seed = own.predictor->seed;
  }
  cases::refresh_resolved_text(known);
}

/// A case as a file of results carries it.
struct Carried {
  cases::Case asked;
  std::string sha256;  ///< of its text as it stands in the file
  std::string argv;    ///< the call that made the file
};

/// One folder OUT/<id>/<tier> on its way to become evidence.
class Folder {
 public:
  Folder(fs::path directory, cases::Tier tier, const EarlierJudgement& judgement,
         const StoredSuiteRules& rules, StoredSuite& suite)
      : directory_(std::move(directory)), tier_(tier), judgement_(judgement), rules_(rules), suite_(suite) {}

  void enter() {
    const std::optional<Carried> result = carried_by("result.h5"), reference = carried_by("reference.h5");
    if (!result && !reference) {
      if (!objection_.empty()) {
        refuse(objection_);
      }
      return;
    }
    const Carried& own = result ? *result : *reference;
    if (own.asked.id != id()) {
      refuse("its files are of the case " + own.asked.id +
             ": another folder's copy is no evidence of its own");
      return;
    }
    std::string catalogue_seed;
    std::optional<cases::Case> known;
    if (rules_.find_known && (known = rules_.find_known(own.asked.id, tier_))) {
      catalogue_seed = seed_of(*known);
      take_seed(*known, own.asked);
    }
    const EarlierVerdict earlier = judgement_.about(id(), tier_);
    const cases::Case* asked = choose(own, known, earlier);
    if (asked == nullptr) {
      return;
    }
    if (asked == &own.asked && earlier.case_sha256.empty() && result && reference &&
        result->asked.claims != reference->asked.claims) {
      refuse("result.h5 and reference.h5 carry different claims, and nothing tells which are meant");
      return;
    }
    const DoorRules door{rules_.build, true};
    const fs::path out = directory_.parent_path().parent_path();
    Evidence evidence = gather(*asked, out, door, {}, &suite_.problems);
    evidence.reproduce = !earlier.reproduce.empty() ? earlier.reproduce
                         : known                    ? validate_line(own.asked, catalogue_seed)
                                                    : report_line(own, out);
    if (needs_confirmation(evidence)) {
      gather_confirmation(evidence, out, door, {}, &suite_.problems);
    }
    suite_.evidence.push_back(std::move(evidence));
  }

 private:
  std::string id() const { return directory_.parent_path().filename().string(); }

  /// The case that is judged, or (noted) none.
  const cases::Case* choose(const Carried& own, const std::optional<cases::Case>& known,
                            const EarlierVerdict& earlier) {
    if (earlier.case_sha256.empty()) {
      return known ? &*known : &own.asked;
    }
    if (earlier.case_sha256 == own.sha256) {
      return &own.asked;
    }
    if (known && earlier.case_sha256 == known->resolved_sha256) {
      return &*known;
    }
    refuse("its files carry another version of the case than the one that verdicts.json tells of");
    return nullptr;
  }

  std::optional<Carried> carried_by(const std::string& name) {
    const fs::path file = directory_ / name;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
      return std::nullopt;
    }
    try {
      const Record record = load_record(file);
      const auto argv = record.provenance.find("argv");
      return Carried{carried_case(record, file), sha256_hex(record.case_toml),
                     argv == record.provenance.end() ? "" : argv->second};
    } catch (const Error& error) {
      objection_ = name + ": " + error.diagnostics().front().message;
      return std::nullopt;
    }
  }

  cases::Case carried_case(const Record& record, const fs::path& file) const {
    try {
      return cases::read_case_text(record.case_toml, file.string()).at(tier_);
    } catch (const Error& error) {
      // A case that was sound when it was stored: the file is damaged or foreign, the user wrote no mistake.
      throw Error(ErrorKind::format,
                  "the case that it carries is not sound: " + error.diagnostics().front().message,
                  "compute it again", file.string());
    }
  }

  void refuse(const std::string& why) {
    const Error error(ErrorKind::format, why, "validate the case again, or remove the folder",
                      directory_.string());
    suite_.problems.push_back(error.diagnostics().front());
    Verdict verdict;
    verdict.case_id = id();
    verdict.tier = cases::name(tier_);
    verdict.claim = "case";
    verdict.reason = why;
    suite_.refused.push_back(std::move(verdict));
  }

  std::string validate_line(const cases::Case& own, const std::string& catalogue_seed) const {
    std::vector<std::string> words{"quenchmark", "validate", own.id, "--tier",
                                   std::string(cases::name(tier_))};
    if (seed_of(own) != catalogue_seed) {
      words.insert(words.end(), {"--seed", seed_of(own)});
    }
    words.insert(words.end(), rules_.repeated.begin(), rules_.repeated.end());
    return shell_line(words);
  }

  /// The call that made and judged the result, where it did both; else one that judges the same files.
  static std::string report_line(const Carried& own, const fs::path& out) {
    return own.argv.starts_with("quenchmark validate ") ? own.argv
                                                        : shell_line({"quenchmark", "report", "--from", out});
  }

  const fs::path directory_;
  const cases::Tier tier_;
  const EarlierJudgement& judgement_;
  const StoredSuiteRules& rules_;
  StoredSuite& suite_;
  std::string objection_;  ///< against the last file that tells no case
};

}  // namespace

StoredSuite read_stored_suite(const fs::path& out, const StoredSuiteRules& rules) {
  StoredSuite suite;
  const EarlierJudgement judgement = read_judgement(out / "verdicts.json");
  suite.info = judgement.info;
  suite.info.build = rules.build;
  for (const fs::path& of_case : sorted_directories(out)) {
    for (const fs::path& of_tier : sorted_directories(of_case)) {
      const auto tier = cases::from_name<cases::Tier>(of_tier.filename().string());
      if (!tier || (!rules.any_tier && !suite.info.tier.empty() && suite.info.tier != cases::name(*tier))) {
        continue;
      }
      Folder(of_tier, *tier, judgement, rules, suite).enter();
    }
  }
  if (suite.evidence.empty() && suite.problems.empty()) {
    throw Error(ErrorKind::io, "there are no results", "make some: quenchmark validate", out.string());
  }
  return suite;
}

}  // namespace quenchmark::validation
