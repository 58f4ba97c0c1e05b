#include "validation/judge/verdict_files.hpp"

#include <fmt/format.h>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cases/spec/names.hpp"
#include "validation/judge/markup.hpp"

namespace quenchmark::validation {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json verdict_json(const Verdict& verdict) {
  return {{"case", verdict.case_id},
          {"tier", verdict.tier},
          {"claim", verdict.claim},
          {"verdict", to_string(verdict.verdict)},
          {"reason", verdict.reason},
          {"kind", cases::name(verdict.kind)},
          {"observable", verdict.observable},
          {"norm", verdict.norm},
          {"t_max", number(verdict.t_max)},
          {"value", number(verdict.value)},
          {"standard_error", number(verdict.standard_error)},
          {"replicas", verdict.replicas},
          {"q", number(verdict.q)},
          {"limit", number(verdict.limit)},
          {"margin", number(verdict.margin)},
          {"detectable", number(verdict.detectable)},
          {"truth", verdict.truth},
          {"reference_error", number(verdict.reference_error)},
          {"worst_time", number(verdict.worst_time)},
          {"certified_until", number(verdict.certified_until.value_or(no_number))},
          {"confirmed", verdict.confirmed},
          {"result", verdict.result},
          {"reference", verdict.reference},
          {"reproduce", verdict.reproduce},
          {"case_sha256", verdict.case_sha256},
          {"build", verdict.build}};
}

/// One <testcase> with what befell it.
std::string junit_case(const Verdict& verdict) {
  const std::string reason = escape_xml(verdict.reason);
  std::string outcome;
  switch (verdict.verdict) {
    case Outcome::pass:
      break;
    case Outcome::fail:
    case Outcome::xpass:
      outcome = fmt::format("<failure type=\"{}\" message=\"{}\"/>", to_string(verdict.verdict), reason);
      break;
    case Outcome::error:
      outcome = fmt::format("<error type=\"ERROR\" message=\"{}\"/>", reason);
      break;
    case Outcome::inconclusive:
    case Outcome::xfail:
      outcome = fmt::format("<skipped message=\"{}: {}\"/>", to_string(verdict.verdict), reason);
      break;
  }
  const std::string detail =
      verdict.verdict == Outcome::pass ? verdict.reason : "reproduce: " + verdict.reproduce;
  return fmt::format(
      "    <testcase classname=\"{}.{}\" name=\"{}\">{}<system-out>{}</system-out></testcase>\n",
      escape_xml(verdict.case_id), escape_xml(verdict.tier), escape_xml(verdict.claim), outcome,
      escape_xml(detail));
}

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(Outcome outcome) {
    ++tests;
    failures += outcome == Outcome::fail || outcome == Outcome::xpass ? 1 : 0;
    errors += outcome == Outcome::error ? 1 : 0;
    skipped += outcome == Outcome::inconclusive || outcome == Outcome::xfail ? 1 : 0;
  }
  std::string attributes() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests, failures, errors,
                       skipped);
  }
};

}  // namespace

Json verdicts_json(const Suite& suite) {
  Json summary;
  for (Outcome outcome : all_outcomes) {
    summary[to_string(outcome)] = suite.count(outcome);
  }
  Json verdicts = Json::array();
  for (const Verdict& verdict : suite.verdicts) {
    verdicts.push_back(verdict_json(verdict));
  }
  return {{"schema", "quenchmark.verdicts/1"},
          {"suite",
           {{"tier", suite.info.tier},
            {"seed", suite.info.seed},
            {"started", suite.info.started},
            {"seconds", number(suite.info.seconds)},
            {"version", suite.info.version},
            {"build", suite.info.build}}},
          {"summary", std::move(summary)},
          {"exit", suite.exit_code()},
          {"verdicts", std::move(verdicts)}};
}

std::string junit_xml(const Suite& suite) {
  std::map<std::string, std::string> bodies;
  std::map<std::string, Counts> counts;
  Counts all;
  for (const Verdict& verdict : suite.verdicts) {
    bodies[verdict.case_id] += junit_case(verdict);
    counts[verdict.case_id].add(verdict.verdict);
    all.add(verdict.verdict);
  }
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"quenchmark\" {}>\n", all.attributes());
  for (const auto& [case_id, body] : bodies) {
    xml += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", escape_xml(case_id),
                       counts[case_id].attributes(), body);
  }
  return xml + "</testsuites>\n";
}

void write_verdicts_json(const std::filesystem::path& file, const Suite& suite) {
  using Handler = Json::error_handler_t;
  replace_file(file, verdicts_json(suite).dump(2, ' ', false, Handler::replace) + "\n");
}

void write_junit(const std::filesystem::path& file, const Suite& suite) {
  replace_file(file, junit_xml(suite));
}

}  // namespace quenchmark::validation
