#include "validation/report/suite_words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <set>

#include "validation/report/describe_case.hpp"

namespace quenchmark::validation {

namespace {

const char* plural(int count) {
  return count == 1 ? "" : "s";
}

/// The order in which people should read.
int gravity(Outcome outcome) {
  switch (outcome) {
    case Outcome::error:
      return 0;
    case Outcome::fail:
      return 1;
    case Outcome::xpass:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

std::string headline(const Suite& suite) {
  const int total = static_cast<int>(suite.verdicts.size());
  const int failed = suite.count(Outcome::fail) + suite.count(Outcome::xpass);
  const int unjudged = suite.count(Outcome::error);
  const int undecided = suite.count(Outcome::inconclusive);
  if (total == 0) {
    return "No claims were made";
  }
  std::vector<std::string> findings;
  if (failed > 0) {
    findings.push_back(
        fmt::format("{} of {} claim{} fail{}", failed, total, plural(total), failed == 1 ? "s" : ""));
  }
  if (unjudged > 0) {
    findings.push_back(fmt::format("{}{} could not be judged", unjudged,
                                   failed > 0 ? "" : fmt::format(" of {} claim{}", total, plural(total))));
  }
  if (undecided > 0) {
    findings.push_back(
        fmt::format("{}{} undecided", undecided,
                    findings.empty() ? fmt::format(" of {} claim{}", total, plural(total)) : ""));
  }
  if (!findings.empty()) {
    return fmt::format("{}", fmt::join(findings, ", "));
  }
  const int held = suite.count(Outcome::pass);
  if (held == 0) {
    return "No claim holds, as announced";
  }
  return held == 1 ? "The claim holds" : fmt::format("All {} claims hold", held);
}

std::string certified_sentence(const Suite& suite) {
  std::map<std::string, int> held;
  int budgets = 0, references = 0, ground_states = 0;
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.verdict == Outcome::pass) {
      (verdict.kind == cases::ClaimKind::budget ? budgets
       : verdict.claim == "reference-agreement" ? references
       : verdict.claim == "ground-state"        ? ground_states
                                                : held[describe_truth(verdict.truth)]) += 1;
    }
  }
  std::vector<std::pair<std::string, int>> by_count(held.begin(), held.end());
  std::stable_sort(by_count.begin(), by_count.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> sentences;
  if (!by_count.empty()) {
    std::vector<std::string> parts;
    for (const auto& [truth, count] : by_count) {
      parts.push_back(fmt::format("{} against {}", count, truth));
    }
    sentences.push_back(fmt::format("Certified: {}.", fmt::join(parts, ", ")));
  }
  if (references > 0) {
    sentences.push_back(
        fmt::format("{} exact curve{} confirmed by a second propagator.", references, plural(references)));
  }
  if (ground_states > 0) {
    sentences.push_back(fmt::format("{} ground-state energ{} held by rigorous bounds.", ground_states,
                                    ground_states == 1 ? "y" : "ies"));
  }
  if (budgets > 0) {
    sentences.push_back(
        fmt::format("{} error bound{} kept by the measured error.", budgets, plural(budgets)));
  }
  if (const int limits = suite.count(Outcome::xfail); limits > 0) {
    sentences.push_back(
        fmt::format("{} known limit{}, announced by the case{}.", limits, plural(limits), plural(limits)));
  }
  return fmt::format("{}", fmt::join(sentences, " "));
}

std::vector<Finding> needing_attention(const Suite& suite) {
  std::vector<Finding> findings;
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.verdict == Outcome::pass || verdict.verdict == Outcome::xfail) {
      continue;
    }
    const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.verdict->case_id == verdict.case_id && finding.verdict->verdict == verdict.verdict &&
             finding.verdict->reason == verdict.reason;
    });
    if (same != findings.end()) {
      same->claims += ", " + verdict.claim;
    } else {
      findings.push_back({&verdict, verdict.claim});
    }
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return gravity(a.verdict->verdict) < gravity(b.verdict->verdict);
  });
  return findings;
}

std::string suite_facts(const Suite& suite) {
  std::set<std::string> cases;
  for (const Verdict& verdict : suite.verdicts) {
    cases.insert(verdict.case_id);
  }
  std::vector<std::string> facts;
  if (!suite.info.tier.empty()) {
    facts.push_back(suite.info.tier + " tier");
  }
  facts.push_back(fmt::format("{} case{}", cases.size(), plural(static_cast<int>(cases.size()))));
  if (suite.info.seconds > 0.0) {
    facts.push_back(suite.info.seconds < 100 ? fmt::format("{:.0f} s", suite.info.seconds)
                                             : fmt::format("{:.0f} min", suite.info.seconds / 60.0));
  }
  if (suite.info.seed > 0) {
    facts.push_back(fmt::format("seed {}", suite.info.seed));
  }
  if (!suite.info.version.empty()) {
    facts.push_back("version " + suite.info.version);
  }
  if (!suite.info.build.empty()) {
    facts.push_back("build " + suite.info.build.substr(0, 12));
  }
  if (!suite.info.started.empty()) {
    facts.push_back(suite.info.started);
  }
  return fmt::format("{}", fmt::join(facts, " · "));
}

}  // namespace quenchmark::validation
