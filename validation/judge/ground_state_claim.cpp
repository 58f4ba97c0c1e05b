#include "validation/judge/ground_state_claim.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "base/shell_line.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/judge/budget_claims.hpp"
#include "validation/judge/claim.hpp"
#include "validation/judge/ground_state_bounds.hpp"
#include "validation/judge/number_text.hpp"
#include "validation/statistics/deviation.hpp"
#include "validation/statistics/equivalence.hpp"

namespace quenchmark::validation {

namespace {

constexpr const char* kExcess = "excess_energy";

/// Of the energies' size. An exact E_0 is better known; an error that says less must not buy a PASS.
constexpr double largest_error = 1e-7;

/// A sampled E_0 lies so many of its errors off but for one in a million; its error must be what the case asks
/// for, up to a factor.
constexpr double most_errors = 5.0;
constexpr double most_error_over_asked = 2.0;

bool samples_ground_state(const cases::Case& asked) {
  return asked.reference.ground_state == cases::GroundStateMethod::monte_carlo;
}

/// Standard error of E_0 that the case asks for.
double asked_error(const cases::Case& asked, const cases::Problem& problem) {
  return samples_ground_state(asked)
             ? asked.reference.ground_state_error * problem.schedule.energy_unit() * problem.sites()
             : 0.0;
}

/// One energy that is said to be that of the ground state, and the states it must not lie above.
struct Stated {
  const char* whose;
  double time = 0.0;
  double energy = 0.0;
  double error = 0.0;
  double visited = std::numeric_limits<double>::infinity();  ///< energy of a state, its own error added
};

/// E_0 as the reference stores it. Throws Error(format) when it has excess energies alone.
void add_reference(const cases::Case& asked, const Record& reference, double sites,
                   std::vector<Stated>& stated) {
  if (reference.ground_state.energy.values.empty()) {
    throw Error(ErrorKind::format, "the reference does not store the energies of the ground state",
                "make it again: " + shell_line({"quenchmark", "reference", asked.id, "--tier",
                                                std::string(cases::name(asked.tier)), "--force"}));
  }
  const Curve excess = extract_curve(reference, kExcess, {});
  for (std::size_t t = 0; t < reference.times.size(); ++t) {
    const double energy = reference.ground_state.energy.values[t];
    const double error = excess.standard_error.empty() ? 0.0 : excess.standard_error[t];
    stated.push_back({"the reference", reference.times[t], energy, reference.ground_state.error.values[t],
                      energy + sites * (excess.mean[t] + error)});
  }
}

/// E_0 as the run has taken it off its energies: made as the reference's is, it has the error asked for.
void add_run(const Record& run, double sites, bool sampled, double error_of_ground_state,
             std::vector<Stated>& stated) {
  const Curve excess = extract_curve(run, kExcess, {});
  const auto recorded = run.diagnostics.find("energy");
  if (recorded == run.diagnostics.end() || recorded->second.values.size() != run.times.size()) {
    throw Error(ErrorKind::format, "the run has excess energies but not the energies they were taken off");
  }
  // One noisy run does not know its error.
  const bool comparable = !sampled || excess.replicas.size() > 1;
  const auto looks = static_cast<double>(std::max<std::size_t>(1, run.times.size()));
  constexpr double false_alarms = 1e-6;  // a hundred of these claims leave a suite's 1e-4 alone
  const double q = sampled && comparable
                       ? student_quantile(false_alarms / looks, static_cast<int>(excess.replicas.size()) - 1)
                       : 0.0;
  for (std::size_t t = 0; t < run.times.size(); ++t) {
    const double energy = recorded->second.values[t];
    const double error = excess.standard_error.empty() ? 0.0 : excess.standard_error[t];
    stated.push_back({"the run", run.times[t], energy - sites * excess.mean[t], error_of_ground_state,
                      comparable ? energy + q * sites * error : std::numeric_limits<double>::infinity()});
  }
}

cases::Claim ground_state_claim() {
  cases::Claim claim;
  claim.id = "ground-state";
  claim.observable = cases::ObservableKind::excess_energy;
  claim.limit = 1.0;
  return claim;
}

void decide(Verdict& verdict, const Evidence& evidence, const std::vector<Stated>& stated) {
  const cases::Problem problem = cases::make_problem(evidence.asked);
  const double sites = problem.sites();
  const double unit = problem.schedule.energy_unit();
  const double rounding =
      rounding_floor(evidence.asked.solver ? evidence.asked.solver->precision : cases::Precision::fp64);
  const double sampling_error = asked_error(evidence.asked, problem);
  GroundStateBounds bounds_of(problem);
  double widest = 0.0;
  std::string how, broken;
  for (const Stated& one : stated) {
    const EnergyBounds& bounds = bounds_of.at(problem.schedule.at(one.time));
    const double scale = std::max({std::abs(bounds.lower), std::abs(bounds.upper), unit});
    const double known = samples_ground_state(evidence.asked)
                             ? most_errors * std::min(one.error, most_error_over_asked * sampling_error)
                             : std::min(one.error, largest_error * scale);
    const double room = known + rounding * scale;
    const double lower = bounds.lower - room;
    const double upper = std::min(bounds.upper, one.visited) + room;
    // A state visited below the lower bound leaves nothing in between; what is not a number lies nowhere.
    const double share = std::abs(one.energy - 0.5 * (lower + upper)) / (0.5 * (upper - lower));
    const double distance =
        upper > lower && std::isfinite(share) ? share : std::numeric_limits<double>::infinity();
    if (bounds.upper - bounds.lower + 2.0 * room >= widest) {
      widest = bounds.upper - bounds.lower + 2.0 * room;
      how = bounds.how;
    }
    if (distance > verdict.value) {
      verdict.value = distance;
      verdict.worst_time = one.time;
      broken = fmt::format("E_0 = {:.10g} of {} at t = {:.4g} is not between {:.10g} and {:.10g}", one.energy,
                           one.whose, one.time, lower, upper);
    }
  }
  verdict.t_max = stated.back().time;
  const bool holds = verdict.value <= verdict.limit;
  verdict.verdict = holds ? Outcome::pass : Outcome::fail;
  verdict.margin = holds ? (verdict.limit - verdict.value) / verdict.limit : verdict.value / verdict.limit;
  if (holds) {
    verdict.certified_until = verdict.t_max;
  }
  verdict.reason = holds ? fmt::format("E_0 lies within bounds that are at most {} per site apart ({})",
                                       short_number(widest / sites), how)
                         : fmt::format("{} ({})", broken, how);
}

bool measures_excess(const std::optional<Record>& record) {
  return record && record->observables.contains(kExcess) && !record->times.empty();
}

}  // namespace

std::optional<Verdict> judge_ground_state(const Evidence& evidence) {
  const bool of_reference = measures_excess(evidence.reference) &&
                            (evidence.reference->truth == "exact" || evidence.reference->truth == "series");
  const bool of_run = measures_excess(evidence.result) && !evidence.foreign;
  if (!of_reference && !of_run) {
    return std::nullopt;
  }
  Verdict verdict = blank_verdict(evidence, ground_state_claim());
  verdict.observable = "ground_state";
  verdict.truth = "exact";
  verdict.standard_error = verdict.q = verdict.detectable = verdict.reference_error = 0.0;
  verdict.value = 0.0;
  try {
    const double sites = cases::Lattice{evidence.asked.model.size, evidence.asked.model.boundary}.sites();
    std::vector<Stated> stated;
    if (of_reference) {
      add_reference(evidence.asked, *evidence.reference, sites, stated);
    }
    if (of_run) {
      const bool sampled =
          evidence.asked.solver && evidence.asked.solver->sampler.kind == cases::SamplerKind::metropolis;
      add_run(*evidence.result, sites, sampled,
              asked_error(evidence.asked, cases::make_problem(evidence.asked)), stated);
    }
    decide(verdict, evidence, stated);
  } catch (const Error& error) {
    verdict.verdict = Outcome::error;
    verdict.reason = reason_of(error);
    verdict.value = no_number;
  }
  return verdict;
}

}  // namespace quenchmark::validation
