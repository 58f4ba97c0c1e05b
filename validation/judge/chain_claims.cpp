#include "validation/judge/chain_claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>

#include "validation/statistics/deviation.hpp"

namespace quenchmark::validation {

namespace {

int draws_of_a_chain(const cases::Case& asked) {
  const cases::SamplerSpec& sampler = asked.solver->sampler;
  const std::int64_t chains = std::max(1, sampler.chains);
  return static_cast<int>((sampler.samples + chains - 1) / chains);
}

/// One number of every replica at every output time: [replica][time].
using Table = std::vector<std::vector<double>>;

Table table_of(const Record& record, const std::string& name) {
  const auto found = record.tables.find(name);
  const std::size_t times = record.times.size();
  if (found == record.tables.end() || found->second.shape.size() != 2 || found->second.shape[1] != times ||
      found->second.shape[0] == 0) {
    throw Error(ErrorKind::format, fmt::format("the run did not record '{}' of each replica", name));
  }
  Table table;
  for (auto row = found->second.values.begin(); row != found->second.values.end();
       row += static_cast<std::ptrdiff_t>(times)) {
    table.emplace_back(row, row + static_cast<std::ptrdiff_t>(times));
    if (!std::all_of(table.back().begin(), table.back().end(), [](double x) { return std::isfinite(x); })) {
      throw Error(ErrorKind::numeric, fmt::format("'{}' is not finite", name));
    }
  }
  return table;
}

/// The rows of a table as replicas of a deviation that is zero where all is well.
Deviation deviation_of(const std::vector<double>& times, const Table& table) {
  Deviation deviation;
  deviation.times = times;
  deviation.replicas = table;
  deviation.difference.assign(times.size(), 0.0);
  deviation.reference_error.assign(times.size(), 0.0);
  deviation.standard_error.assign(times.size(), 0.0);
  for (const std::vector<double>& row : table) {
    for (std::size_t t = 0; t < times.size(); ++t) {
      deviation.difference[t] += row[t] / static_cast<double>(table.size());
    }
  }
  return deviation;
}

/// R-hat - 1 and the memory in units of their limits, one after the other.
Deviation mixing_of(const Record& record, double draws) {
  const Table rhat = table_of(record, "rhat");
  const Table memory = table_of(record, "tau_int");
  if (rhat.size() != memory.size()) {
    throw Error(ErrorKind::format, "'rhat' and 'tau_int' have different replicas");
  }
  Table joined = rhat;
  for (std::size_t r = 0; r < joined.size(); ++r) {
    for (double& x : joined[r]) {
      x = (x - 1.0) / (largest_rhat - 1.0);
    }
    for (const double tau : memory[r]) {
      joined[r].push_back(tau / draws / longest_memory);
    }
  }
  std::vector<double> times = record.times;
  times.insert(times.end(), record.times.begin(), record.times.end());
  return deviation_of(times, joined);
}

/// Mean over the output times: chains that share something share it all along.
Deviation inflation_of(const Record& record) {
  Table means;
  for (const std::vector<double>& row : table_of(record, "chain_inflation")) {
    double sum = 0.0;
    for (const double x : row) {
      sum += x - 1.0;
    }
    means.push_back({sum / static_cast<double>(row.size())});
  }
  return deviation_of({record.times.back()}, means);
}

JudgedClaim judge_with(const Evidence& evidence, const cases::Claim& claim, const std::string& what,
                       const std::function<Deviation(const Record&)>& deviation_from_record) {
  JudgedClaim judged{blank_verdict(evidence, claim), cases::Expect::pass, {}, {}};
  Verdict& verdict = judged.verdict;
  verdict.truth = "invariants";
  verdict.reference.clear();
  verdict.t_max = evidence.result->times.back();
  try {
    require_sound(evidence.result, evidence.result_failure);
    const Deviation deviation = deviation_from_record(*evidence.result);
    verdict.replicas = static_cast<int>(deviation.replicas.size());
    if (verdict.replicas < 2) {
      throw Error(ErrorKind::format, "there are no replicas to tell the noise");
    }
    NoisyFinding finding;
    finding.what = what;
    finding.replicas_needed = fewest_replicas(evidence.asked.tier);
    finding.enough_replicas = verdict.replicas >= finding.replicas_needed;
    finding.first = test_against_limit(deviation, cases::ErrorNorm::max, claim.limit);
    finding.suspect_time = deviation.times[finding.first.suspect];
    verdict.value = finding.first.value;
    verdict.standard_error = finding.first.standard_error;
    verdict.reference_error = 0.0;
    verdict.q = finding.first.q;
    verdict.worst_time = deviation.times[finding.first.worst];
    if (evidence.confirmation) {
      require_sound(evidence.confirmation, {});
      const Deviation second = deviation_from_record(*evidence.confirmation);
      // One that ended early has other times, and says nothing about the suspect.
      if (second.times == deviation.times && second.replicas.size() > 1) {
        finding.p_confirmation = confirm_exceeds(second, cases::ErrorNorm::max, claim.limit, finding.first);
      }
      verdict.confirmed = true;
    }
    judged.noisy = finding;
  } catch (const Error& error) {
    verdict.verdict = Outcome::error;
    verdict.reason = reason_of(error);
  }
  return judged;
}

cases::Claim chain_claim(const std::string& id, double limit) {
  cases::Claim claim;
  claim.id = id;
  claim.kind = cases::ClaimKind::statistical;
  claim.against = cases::Against::invariant;
  claim.limit = limit;
  return claim;
}

}  // namespace

std::vector<JudgedClaim> judge_chains(const Evidence& evidence) {
  std::vector<JudgedClaim> judged;
  const cases::Case& asked = evidence.asked;
  if (evidence.foreign || !evidence.result || !asked.solver ||
      asked.solver->sampler.kind != cases::SamplerKind::metropolis ||
      asked.solver->replicas < fewest_replicas(asked.tier)) {
    return judged;
  }
  const int draws = draws_of_a_chain(asked);
  judged.push_back(judge_with(
      evidence, chain_claim("mixing", 1.0),
      fmt::format("(R-hat - 1)/{:.2g} and tau_int/{:.3g} draws", largest_rhat - 1.0, longest_memory * draws),
      [draws](const Record& record) { return mixing_of(record, draws); }));
  judged.back().verdict.observable = "rhat, tau_int";
  if (draws > 1) {
    judged.push_back(
        judge_with(evidence, chain_claim("independent-chains", largest_inflation),
                   fmt::format("|variance of the mean of {} chains over that of independent ones - 1|",
                               asked.solver->sampler.chains),
                   inflation_of));
    judged.back().verdict.observable = "chain_inflation";
  }
  return judged;
}

}  // namespace quenchmark::validation
