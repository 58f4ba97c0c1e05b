// The first screen and the table of verdicts.
#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cmath>

#include "cases/spec/names.hpp"
#include "validation/judge/markup.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/report/page.hpp"
#include "validation/report/suite_words.hpp"

namespace quenchmark::validation {

namespace {

/// "xfail": the style class of an outcome.
std::string style_of(Outcome outcome) {
  std::string text = to_string(outcome);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string tally(const Suite& suite) {
  std::string bar, counts;
  for (Outcome outcome : all_outcomes) {
    if (const int count = suite.count(outcome); count > 0) {
      bar += fmt::format("<span class=\"{}\" style=\"flex:{}\"></span>", style_of(outcome), count);
      counts += fmt::format("<li><span class=\"dot {}\"></span><b>{}</b>{}</li>", style_of(outcome), count,
                            to_string(outcome));
    }
  }
  return bar.empty() ? ""
                     : fmt::format("<div class=\"tally\">{}</div><ul class=\"counts\">{}</ul>", bar, counts);
}

std::string command(const std::string& line) {
  return line.empty() ? "" : fmt::format("<code>{}</code>", escape_xml(line));
}

std::string attention_list(const Suite& suite) {
  std::string items;
  for (const Finding& finding : needing_attention(suite)) {
    const Verdict& verdict = *finding.verdict;
    items += fmt::format("<li class=\"{}\"><span>{}</span><p><a href=\"#{}\">{}</a> / {}: {}</p>{}</li>\n",
                         style_of(verdict.verdict), badge(verdict.verdict), anchor(verdict.case_id),
                         escape_xml(verdict.case_id), escape_xml(finding.claims), escape_xml(verdict.reason),
                         command(verdict.reproduce));
  }
  return items.empty() ? "" : fmt::format("<ul class=\"attention\">\n{}</ul>", items);
}

/// How much of the limit is used, as a bar that is full at the limit.
std::string gauge(const Verdict& verdict) {
  const double used = std::abs(verdict.value) / verdict.limit;
  if (!std::isfinite(used)) {
    return {};
  }
  return fmt::format(
      "<div class=\"gauge {}\" title=\"{:.3g} of the limit\"><i style=\"width:{:.0f}%\"></i></div>",
      style_of(verdict.verdict), used, std::clamp(100.0 * used, 2.0, 100.0));
}

/// What is compared, in a few words.
std::string subject(const Verdict& verdict) {
  if (verdict.observable == "state_angle") {
    return verdict.kind == cases::ClaimKind::budget ? "angle of the states / bound" : "angle of the states";
  }
  if (verdict.kind == cases::ClaimKind::budget) {
    return fmt::format("error of {} / bound", verdict.observable);
  }
  const std::string name = verdict.observable.substr(0, verdict.observable.find('['));
  const bool has_truth = cases::from_name<cases::ObservableKind>(name).has_value();
  return fmt::format("{} {}{}", verdict.norm,
                     has_truth ? fmt::format("|error of {}|", verdict.observable) : verdict.observable,
                     std::isfinite(verdict.t_max) ? fmt::format(", t ≤ {:.4g}", verdict.t_max) : "");
}

/// The numbers; below them, unless all is well, the reason.
std::string verdict_rows(const Verdict& verdict) {
  const std::string numbers = fmt::format(
      "<tr><td>{}</td><td>{}</td><td class=\"subject\">{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      badge(verdict.verdict), escape_xml(verdict.claim), escape_xml(subject(verdict)),
      short_number(verdict.value), short_number(verdict.limit), gauge(verdict),
      verdict.certified_until ? fmt::format("{:.4g}", *verdict.certified_until) : "–",
      escape_xml(verdict.truth));
  return verdict.verdict == Outcome::pass
             ? numbers
             : numbers +
                   fmt::format("<tr class=\"why\"><td></td><td colspan=\"7\" class=\"reason\">{}</td></tr>\n",
                               escape_xml(verdict.reason));
}

/// All error bounds of a case that were confirmed, as one row that shows the tightest.
std::string bounds_row(const std::vector<const Verdict*>& bounds) {
  if (bounds.empty()) {
    return {};
  }
  const auto tightest = std::max_element(
      bounds.begin(), bounds.end(), [](const Verdict* a, const Verdict* b) { return a->value < b->value; });
  Verdict row = **tightest;
  row.claim = fmt::format("{} error bound{}", bounds.size(), bounds.size() == 1 ? "" : "s");
  return verdict_rows(row);
}

}  // namespace

std::string badge(Outcome outcome) {
  return fmt::format("<span class=\"badge {}\">{}</span>", style_of(outcome), to_string(outcome));
}

std::string anchor(const std::string& case_id) {
  std::string id = "case-";
  for (unsigned char character : case_id) {
    id += std::isalnum(character) != 0 || character == '-' || character == '_' ? static_cast<char>(character)
                                                                               : '.';
  }
  return id;
}

std::string suite_section(const Suite& suite) {
  return fmt::format(
      "<header class=\"top\">\n<div class=\"mark\">quenchmark</div>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n"
      "<p class=\"facts\">{}</p>\n{}\n{}\n</header>\n",
      escape_xml(headline(suite)), escape_xml(certified_sentence(suite)), escape_xml(suite_facts(suite)),
      tally(suite), attention_list(suite));
}

std::string verdicts_section(const Suite& suite) {
  std::string rows, current;
  std::vector<const Verdict*> sound_bounds;
  const auto end_case = [&] {
    rows += bounds_row(sound_bounds);
    sound_bounds.clear();
  };
  for (const Verdict& verdict : suite.verdicts) {
    if (verdict.case_id != current) {
      end_case();
      current = verdict.case_id;
      rows += fmt::format("<tr class=\"group\"><td colspan=\"8\"><a href=\"#{}\">{}</a></td></tr>\n",
                          anchor(current), escape_xml(current));
    }
    if (verdict.kind == cases::ClaimKind::budget && verdict.verdict == Outcome::pass) {
      sound_bounds.push_back(&verdict);
    } else {
      rows += verdict_rows(verdict);
    }
  }
  end_case();
  return fmt::format(
      "<section id=\"verdicts\"><h2>Verdicts</h2>\n<div "
      "class=\"scroll\"><table>\n<thead><tr><th>verdict</th><th>claim</th>"
      "<th>what</th><th class=\"number\">value</th><th class=\"number\">limit</th><th class=\"number\">share "
      "of the limit</th>"
      "<th class=\"number\">holds until "
      "tJ</th><th>truth</th></tr></thead>\n<tbody>\n{}</tbody></table></div></section>\n",
      rows);
}

std::string reading_section() {
  struct Meaning {
    Outcome outcome;
    const char* text;
  };
  constexpr Meaning meanings[] = {
      {Outcome::pass, "The deviation and everything uncertain about it together stay within the limit."},
      {Outcome::fail,
       "The deviation exceeds the limit even after everything uncertain is taken off, in sampled runs twice "
       "with "
       "fresh seeds; or the run ended early."},
      {Outcome::inconclusive,
       "The data cannot decide: too much noise, too few replicas, or too coarse a reference."},
      {Outcome::error,
       "There was nothing sound to judge: no result, no reference, non-finite numbers, an interruption."},
      {Outcome::xfail,
       "The case says beforehand that this claim fails, and why: an honest limit of the method."},
      {Outcome::xpass, "A claim that was expected to fail holds: the case no longer tells the truth."}};
  std::string list;
  for (const Meaning& meaning : meanings) {
    list += fmt::format("<dt>{}</dt><dd>{}</dd>\n", badge(meaning.outcome), meaning.text);
  }
  return fmt::format(
      "<section id=\"reading\"><h2>How to read a verdict</h2>\n<p class=\"physics\">A claim is one number "
      "per trajectory: the "
      "largest (max) or the time-weighted root-mean-square (rms) deviation of the run from the truth. Budget "
      "claims divide the measured error by what the run itself allows for: its certificate, which needs no "
      "reference (a bound with exact sums, an estimate with samples), its sampling noise, and the error of "
      "the "
      "reference. A value above 1 means that a diagnostic is wrong.</p>\n<dl "
      "class=\"reading\">{}</dl></section>\n",
      list);
}

}  // namespace quenchmark::validation
