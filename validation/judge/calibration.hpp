#pragma once
// How often verdicts come out as they do: the same suite, again and again with fresh seeds.

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "validation/judge/judge.hpp"
#include "validation/statistics/uniformity.hpp"

namespace quenchmark::validation {

/// One claim over all repetitions. Vectors have one entry for each repetition that could be judged.
struct CalibratedClaim {
  std::string case_id, claim;
  cases::ClaimKind kind = cases::ClaimKind::deterministic;
  double limit = no_number;
  std::map<Outcome, int> outcomes;
  int confirmed =
      0;  ///< repetitions in which a claim of its case spoke for FAIL, so that a second run was made
  int statistical = 0;  ///< repetitions decided by an equivalence test
  int would_be_seen =
      0;  ///< of these: first runs that an error of twice the limit would have turned against the claim
  std::vector<double> values, standard_errors;
  /// The measured curve itself, at the end of the claim: what leave-one-out p values are made of.
  std::vector<double> finals, final_errors;
  int degrees = 0;  ///< of freedom of final_errors

  int runs() const;
  int count(Outcome outcome) const;
  /// Chance that an error of twice the limit is a FAIL: both runs have to see it.
  double power() const;
  /// Of the p values of `finals` against one another; needs ten of them.
  bool has_uniformity() const;
  KolmogorovSmirnov uniformity() const;
};

class Calibration {
 public:
  /// One repetition, and what it was judged from.
  void add(const Suite& suite, const std::vector<Evidence>& evidence);

  int repetitions() const { return repetitions_; }
  /// Repetitions with a FAIL or XPASS.
  int alarmed() const { return alarmed_; }
  int count(Outcome outcome) const;
  const std::vector<CalibratedClaim>& claims() const { return claims_; }
  /// "quenchmark.calibration/1"; `info` of the whole.
  nlohmann::ordered_json json(const SuiteInfo& info) const;

 private:
  CalibratedClaim& claim_of(const Verdict& verdict);

  std::vector<CalibratedClaim> claims_;
  int repetitions_ = 0;
  int alarmed_ = 0;
};

}  // namespace quenchmark::validation
