#pragma once
// Judgement from files alone: what was claimed (the case), what was found (records), what is true (records).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"
#include "validation/judge/verdict.hpp"
#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Everything known about one case when it is judged. Records are those that the door let in
/// (evidence/door.hpp), with at least one output time: nobody looks at their shapes, finiteness, signs or
/// times again.
struct Evidence {
  cases::Case asked;
  std::optional<Record> result;
  std::string result_failure;  ///< why there is no result
  std::optional<Record> reference;
  std::string reference_failure;  ///< why there is no reference
  /// The exact-sum run of the same case, for claims against = "exact_sum".
  std::optional<Record> exact_sum;
  std::string exact_sum_failure;  ///< why there is none
  /// A second run with fresh seeds, without which no statistical claim can FAIL.
  std::optional<Record> confirmation;
  std::string
      confirmation_failure;  ///< why one that is there does not count; no claim may FAIL for want of it
  /// Somebody else's curve (`certify`): its standard errors are taken at their word when it has no replicas.
  bool foreign = false;
  /// By observable, at the times of the reference, [T] or [T, D]: how far the truth may be from what the run
  /// is about, such as the difference of two lattice sizes. It counts as an error of the truth beside the
  /// reference's own.
  std::map<std::string, Dataset> truth_error;
  std::string result_path, reference_path;
  std::string reproduce;             ///< command line
  std::string build;                 ///< identity of the build that made the result, or the reference alone
  std::vector<std::string> remarks;  ///< about the files, told with every verdict: "unsealed: ..."
};

/// Judges all claims of all cases. Statistical claims share one family-wise false-alarm rate of 1e-4 (Holm).
/// Runs are given more claims than the case makes: that every measured error stays within its error budget
/// ("budget-<observable>"; sampled runs: with their noise at 99 % in it) and, free of sampling noise, the
/// distance of the states within the certificate ("certificate"). Every computed reference claims that its
/// two propagators agree ("reference-agreement"). The energies of the ground state that excess energies are
/// counted from must lie within bounds worked out from the case ("ground-state"). Sampled runs claim that
/// their chains have mixed ("mixing") and know nothing of each other ("independent-chains").
/// Never throws for what the records contain: that is an ERROR verdict.
Suite judge_suite(const SuiteInfo& info, const std::vector<Evidence>& evidence);

/// One case on its own.
std::vector<Verdict> judge(const cases::Case& asked, const Record& result, const Record* reference);

/// True when a first run speaks for FAIL in a statistical claim, so that a run with fresh seeds has to
/// confirm it.
bool needs_confirmation(const Evidence& evidence);

}  // namespace quenchmark::validation
