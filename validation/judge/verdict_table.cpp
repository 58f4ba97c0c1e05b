#include "validation/judge/verdict_table.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

#include "base/visible_text.hpp"
#include "validation/judge/number_text.hpp"

namespace quenchmark::validation {

namespace {

/// ANSI colour of an outcome.
int colour_of(Outcome outcome) {
  constexpr int green = 32, red = 31, yellow = 33, magenta = 35, grey = 90;
  switch (outcome) {
    case Outcome::pass:
      return green;
    case Outcome::fail:
    case Outcome::xpass:
      return red;
    case Outcome::inconclusive:
      return yellow;
    case Outcome::error:
      return magenta;
    case Outcome::xfail:
      break;
  }
  return grey;
}

std::string painted(const std::string& text, Outcome outcome, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour_of(outcome), text) : text;
}

bool needs_attention(Outcome outcome) {
  return outcome != Outcome::pass && outcome != Outcome::xfail;
}

}  // namespace

std::string summary_line(const Suite& suite) {
  std::vector<std::string> parts;
  for (Outcome outcome : all_outcomes) {
    if (const int count = suite.count(outcome); count > 0) {
      parts.push_back(fmt::format("{} {}", count, to_string(outcome)));
    }
  }
  return parts.empty() ? "no claims" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string verdict_table(const Suite& suite, bool colour) {
  std::size_t case_width = 4, claim_width = 5;
  for (const Verdict& verdict : suite.verdicts) {
    case_width = std::max(case_width, visible(verdict.case_id).size());
    claim_width = std::max(claim_width, visible(verdict.claim).size());
  }
  std::string table = fmt::format("{:<12}  {:<{}}  {:<{}}  {:>9}  {:>9}  {:>7}  {}\n", "verdict", "case",
                                  case_width, "claim", claim_width, "value", "limit", "until", "truth");
  std::string attention;
  for (const Verdict& verdict : suite.verdicts) {
    const std::string until = verdict.certified_until ? fmt::format("{:.4g}", *verdict.certified_until) : "–";
    table +=
        fmt::format("{}  {:<{}}  {:<{}}  {:>9}  {:>9}  {:>7}  {}\n",
                    painted(fmt::format("{:<12}", to_string(verdict.verdict)), verdict.verdict, colour),
                    visible(verdict.case_id), case_width, visible(verdict.claim), claim_width,
                    short_number(verdict.value), short_number(verdict.limit), until, visible(verdict.truth));
    if (needs_attention(verdict.verdict)) {
      attention +=
          fmt::format("{} {} / {}: {}\n", painted(to_string(verdict.verdict), verdict.verdict, colour),
                      visible(verdict.case_id), visible(verdict.claim), visible(verdict.reason));
      if (!verdict.reproduce.empty()) {
        attention += fmt::format("  again: {}\n", visible(verdict.reproduce));
      }
    }
  }
  return table + (attention.empty() ? "" : "\n" + attention) + "\n" + summary_line(suite) + "\n";
}

}  // namespace quenchmark::validation
