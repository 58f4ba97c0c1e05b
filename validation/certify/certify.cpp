#include "validation/certify/certify.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/case_text.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/read_case.hpp"
#include "cases/spec/units.hpp"
#include "validation/certify/exact_curve.hpp"
#include "validation/certify/finite_size.hpp"
#include "validation/evidence/piece.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/record/record_file.hpp"
#include "validation/run/case_record.hpp"

namespace quenchmark::validation {

namespace {

namespace fs = std::filesystem;

/// Claims in the order of the curve's columns.
std::vector<cases::Claim> claims_about(const ChosenCurve& curve, const cases::Case& asked,
                                       const std::optional<cases::Case>& written,
                                       std::optional<double> limit) {
  const double unit = cases::Schedule(asked.model, asked.protocol).energy_unit();
  std::vector<cases::Claim> claims;
  for (const ChosenColumn& column : curve.columns) {
    cases::Claim& claim = claims.emplace_back();
    claim.id = column.name;
    claim.observable = column.observable;
    claim.displacement = column.displacement;
    claim.t_max = curve.times.back();
    claim.kind = !column.errors.empty() ? cases::ClaimKind::statistical : cases::ClaimKind::deterministic;
    claim.limit = limit.value_or(default_limit * cases::unit_of(column.observable, unit));
    bool own = false;
    for (const cases::Claim& of_case : written && !limit ? written->claims : std::vector<cases::Claim>{}) {
      if (of_case.observable == claim.observable && of_case.displacement == claim.displacement &&
          of_case.norm == cases::ErrorNorm::max && of_case.kind != cases::ClaimKind::budget) {
        claim.limit = own ? std::min(claim.limit, of_case.limit) : of_case.limit;
        own = true;
      }
    }
  }
  return claims;
}

/// A record of ours tells its own case: another problem is not what was asked.
void require_same_physics(const ForeignCurve& curve, const cases::Case& asked) {
  if (curve.case_toml.empty()) {
    return;
  }
  const cases::Case own = cases::read_case_text(curve.case_toml, curve.file).tiers.front();
  cases::Model model = own.model;
  model.h_over_hc = asked.model.h_over_hc;  // two ways to write one field
  const bool same_protocol =
      own.protocol.kind == asked.protocol.kind && own.protocol.start == asked.protocol.start &&
      own.protocol.tau_q == asked.protocol.tau_q && own.protocol.x_start == asked.protocol.x_start &&
      own.protocol.random_seed == asked.protocol.random_seed;
  if (model != asked.model || !same_protocol) {
    throw Error(
        ErrorKind::format,
        fmt::format("it is a run of case {}, another model, size or protocol than {}", own.id, asked.id),
        fmt::format("certify it with --case {}", own.id), curve.file);
  }
}

/// Absent without --finite-size; nothing is in it after a signal.
std::optional<OtherSize> other_size(const cases::Case& asked, const CertifyRequest& request,
                                    const fs::path& directory) {
  if (request.finite_size.empty()) {
    return std::nullopt;
  }
  if (!request.finite_size_case) {
    return read_other_size(request.finite_size, asked);
  }
  cases::Case other = problem_of_other_size(physics_of(*request.finite_size_case), asked);
  require_exact_method(other);
  cases::refresh_resolved_text(other);
  const RunOutcome exact = keep_exact_curve(other, directory, request.invocation, request.control, false);
  return exact.status == "complete" ? other_size_of(*exact_evidence(other, directory).reference, other)
                                    : OtherSize{};
}

void keep_curve(Record& record, const cases::Case& asked, const CertifyRequest& request,
                const ForeignCurve& curve, const fs::path& file) {
  record.method = fmt::format("somebody else's curve ({})", name_of(curve.format));
  record.provenance = make_provenance(asked, request.invocation);
  record.provenance["curve"] = curve.file;
  record.provenance["curve_format"] = name_of(curve.format);
  record.provenance["curve_sha256"] = sha256_hex(read_file(curve.file));
  save_record(record, file);
}

/// The claims that were not passed.
std::vector<cases::Claim> open_claims(const Suite& suite, const std::vector<cases::Claim>& claims) {
  std::vector<cases::Claim> open;
  std::copy_if(claims.begin(), claims.end(), std::back_inserter(open), [&](const cases::Claim& claim) {
    return std::any_of(suite.verdicts.begin(), suite.verdicts.end(), [&](const Verdict& verdict) {
      return verdict.claim == claim.id &&
             (verdict.verdict == Outcome::fail || verdict.verdict == Outcome::inconclusive);
    });
  });
  return open;
}

void tell_diagnoses(const std::vector<Diagnosis>& diagnoses, Suite& suite) {
  for (const Diagnosis& diagnosis : diagnoses) {
    for (Verdict& verdict : suite.verdicts) {
      if (verdict.claim == diagnosis.claim) {
        verdict.reason += fmt::format(
            "; it would agree with {}: then at most {} off instead of {}, at {} times", diagnosis.change,
            short_number(diagnosis.after), short_number(diagnosis.before), diagnosis.times);
      }
    }
  }
}

}  // namespace

CertifyOutcome certify_curve(const CertifyRequest& request) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  CertifyOutcome outcome;
  outcome.suite.info.started = utc_now();
  const ForeignCurve curve = read_foreign_curve(request.file, request.format);
  const ChosenCurve chosen = choose_curve(curve, request.curve);
  outcome.notes = curve.notes;
  if (!chosen.ignored.empty()) {
    outcome.notes.push_back(
        fmt::format("not judged, for they are no observables: {}", fmt::join(chosen.ignored, ", ")));
  }
  const std::string slug = slug_of(request.file);
  outcome.directory = request.out / "certify" / slug;
  const CertifiedProblem problem = certified_problem(
      request.problem, slug, std::max(chosen.times.back(), std::numeric_limits<double>::min()));
  cases::Case asked = problem.physics;
  require_same_physics(curve, asked);
  ask_for_curve(chosen, asked);
  require_exact_method(asked);
  const std::optional<OtherSize> other = other_size(asked, request, outcome.directory);
  if (other && other->curve.columns.empty()) {
    outcome.interrupted = true;
    return outcome;
  }
  if (other) {
    ask_for_times_of(*other, asked);
  }
  asked.title = fmt::format("{}, held against: {}", fs::path(request.file).filename().string(), asked.title);
  cases::refresh_resolved_text(asked);

  Record record = record_of_curve(chosen, asked);
  const fs::path directory = case_directory(outcome.directory, asked);
  keep_curve(record, asked, request, curve, directory / "curve.h5");
  const RunOutcome exact =
      keep_exact_curve(asked, outcome.directory, request.invocation, request.control, false);
  if (exact.status == "interrupted") {
    outcome.interrupted = true;
    return outcome;
  }
  Evidence& evidence = outcome.evidence.emplace_back(exact_evidence(asked, outcome.directory));
  evidence.asked.claims = claims_about(chosen, asked, problem.written, request.limit);
  evidence.result = std::move(record);
  evidence.foreign = true;
  if (other) {
    evidence.truth_error = finite_size_error(*other, asked, *evidence.reference);
    outcome.notes.push_back("the truth is taken to be as uncertain as it differs from " + other->words);
  }
  evidence.result_path = (directory / "curve.h5").string();
  evidence.reproduce = shell_line(request.invocation.arguments);

  SuiteInfo& info = outcome.suite.info;
  info.tier = cases::name(asked.tier);
  info.version = evidence.result->provenance["version"];
  const std::string started = info.started;
  outcome.suite = judge_suite(info, outcome.evidence);
  if (const std::vector<cases::Claim> open = open_claims(outcome.suite, evidence.asked.claims);
      request.diagnose && !open.empty()) {
    const double allowed = std::max(10.0, exact.seconds);
    ConventionSearch search = search_conventions(asked, *evidence.result, *evidence.reference, open, allowed,
                                                 request.invocation.threads, request.control);
    outcome.diagnoses = std::move(search.found);
    tell_diagnoses(outcome.diagnoses, outcome.suite);
    if (!search.untried.empty()) {
      outcome.notes.push_back(fmt::format("conventions that were not tried, for it would take long: {}",
                                          fmt::join(search.untried, ", ")));
    }
  }
  outcome.suite.info.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return outcome;
}

}  // namespace quenchmark::validation
