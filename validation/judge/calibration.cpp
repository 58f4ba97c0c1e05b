#include "validation/judge/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "validation/statistics/deviation.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::size_t fewest_for_uniformity = 10;

/// How sure a first run was to speak against an error of twice the limit, had the claim been off by that much
/// where it is
/// closest: what is left above the limit after the noise that a FAIL takes off.
bool sees_twice_the_limit(const Verdict& verdict) {
  const double one_in_ten = student_quantile(0.1, verdict.replicas - 1);
  const double taken_off = verdict.detectable - one_in_ten * verdict.standard_error;
  return 2.0 * verdict.limit - verdict.value - taken_off > verdict.limit;
}

const cases::Claim* written_claim(const Evidence& evidence, const std::string& id) {
  const auto found = std::find_if(evidence.asked.claims.begin(), evidence.asked.claims.end(),
                                  [&](const cases::Claim& claim) { return claim.id == id; });
  return found == evidence.asked.claims.end() ? nullptr : &*found;
}

void add_final(const Evidence& evidence, const Verdict& verdict, CalibratedClaim& claim) {
  const cases::Claim* written = written_claim(evidence, verdict.claim);
  if (written == nullptr || written->kind != cases::ClaimKind::statistical || !evidence.result) {
    return;
  }
  const Curve curve = extract_curve(*evidence.result, std::string(cases::name(written->observable)),
                                    cases::component_of(*written));
  const std::optional<std::size_t> end = index_of_time(curve.times, verdict.t_max);
  if (end && curve.replicas.size() > 1) {
    claim.finals.push_back(curve.mean[*end]);
    claim.final_errors.push_back(curve.standard_error[*end]);
    claim.degrees = static_cast<int>(curve.replicas.size()) - 1;
  }
}

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json claim_json(const CalibratedClaim& claim) {
  const int runs = claim.runs();
  const int alarms = claim.count(Outcome::fail) + claim.count(Outcome::xpass);
  nlohmann::ordered_json json{{"case", claim.case_id},
                              {"claim", claim.claim},
                              {"kind", cases::name(claim.kind)},
                              {"limit", number(claim.limit)},
                              {"runs", runs}};
  for (const Outcome outcome : all_outcomes) {
    json[to_string(outcome)] = claim.count(outcome);
  }
  json["confirmed"] = claim.confirmed;
  json["false_alarm_between"] = {smallest_rate(alarms, runs), largest_rate(alarms, runs)};
  json["inconclusive_rate"] = static_cast<double>(claim.count(Outcome::inconclusive)) / runs;
  json["power"] = number(claim.power());
  if (claim.has_uniformity()) {
    const KolmogorovSmirnov test = claim.uniformity();
    json["uniformity"] = {
        {"runs", claim.finals.size()}, {"distance", test.distance}, {"p_value", test.p_value}};
  }
  json["values"] = claim.values;
  json["standard_errors"] = claim.standard_errors;
  json["finals"] = claim.finals;
  json["final_errors"] = claim.final_errors;
  return json;
}

}  // namespace

int CalibratedClaim::runs() const {
  int sum = 0;
  for (const auto& [outcome, count] : outcomes) {
    sum += count;
  }
  return sum;
}

int CalibratedClaim::count(Outcome outcome) const {
  const auto found = outcomes.find(outcome);
  return found == outcomes.end() ? 0 : found->second;
}

double CalibratedClaim::power() const {
  const double each = static_cast<double>(would_be_seen) / statistical;
  return statistical > 0 ? each * each : no_number;
}

bool CalibratedClaim::has_uniformity() const {
  return finals.size() >= fewest_for_uniformity;
}

KolmogorovSmirnov CalibratedClaim::uniformity() const {
  return test_uniform(leave_one_out_p_values(finals, final_errors, degrees));
}

CalibratedClaim& Calibration::claim_of(const Verdict& verdict) {
  const auto found = std::find_if(claims_.begin(), claims_.end(), [&](const CalibratedClaim& claim) {
    return claim.case_id == verdict.case_id && claim.claim == verdict.claim;
  });
  if (found != claims_.end()) {
    return *found;
  }
  CalibratedClaim& claim = claims_.emplace_back();
  claim.case_id = verdict.case_id;
  claim.claim = verdict.claim;
  claim.kind = verdict.kind;
  claim.limit = verdict.limit;
  return claim;
}

void Calibration::add(const Suite& suite, const std::vector<Evidence>& evidence) {
  ++repetitions_;
  alarmed_ += suite.count(Outcome::fail) + suite.count(Outcome::xpass) > 0 ? 1 : 0;
  for (const Verdict& verdict : suite.verdicts) {
    CalibratedClaim& claim = claim_of(verdict);
    ++claim.outcomes[verdict.verdict];
    if (verdict.verdict == Outcome::error || !std::isfinite(verdict.value)) {
      continue;
    }
    claim.confirmed += verdict.confirmed ? 1 : 0;
    claim.values.push_back(verdict.value);
    claim.standard_errors.push_back(std::isfinite(verdict.standard_error) ? verdict.standard_error : 0.0);
    if (verdict.kind == cases::ClaimKind::statistical && verdict.replicas > 1) {
      ++claim.statistical;
      claim.would_be_seen += sees_twice_the_limit(verdict) ? 1 : 0;
    }
    const auto owner = std::find_if(evidence.begin(), evidence.end(),
                                    [&](const Evidence& one) { return one.asked.id == verdict.case_id; });
    if (owner != evidence.end()) {
      add_final(*owner, verdict, claim);
    }
  }
}

int Calibration::count(Outcome outcome) const {
  int sum = 0;
  for (const CalibratedClaim& claim : claims_) {
    sum += claim.count(outcome);
  }
  return sum;
}

nlohmann::ordered_json Calibration::json(const SuiteInfo& info) const {
  nlohmann::ordered_json document{
      {"schema", "quenchmark.calibration/1"},
      {"suite",
       {{"tier", info.tier},
        {"seed", info.seed},
        {"started", info.started},
        {"seconds", info.seconds},
        {"version", info.version}}},
      {"repetitions", repetitions_},
      {"alarmed", alarmed_},
      {"alarmed_between", {smallest_rate(alarmed_, repetitions_), largest_rate(alarmed_, repetitions_)}},
      {"asked", family_error_rate},
      {"claims", nlohmann::ordered_json::array()}};
  for (const CalibratedClaim& claim : claims_) {
    document["claims"].push_back(claim_json(claim));
  }
  return document;
}

}  // namespace quenchmark::validation
