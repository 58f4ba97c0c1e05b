#pragma once
// The judgement of a single claim, before the claims of a suite are weighed against each other.

#include <optional>
#include <vector>

#include "base/error.hpp"
#include "validation/judge/judge.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

/// What the statistical tests of a claim found; whether it is a FAIL depends on the other claims of the
/// suite.
struct NoisyFinding {
  NoisyNorm first;
  double p_confirmation = 1.0;  ///< 1 without a confirmation run
  int replicas_needed = 0;      ///< fewest that may decide
  bool enough_replicas = true;
  /// Nobody can run it again (somebody else's curve): the one run bears what two runs bear together.
  bool alone = false;
  cases::ErrorNorm norm = cases::ErrorNorm::max;
  double suspect_time = 0.0;  ///< times[first.suspect]
  std::string what;           ///< was measured, for people; empty: the error of the observable

  /// Joint p value of both runs, or that of the one.
  double p_value() const;
};

struct JudgedClaim {
  Verdict verdict;
  cases::Expect expect = cases::Expect::pass;
  std::string expected_because;
  std::optional<NoisyFinding> noisy;  ///< absent once the verdict is final
};

/// The claims of the case, then those that every run with a reference is given.
std::vector<JudgedClaim> judge_claims(const Evidence& evidence);

/// Fewest replicas with which a statistical claim of this tier may be decided.
int fewest_replicas(cases::Tier tier);

/// "2 replicas, and a statistical claim of this tier needs 16 (solver.replicas)".
std::string why_undecidable(int replicas, int needed);

/// Verdict with everything filled in that does not depend on the data.
Verdict blank_verdict(const Evidence& evidence, const cases::Claim& claim);

/// Throws Error when there is nothing sound to judge: no run (`failure` says why), an interrupted one, or one
/// that stopped without a finding about the solver.
void require_sound(const std::optional<Record>& record, const std::string& failure);

/// Throws Error when the first run speaks for FAIL and the confirmation that is there was refused.
void require_countable_confirmation(const Evidence& evidence, const NoisyFinding& finding);

/// "message; hint" of the first finding.
std::string reason_of(const Error& error);

/// A run that stopped before the end of the claim breaks its promise, however good it was until then.
void fail_for_early_end(Verdict& verdict, const Record& result);

/// PASS, FAIL or INCONCLUSIVE of a number known to +- reference_error, and the margin.
void decide_deterministic(Verdict& verdict);

/// "mx", "zz[1,0]".
std::string observable_label(const cases::Claim& claim);

}  // namespace quenchmark::validation
