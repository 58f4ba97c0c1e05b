#pragma once
// A made-up suite with everything a report can show: for tests only.

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "cases/spec/case_text.hpp"
#include "cases/spec/catalog.hpp"
#include "cases/spec/figure_spec.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/budget/budget.hpp"
#include "validation/judge/judge.hpp"
#include "validation/statistics/sample_curves.hpp"

namespace quenchmark::validation::testing {

/// The figures of the catalogue in use, the shipped one unless $QUENCHMARK_CASES names another.
inline const std::vector<cases::FigureSpec>& listed_figures() {
  static const std::vector<cases::FigureSpec> figures =
      cases::read_catalog(cases::catalog_directory()).figures;
  return figures;
}

inline const cases::FigureSpec& figure_named(const std::string& id) {
  const auto& figures = listed_figures();
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const cases::FigureSpec& figure) { return figure.id == id; });
  return found == figures.end() ? throw std::out_of_range(id) : *found;
}

/// Two columns: displacements [1] and [2].
inline ObservableRecord two_displacements(const std::vector<double>& times, const Function& near,
                                          const Function& far) {
  ObservableRecord record;
  record.components = {"displacement", {{1}, {2}}};
  record.mean.shape = record.standard_error.shape = {times.size(), 2};
  for (double t : times) {
    record.mean.values.insert(record.mean.values.end(), {near(t), far(t)});
    record.standard_error.values.insert(record.standard_error.values.end(), {0.0, 0.0});
  }
  return record;
}

/// `accuracy` scales the error and the certificate; `intervals` of the output times, `modes` of the spectra.
inline Evidence sample_evidence(const std::string& id, double accuracy, int intervals = 40,
                                std::size_t modes = 36) {
  using cases::ObservableKind;
  Evidence evidence;
  cases::Case& asked = evidence.asked;
  asked = chain_case({claim_on(ObservableKind::mx, 2e-3), claim_on(ObservableKind::energy_density, 1e-5),
                      claim_on(ObservableKind::zz, 5e-3)});
  asked.id = id;
  asked.title = "Chain of 4, paramagnet to the critical point";
  asked.claims[0].id = "mx";
  asked.claims[1].id = "energy-conserved";
  asked.claims[1].against = cases::Against::invariant;
  asked.claims[2].id = "zz-nearest";
  asked.claims[2].displacement = {1};
  asked.observables = {
      {ObservableKind::mx, {}}, {ObservableKind::zz, {{1}, {2}}}, {ObservableKind::energy_density, {}}};
  asked.solver->ansatz.channels = {4, 3};
  asked.solver->ansatz.filter = {3};
  asked.solver->sampler.kind = cases::SamplerKind::orbit_sum;
  asked.protocol.output_dt = 1.0 / intervals;
  cases::refresh_resolved_text(asked);
  evidence.result_path = "quenchmark-out/" + id + "/smoke/result.h5";
  evidence.reference_path = "quenchmark-out/" + id + "/smoke/reference.h5";

  const std::vector<double> times = grid(1.0, intervals);
  const auto mx = [](double t) { return 0.62 + 0.38 * std::cos(5 * t) * std::exp(-0.4 * t); };
  const auto near = [](double t) { return 0.45 * (1 - std::cos(4 * t)) * std::exp(-0.3 * t); };
  const auto far = [](double t) { return 0.3 * (1 - std::cos(3 * t)) * t; };
  const auto error = [=](double t) { return accuracy * std::pow(t, 3) * (1.2 + std::sin(9 * t)); };
  Record result = result_with("mx", observable(times, [=](double t) { return mx(t) + error(t); }), times);
  result.observables["zz"] = two_displacements(
      times, [=](double t) { return near(t) - 0.7 * error(t); },
      [=](double t) { return far(t) + 0.4 * error(t); });
  result.observables["energy_density"] = observable(times, [=](double t) { return -1.0 + 1e-3 * error(t); });
  result.method = "holomorphic";
  const auto bound = [=](double t) { return 1e-4 * accuracy + 2.4 * accuracy * std::pow(t, 2.6); };
  auto& certificate = result.budget["state_angle"];
  certificate["preparation"] = series(times, [=](double) { return 1e-4 * accuracy; });
  certificate["projection"] = series(times, [=](double t) { return 1.9 * accuracy * std::pow(t, 2.6); });
  certificate["regularisation"] = series(times, [=](double t) { return 0.35 * accuracy * std::pow(t, 2.6); });
  certificate["integrator"] = series(times, [=](double t) { return 0.15 * accuracy * std::pow(t, 2.6); });
  certificate["total"] = series(times, bound);
  result.diagnostics["r2"] = series(times, [=](double t) { return 1e-2 * accuracy * t * t + 1e-9; });
  result.diagnostics["energy_drift"] = series(times, [=](double t) { return 4e-3 * error(t); });
  std::vector<double> step_times, step_sizes, kept;
  for (double t = 0.0, dt = 1e-3; t < 1.0; t += dt) {
    dt = std::min(1.4 * dt, 0.012 + 0.01 * std::cos(11 * t));
    step_times.push_back(t);
    step_sizes.push_back(dt);
    kept.push_back(std::floor(12 + 30 * std::sqrt(t)));
  }
  const std::size_t steps = step_times.size();
  result.steps["t"] = {{steps}, step_times};
  result.steps["dt"] = {{steps}, step_sizes};
  result.steps["kept_modes"] = {{steps}, kept};
  Dataset sigma2{{times.size(), modes}, {}}, filter{{times.size(), modes}, {}};
  for (double t : times) {
    for (std::size_t k = 0; k < modes; ++k) {
      const double value =
          std::pow(10.0, -0.45 * static_cast<double>(k) / (0.35 + t) + 0.1 * std::sin(7 * t + k));
      sigma2.values.push_back(value);
      filter.values.push_back(value > 1e-12 ? 1.0 : 0.0);
    }
  }
  result.spectra["sigma2"] = sigma2;
  result.spectra["filter"] = filter;
  result.work = {{"right_hand_sides", 1480}, {"accepted_steps", 112}, {"forward_passes", 7.1e6}};
  result.timing = {{"preparation", 0.21}, {"evolution", 2.94}};
  result.provenance = {{"version", "0.1.0"}, {"compiler", "GNU 12.2.0"}, {"threads", "2"}};
  result.states = rotated_states(times, [=](double t) { return 0.4 * bound(t); });
  Record reference = reference_with("mx", observable(times, mx, 1e-12), times);
  reference.observables["zz"] = two_displacements(times, near, far);
  reference.observables["energy_density"] = observable(times, [](double) { return -1.0; });
  reference.method = "sector chebyshev, checked by lanczos";
  reference.states = rotated_states(times, [](double) { return 0.0; });
  for (Record* record : {&result, &reference}) {
    record->case_id = id;
    record->tier = cases::name(asked.tier);
    record->case_toml = asked.resolved_toml;
    record->provenance["case_sha256"] = asked.resolved_sha256;
  }
  fill_budget(result, cases::make_problem(asked), &reference);
  evidence.result = std::move(result);
  evidence.reference = std::move(reference);
  return evidence;
}

/// Five cases: good, bad, stopped early as announced, without a reference, never run.
inline std::vector<Evidence> sample_suite() {
  std::vector<Evidence> evidence{
      sample_evidence("ladder-chain-good", 3e-4), sample_evidence("ladder-chain-bad", 6e-3),
      sample_evidence("ladder-chain-poles", 3e-4), sample_evidence("ladder-chain-alone", 3e-4),
      sample_evidence("ladder-chain-missing", 3e-4)};
  evidence[2].result->status = "stopped";
  evidence[2].result->cause = StopCause::step_floor;
  evidence[2].result->reason = "the step fell below dt_min at t = 1.01: the error stays above its tolerance";
  for (cases::Claim& claim : evidence[2].asked.claims) {
    claim.t_max = 1.5;
    claim.expect = cases::Expect::xfail;
    claim.reason = "ln cosh meets its poles";
  }
  evidence[3].reference.reset();
  evidence[4].result.reset();
  evidence[4].result_failure = "no space left on device";
  return evidence;
}

}  // namespace quenchmark::validation::testing
