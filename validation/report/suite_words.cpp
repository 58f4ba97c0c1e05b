#include "validation/report/suite_words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
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
  return held == 1 ? "The claim holds" : fmt::format("All {} claims hold", held);
}

std::string certified_sentence(const Suite& suite) {
  std::map<std::string, int> held;
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.verdict == Outcome::pass) {
      ++held[verdict.kind == cases::ClaimKind::budget ? "their own error budget"
                                                      : describe_truth(verdict.truth)];
    }
  }
  std::vector<std::pair<std::string, int>> by_count(held.begin(), held.end());
  std::stable_sort(by_count.begin(), by_count.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string sentence;
  for (const auto& [truth, count] : by_count) {
    sentence += sentence.empty() ? fmt::format("{} hold{} against {}", count, count == 1 ? "s" : "", truth)
                                 : fmt::format(", {} against {}", count, truth);
  }
  if (const int limits = suite.count(Outcome::xfail); limits > 0) {
    sentence += fmt::format("{}{} known limit{} stated by the case{}", sentence.empty() ? "" : "; ", limits,
                            plural(limits), plural(limits));
  }
  return sentence.empty() ? sentence : sentence + ".";
}

std::vector<const Verdict*> needing_attention(const Suite& suite) {
  std::vector<const Verdict*> found;
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.verdict != Outcome::pass && verdict.verdict != Outcome::xfail) {
      found.push_back(&verdict);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Verdict* a, const Verdict* b) {
    return gravity(a->verdict) < gravity(b->verdict);
  });
  return found;
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
  if (!suite.info.started.empty()) {
    facts.push_back(suite.info.started);
  }
  return fmt::format("{}", fmt::join(facts, " · "));
}

std::string short_number(double value) {
  return std::isfinite(value) ? fmt::format("{:.1e}", value) : "–";
}

}  // namespace quenchmark::validation
