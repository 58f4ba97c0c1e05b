#include "validation/evidence/door.hpp"

#include <fmt/core.h>

#include "validation/evidence/fitness.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/record/record_of_case.hpp"

namespace quenchmark::validation {

namespace {

/// A file that has passed, or why not.
struct Admitted {
  std::optional<Record> record;
  std::string failure;
};

class Door {
 public:
  Door(Evidence& evidence, const std::filesystem::path& out, const DoorRules& rules, const Reasons& reasons,
       std::vector<Diagnostic>* problems)
      : evidence_(evidence), out_(out), rules_(rules), reasons_(reasons), problems_(problems) {}

  Admitted admit(const Piece& piece) {
    const std::filesystem::path file = piece.file(out_);
    Stored stored = examine(file, piece.asked, rules_);
    if (stored.standing != Standing::sound && stored.standing != Standing::interrupted) {
      return {{}, why_refused(file, stored)};
    }
    if (std::string nothing = why_nothing_to_judge(*stored.record); !nothing.empty()) {
      return {{}, nothing};
    }
    const std::string unfit = piece.is_reference() ? find_unfit_reference(*stored.record, piece.asked)
                                                   : find_unfit_result(*stored.record, piece.asked);
    if (!unfit.empty()) {
      return {{}, refuse(file, unfit)};
    }
    remark(file, stored);
    return {std::move(stored.record), {}};
  }

  std::string refuse(const std::filesystem::path& file, const std::string& why) {
    if (problems_ != nullptr) {
      problems_->push_back(
          Error(ErrorKind::format, why, "compute it again", file.string()).diagnostics().front());
    }
    return why;
  }

 private:
  std::string why_refused(const std::filesystem::path& file, const Stored& stored) {
    if (const auto found = reasons_.find(file); found != reasons_.end()) {
      return found->second;
    }
    if (stored.standing == Standing::missing) {
      return rules_.if_missing;
    }
    return refuse(file, stored.why + (stored.standing == Standing::another_build
                                          ? ": validate without --no-run makes it again"
                                          : ""));
  }

  /// What a reader of the verdicts should know about a file that was let in.
  void remark(const std::filesystem::path& file, const Stored& stored) {
    const std::string name = file.filename().string();
    const std::string build = build_of(*stored.record);
    if (!stored.vouched) {
      evidence_.remarks.push_back(fmt::format("unsealed: no sidecar vouches for {}", name));
    }
    if (build != rules_.build) {
      evidence_.remarks.push_back(fmt::format("{} was made by {}{}, not by this build ({})", name,
                                              build.empty() ? "" : "build ", short_build(build),
                                              short_build(rules_.build)));
    }
  }

  Evidence& evidence_;
  const std::filesystem::path& out_;
  const DoorRules& rules_;
  const Reasons& reasons_;
  std::vector<Diagnostic>* problems_;
};

}  // namespace

Evidence gather(const cases::Case& asked, const std::filesystem::path& out, const DoorRules& rules,
                const Reasons& reasons, std::vector<Diagnostic>* problems) {
  Evidence evidence;
  evidence.asked = asked;
  Door door(evidence, out, rules, reasons, problems);
  for (const Piece& piece : pieces_of(asked)) {
    Admitted admitted = door.admit(piece);
    const std::string file = piece.file(out).string();
    if (piece.name == "result") {
      evidence.result = std::move(admitted.record);
      evidence.result_failure = std::move(admitted.failure);
      evidence.result_path = file;
    } else if (piece.name == "exact_sum") {
      evidence.exact_sum = std::move(admitted.record);
      evidence.exact_sum_failure = std::move(admitted.failure);
    } else {
      evidence.reference = std::move(admitted.record);
      evidence.reference_failure = std::move(admitted.failure);
      evidence.reference_path = file;
    }
  }
  if (evidence.result && evidence.exact_sum && have_same_curves(*evidence.result, *evidence.exact_sum)) {
    evidence.exact_sum.reset();
    evidence.exact_sum_failure =
        door.refuse(case_directory(out, asked) / "exact_sum.h5", "it is a copy of the result");
  }
  for (const std::optional<Record>* teller : {&evidence.result, &evidence.reference}) {
    if (evidence.build.empty() && *teller) {
      evidence.build = build_of(**teller);
    }
  }
  return evidence;
}

void gather_confirmation(Evidence& evidence, const std::filesystem::path& out, const DoorRules& rules,
                         const Reasons& reasons, std::vector<Diagnostic>* problems) {
  const Piece piece = confirmation_of(evidence.asked);
  Door door(evidence, out, rules, reasons, problems);
  Admitted admitted = door.admit(piece);
  if (admitted.record && evidence.result && have_same_curves(*admitted.record, *evidence.result)) {
    admitted = {{}, door.refuse(piece.file(out), "the confirmation is a copy of the result")};
  }
  evidence.confirmation = std::move(admitted.record);
  // Without one nothing is wrong: the claim stays undecided.
  evidence.confirmation_failure = admitted.failure == rules.if_missing ? "" : std::move(admitted.failure);
}

}  // namespace quenchmark::validation
