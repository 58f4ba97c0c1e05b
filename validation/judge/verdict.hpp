#pragma once
// What a judgement is: one verdict per claim, one suite per `validate`. The members are the fields of
// verdicts.json.
//
// How to read a verdict:
//   PASS          the deviation and everything uncertain about it together stay within the limit;
//   FAIL          the deviation exceeds the limit even after everything uncertain is taken off;
//   INCONCLUSIVE  the data cannot decide: too much noise, too few replicas, or too coarse a reference;
//   ERROR         there was nothing sound to judge: no result, no reference, non-finite numbers, a signal;
//   XFAIL, XPASS  the case said beforehand that the claim fails, and why: it did, or it did not (a failure).

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::validation {

enum class Outcome { pass, fail, inconclusive, error, xfail, xpass };
inline constexpr std::array<Outcome, 6> all_outcomes{Outcome::pass,  Outcome::fail,  Outcome::inconclusive,
                                                     Outcome::error, Outcome::xfail, Outcome::xpass};

/// "PASS", "FAIL", ...
const char* to_string(Outcome outcome);

/// A number that does not apply; written as null.
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

struct Verdict {
  std::string case_id, tier, claim;
  Outcome verdict = Outcome::error;
  std::string reason;  ///< one sentence
  cases::ClaimKind kind = cases::ClaimKind::deterministic;
  std::string observable;
  std::string norm;  ///< "max" or "rms" over the output times from the start to t_max
  double t_max = no_number;
  double value = no_number;           ///< the norm of |solver - truth|; budget claims: of |error| / bound
  double standard_error = no_number;  ///< of `value`, from independent replicas; 0 for deterministic claims
  int replicas = 0;
  double q = no_number;  ///< multiple of the standard error that was added (PASS) or taken off (FAIL)
  double limit = no_number;
  /// (|value| - q s)/limit on FAIL: how many times over. Else (limit - |value| - q s)/limit: the share left
  /// over.
  double margin = no_number;
  /// Smallest excess over the limit that would turn the claim to FAIL, 9 times in 10.
  double detectable = no_number;
  std::string truth;                      ///< exact | series | published | cross | invariants
  double reference_error = no_number;     ///< absolute, added to |value| before it may pass
  double worst_time = no_number;          ///< where |solver - truth| is largest
  std::optional<double> certified_until;  ///< last output time up to which the claim holds without a break
  bool confirmed = false;  ///< statistical claims: a second run with fresh seeds was judged too
  std::string result, reference, reproduce;  ///< files, and the command line that makes them again
  std::string case_sha256;                   ///< of the resolved case that was judged
  std::string build;                         ///< identity of the build that made the files; empty: not told
};

struct SuiteInfo {
  std::string tier;
  unsigned long long seed = 0;
  std::string started;  ///< ISO 8601, UTC
  double seconds = 0.0;
  std::string version;
  std::string build = {};  ///< identity of the build that judged
};

struct Suite {
  SuiteInfo info;
  std::vector<Verdict> verdicts;
  int error_exit_code = 4;  ///< what an ERROR counts for; 2 when all of them are the user's to mend

  int count(Outcome outcome) const;
  /// error_exit_code with an ERROR or without any verdict, 1 with a FAIL or XPASS, 3 with an INCONCLUSIVE,
  /// else 0.
  int exit_code() const;
};

}  // namespace quenchmark::validation
