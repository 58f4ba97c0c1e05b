#include "validation/judge/judge.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "validation/judge/claim.hpp"
#include "validation/judge/number_text.hpp"

namespace quenchmark::validation {

namespace {

std::string measured(const Verdict& verdict, const NoisyFinding& finding) {
  const std::string what =
      finding.what.empty() ? fmt::format("|error of {}|", verdict.observable) : finding.what;
  const std::string known_by =
      verdict.replicas == 0 ? "errors as stated" : fmt::format("{} replicas", verdict.replicas);
  return fmt::format("{} {} = {:.2e} +- {:.1e} at t = {:.4g} (limit {:.2g}, {})", verdict.norm, what,
                     verdict.value, verdict.standard_error, verdict.worst_time, verdict.limit, known_by);
}

/// An error over its bound, which counts the noise already and has told so itself.
bool is_ratio(const Verdict& verdict) {
  return verdict.kind == cases::ClaimKind::budget;
}

/// The quantile that FAIL needs at a joint level: of each of two runs, or of the one there is.
double quantile_of(const NoisyFinding& finding, double level) {
  return fail_quantile(finding.first, finding.norm, finding.alone ? level * level : level);
}

/// FAIL is told by the time that speaks most against the claim, with the quantile that Holm's procedure asked
/// for.
void fail(Verdict& verdict, const NoisyFinding& finding, double level) {
  verdict.verdict = Outcome::fail;
  if (is_ratio(verdict)) {
    verdict.margin = verdict.value / verdict.limit;
  } else {
    verdict.value = finding.first.suspect_value;
    verdict.standard_error = finding.first.suspect_standard_error;
    verdict.worst_time = finding.suspect_time;
    verdict.q = quantile_of(finding, level);
    verdict.margin = (verdict.value - verdict.q * verdict.standard_error) / verdict.limit;
    verdict.reason = measured(verdict, finding);
  }
  verdict.reason +=
      fmt::format("; exceeded {} (p = {})", finding.alone ? "beyond its errors" : "in both runs",
                  short_number(finding.p_value()));
}

void decide(Verdict& verdict, const NoisyFinding& finding, const HolmDecision& holm_decision) {
  verdict.margin = (verdict.limit - verdict.value - verdict.q * verdict.standard_error) / verdict.limit;
  if (!is_ratio(verdict)) {
    verdict.reason = measured(verdict, finding);
  }
  if (!finding.enough_replicas) {
    verdict.verdict = Outcome::inconclusive;
    verdict.reason += "; undecidable: " + why_undecidable(verdict.replicas, finding.replicas_needed);
  } else if (is_ratio(verdict) && finding.first.within) {
    verdict.verdict = Outcome::pass;
  } else if (holm_decision.rejected) {
    fail(verdict, finding, holm_decision.level);
  } else if (finding.first.within) {
    verdict.verdict = Outcome::pass;
  } else {
    verdict.verdict = Outcome::inconclusive;
    verdict.reason += finding.first.p_exceeds <= single_run_error_rate && !verdict.confirmed && !finding.alone
                          ? "; speaks for FAIL: a run with fresh seeds must confirm it"
                          : "; the noise is too large to decide";
  }
}

/// Holm's step-down over the undecided claims of a suite; the rest follows from each of them alone.
void decide_statistical(std::vector<JudgedClaim>& claims) {
  std::vector<JudgedClaim*> noisy;
  std::vector<double> p_values;
  for (JudgedClaim& claim : claims) {
    if (claim.noisy) {
      noisy.push_back(&claim);
      p_values.push_back(claim.noisy->p_value());
    }
  }
  const std::vector<HolmDecision> decisions = holm(p_values, family_error_rate);
  const double strictest = family_error_rate / static_cast<double>(std::max<std::size_t>(1, noisy.size()));
  for (std::size_t k = 0; k < noisy.size(); ++k) {
    Verdict& verdict = noisy[k]->verdict;
    const NoisyNorm& first = noisy[k]->noisy->first;
    if (!is_ratio(verdict)) {
      verdict.detectable = (quantile_of(*noisy[k]->noisy, strictest) + student_quantile(0.1, first.degrees)) *
                               verdict.standard_error +
                           2.0 * verdict.reference_error;
    }
    decide(verdict, *noisy[k]->noisy, decisions[k]);
  }
}

void apply_expectation(JudgedClaim& claim) {
  if (claim.expect != cases::Expect::xfail) {
    return;
  }
  Verdict& verdict = claim.verdict;
  if (verdict.verdict == Outcome::fail) {
    verdict.verdict = Outcome::xfail;
    verdict.reason += "; expected: " + claim.expected_because;
  } else if (verdict.verdict == Outcome::pass) {
    verdict.verdict = Outcome::xpass;
    verdict.reason += "; expected to fail: " + claim.expected_because;
  }
}

}  // namespace

Suite judge_suite(const SuiteInfo& info, const std::vector<Evidence>& evidence) {
  std::vector<JudgedClaim> claims;
  std::vector<const Evidence*> about;  // of each claim
  for (const Evidence& of_case : evidence) {
    for (JudgedClaim& claim : judge_claims(of_case)) {
      claims.push_back(std::move(claim));
      about.push_back(&of_case);
    }
  }
  decide_statistical(claims);
  Suite suite{info, {}};
  for (std::size_t k = 0; k < claims.size(); ++k) {
    apply_expectation(claims[k]);
    for (const std::string& remark : about[k]->remarks) {
      claims[k].verdict.reason += "; " + remark;
    }
    suite.verdicts.push_back(std::move(claims[k].verdict));
  }
  return suite;
}

std::vector<Verdict> judge(const cases::Case& asked, const Record& result, const Record* reference) {
  Evidence evidence;
  evidence.asked = asked;
  evidence.result = result;
  if (reference != nullptr) {
    evidence.reference = *reference;
  }
  return judge_suite({}, {evidence}).verdicts;
}

bool needs_confirmation(const Evidence& evidence) {
  const std::vector<JudgedClaim> claims = judge_claims(evidence);
  return !evidence.confirmation && std::any_of(claims.begin(), claims.end(), [](const JudgedClaim& claim) {
    return claim.noisy && claim.noisy->enough_replicas &&
           claim.noisy->first.p_exceeds <= single_run_error_rate;
  });
}

}  // namespace quenchmark::validation
