// What the reference can compute, and whether each claim can be judged at all.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cases/spec/automatic_claims.hpp"
#include "cases/spec/case_findings.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/components.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

namespace {

void check_free_fermions(const Case& c, CaseFindings& findings) {
  const std::string key = "reference.method";
  const std::string what = "= \"free_fermions\" ";
  if (c.model.kind != ModelKind::tfim || c.model.lattice != LatticeKind::chain ||
      c.model.boundary != Boundary::periodic) {
    findings.add(key, what + "solves periodic tfim chains only", "use \"exact\" or \"exact_sector\"");
    return;
  }
  if (c.model.size[0] % 2 != 0 || c.model.size[0] < 4) {
    findings.add(key, what + fmt::format("needs an even length of at least 4, not {}", c.model.size[0]));
  }
  if (c.protocol.kind != ProtocolKind::quench || c.protocol.start != Start::paramagnet) {
    findings.add(key, what + "solves quenches from the paramagnet only", "use \"exact\" or \"exact_sector\"");
  }
  for (std::size_t k = 0; k < c.observables.size(); ++k) {
    const ObservableKind kind = c.observables[k].kind;
    if (kind != ObservableKind::mx && kind != ObservableKind::energy &&
        kind != ObservableKind::energy_density) {
      findings.add(fmt::format("observable[{}].name", k),
                   fmt::format("\"{}\" is not known to reference method \"free_fermions\"", name(kind)),
                   "it gives mx, energy and energy_density");
    }
  }
}

void check_exact(const Case& c, CaseFindings& findings) {
  const bool sector = c.reference.method == ReferenceMethod::exact_sector;
  const int sites = Lattice{c.model.size, c.model.boundary}.sites();
  const int most = sector ? most_sites_exact_sector : most_sites_exact;
  if (sites > most) {
    findings.add(
        "reference.method",
        fmt::format("= \"{}\" reaches {} sites, not {}", name(c.reference.method), most, sites),
        sites <= most_sites_exact_sector ? "use \"exact_sector\"" : "use \"series\" or \"published\"");
  }
  if (sector && c.protocol.start == Start::random) {
    findings.add("reference.method",
                 "= \"exact_sector\" needs a symmetric start, and a random state has no symmetry",
                 "use \"exact\"");
  }
}

void check_series(const Case& c, CaseFindings& findings) {
  const std::string key = "reference.method";
  const std::string what = "= \"series\" ";
  const bool ramp = c.protocol.kind != ProtocolKind::quench;
  if (c.model.kind != ModelKind::tfim || c.model.boundary != Boundary::periodic) {
    findings.add(key, what + "expands tfim on a torus only", "use \"exact\" or \"exact_sector\"");
  }
  if (c.protocol.start == Start::random || (ramp && c.protocol.start != Start::paramagnet)) {
    findings.add(key,
                 what + "expands quenches from paramagnet and ferromagnet, and ramps from the paramagnet",
                 "use \"exact\" or \"exact_sector\"");
  }
  for (std::size_t k = 0; k < c.observables.size(); ++k) {
    const ObservableKind kind = c.observables[k].kind;
    if (kind == ObservableKind::loschmidt || (ramp && kind == ObservableKind::energy_variance)) {
      findings.add(fmt::format("observable[{}].name", k),
                   fmt::format("\"{}\" is not known to reference method \"series\"", name(kind)),
                   ramp ? "it gives mx, mz, zz, zz_connected, energy, energy_density, excess_energy and f_q"
                        : "it gives all others");
    }
  }
}

void check_ground_state(const Case& c, CaseFindings& findings) {
  const std::string key = "reference.ground_state";
  const int sites = Lattice{c.model.size, c.model.boundary}.sites();
  switch (c.reference.ground_state) {
    case GroundStateMethod::exact:
      if (sites > most_sites_exact_sector) {
        findings.add(key, fmt::format("= \"exact\" reaches {} sites, not {}", most_sites_exact_sector, sites),
                     "use \"monte_carlo\"");
      }
      break;
    case GroundStateMethod::free_fermions:
      if (!is_even_ring(c.model)) {
        findings.add(key, "= \"free_fermions\" solves periodic tfim chains of even length, at least 4",
                     "use \"exact\" or \"monte_carlo\"");
      }
      break;
    case GroundStateMethod::monte_carlo:
      break;
    case GroundStateMethod::none:
      if (std::any_of(c.observables.begin(), c.observables.end(), [](const Observable& observable) {
            return observable.kind == ObservableKind::excess_energy;
          })) {
        findings.add(key, "= \"none\", but excess_energy is counted from it",
                     "choose another, or leave out excess_energy");
      }
      break;
  }
}

const Observable* find_observable(const Case& c, ObservableKind kind) {
  const auto found = std::find_if(c.observables.begin(), c.observables.end(),
                                  [&](const Observable& o) { return o.kind == kind; });
  return found == c.observables.end() ? nullptr : &*found;
}

void check_truth(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  const std::string key = at + ".against";
  const ReferenceMethod method = c.reference.method;
  const bool conserved = claim.observable == ObservableKind::energy ||
                         claim.observable == ObservableKind::energy_density ||
                         claim.observable == ObservableKind::energy_variance ||
                         claim.observable == ObservableKind::excess_energy;
  const bool vanishes = claim.observable == ObservableKind::reweighting_drift;
  if (vanishes && claim.against != Against::invariant) {
    findings.add(key,
                 fmt::format("= \"{}\", but a reweighting_drift has no truth but zero", name(claim.against)),
                 "use against = \"invariant\"");
    return;
  }
  if (claim.observable == ObservableKind::state_angle && claim.against != Against::reference) {
    findings.add(key,
                 fmt::format("= \"{}\", but a state_angle is measured to the state of the reference",
                             name(claim.against)),
                 "leave it out");
    return;
  }
  switch (claim.against) {
    case Against::reference:
      if (method == ReferenceMethod::none) {
        findings.add(key, "= \"reference\", but the case has no reference", "set [reference] method");
      }
      break;
    case Against::published:
      if (method != ReferenceMethod::published) {
        findings.add(key, "= \"published\" needs reference method = \"published\"");
      }
      break;
    case Against::series:
      if (method != ReferenceMethod::series) {
        findings.add(key, "= \"series\" needs reference method = \"series\"");
      }
      break;
    case Against::exact_sum:
      if (!c.solver) {
        findings.add(key, "= \"exact_sum\" is about sampled runs of a [solver]",
                     "use against = \"reference\"");
      } else if (c.solver->sampler.kind != SamplerKind::metropolis) {
        findings.add(key,
                     "= \"exact_sum\" holds a sampled run against the same network summed exactly, but this "
                     "run is not sampled",
                     "use against = \"reference\"");
      } else if (!c.solver->shared_start) {
        findings.add(
            key, "= \"exact_sum\" compares with one run, but every replica starts from parameters of its own",
            "set solver.shared_start = true");
      }
      break;
    case Against::invariant:
      if (!vanishes && (!conserved || c.protocol.kind != ProtocolKind::quench)) {
        findings.add(key,
                     fmt::format("= \"invariant\", but {} is not conserved here", name(claim.observable)),
                     "energies are, under a quench");
      }
      break;
  }
}

void check_kind(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  const bool sampled = c.solver && c.solver->sampler.kind == SamplerKind::metropolis;
  if (claim.kind == ClaimKind::deterministic && sampled) {
    findings.add(at + ".kind", "= \"deterministic\", but a sampled run carries noise",
                 "set kind = \"statistical\" or \"budget\"");
  } else if (claim.kind == ClaimKind::statistical && !sampled) {
    findings.add(at + ".kind", "= \"statistical\", but a run without samples carries no noise",
                 "set kind = \"deterministic\" or \"budget\"");
  } else if (claim.kind == ClaimKind::budget && !c.solver) {
    findings.add(at + ".kind", "= \"budget\", but a predictor has no error budget",
                 "set kind = \"deterministic\"");
  } else if (sampled && c.solver->replicas < 2) {
    findings.add(
        at + ".kind",
        fmt::format("= \"{}\" of a sampled run needs independent replicas, and solver.replicas = 1",
                    name(claim.kind)),
        "set solver.replicas to 8 or more (16 beyond smoke): with fewer it can be decided neither way");
  }
}

/// Whether a run of this case can tell it.
void check_told(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  const bool sampled = c.solver && c.solver->sampler.kind == SamplerKind::metropolis;
  if (claim.observable == ObservableKind::reweighting_drift && !(sampled && c.solver->sampler.reuse)) {
    findings.add(at + ".observable",
                 "= \"reweighting_drift\" is told by sampled runs that reuse their samples");
  }
  const bool exact =
      c.reference.method == ReferenceMethod::exact || c.reference.method == ReferenceMethod::exact_sector;
  if (claim.observable == ObservableKind::state_angle && (!c.solver || sampled || !exact)) {
    findings.add(
        at + ".observable",
        "= \"state_angle\" needs the wave functions of both sides: an exact sum, and an exact reference",
        "use reference.method = \"exact\" or \"exact_sector\"");
  }
}

/// The sum of all |coefficient x coupling| is not larger than this at any time: no energy is either.
double largest_energy(const Case& c) {
  const Problem problem = make_problem(c);
  double terms = 0.0;
  for (const PauliTerm& term : problem.terms) {
    terms += std::abs(term.coefficient);
  }
  return terms * problem.schedule.energy_unit();
}

/// No two states differ by more in this observable. Ratios and entropies have no bound of their own: theirs
/// is one beyond which a prediction says nothing.
double largest_error(const Case& c, ObservableKind kind) {
  const double sites = Lattice{c.model.size, c.model.boundary}.sites();
  switch (kind) {
    case ObservableKind::loschmidt:
    case ObservableKind::infidelity:
      return 1.0;
    case ObservableKind::state_angle:
      return 0.5 * std::numbers::pi;
    case ObservableKind::zz_connected:
      return 3.0;
    case ObservableKind::f_q:
      return sites;
    case ObservableKind::energy:
      return 2.0 * largest_energy(c);
    case ObservableKind::energy_density:
    case ObservableKind::excess_energy:
      return 2.0 * largest_energy(c) / sites;
    case ObservableKind::energy_variance:
      return largest_energy(c) * largest_energy(c);
    case ObservableKind::relative_entropy:
    case ObservableKind::relative_entropy_born:
    case ObservableKind::entropy_over_persistence:
    case ObservableKind::entropy_over_scratch:
    case ObservableKind::norm_drift:
      return 1000.0;
    default:
      return 2.0;  // means of operators with eigenvalues -1 and 1
  }
}

/// A limit that nothing can exceed is no claim.
void check_limit(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  if (claim.kind == ClaimKind::budget) {
    if (claim.limit > 1.0) {
      findings.add(
          at + ".limit",
          fmt::format("= {} lets an error exceed the bound that the run itself gives it", claim.limit),
          "budget claims limit |error| / bound: 1, or less");
    }
    return;
  }
  const double largest = largest_error(c, claim.observable);
  if (claim.limit >= largest) {
    findings.add(at + ".limit",
                 fmt::format("= {} can never be exceeded: errors of {} stay below {:.6g} here", claim.limit,
                             name(claim.observable), largest),
                 "claim less, or leave out the claim");
  }
}

void check_observed(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  if (is_told_by_the_run(claim.observable)) {
    check_told(c, claim, at, findings);
    return;
  }
  const Observable* observable = find_observable(c, claim.observable);
  if (observable == nullptr) {
    findings.add(at + ".observable", fmt::format("\"{}\" is not measured", name(claim.observable)),
                 fmt::format("add [[observable]] name = \"{}\"", name(claim.observable)));
  } else if (is_predicted(claim.observable)) {
    const std::vector<ComponentLabel> lengths = components_of(c, *observable).labels;
    if (std::find(lengths.begin(), lengths.end(), component_of(claim)) == lengths.end()) {
      findings.add(at + ".spins", fmt::format("= {} is not predicted", claim.spins),
                   fmt::format("{} is predicted for {}", name(claim.observable), fmt::join(lengths, ", ")));
    }
  } else if (has_displacements(claim.observable) &&
             std::find(observable->displacements.begin(), observable->displacements.end(),
                       claim.displacement) == observable->displacements.end()) {
    findings.add(at + ".displacement", fmt::format("= {} is not measured", claim.displacement),
                 fmt::format("{} is measured at {}", name(claim.observable),
                             fmt::join(observable->displacements, ", ")));
  }
}

/// The first of increasing times that comes after `start`; infinite when there is none.
double first_after(const std::vector<double>& times, double start) {
  const auto found = std::upper_bound(times.begin(), times.end(), start);
  return found == times.end() ? std::numeric_limits<double>::infinity() : *found;
}

void check_window(const Case& c, const Claim& claim, const std::string& at, CaseFindings& findings) {
  const Schedule schedule(c.model, c.protocol);
  const double rounding = schedule.time_resolution();
  if (claim.t_max && (*claim.t_max <= schedule.t_start() || *claim.t_max > schedule.t_end() + rounding)) {
    findings.add(at + ".t_max", fmt::format("= {} lies outside the protocol from {} to {}", *claim.t_max,
                                            schedule.t_start(), schedule.t_end()));
    return;
  }
  const double first_output = c.protocol.output_times.empty()
                                  ? schedule.t_start() + c.protocol.output_dt
                                  : first_after(c.protocol.output_times, schedule.t_start());
  if (claim.t_max && *claim.t_max < first_output - rounding && *claim.t_max < schedule.t_end() - rounding) {
    findings.add(
        at + ".t_max",
        fmt::format("= {} lies before t = {}, the first output time after the start: nothing would be judged",
                    *claim.t_max, first_output));
  }
}

}  // namespace

bool is_even_ring(const Model& model) {
  return model.kind == ModelKind::tfim && model.lattice == LatticeKind::chain &&
         model.boundary == Boundary::periodic && model.size[0] % 2 == 0 && model.size[0] >= 4;
}

void check_reference(const Case& subject, CaseFindings& findings) {
  check_ground_state(subject, findings);
  switch (subject.reference.method) {
    case ReferenceMethod::free_fermions:
      check_free_fermions(subject, findings);
      break;
    case ReferenceMethod::exact:
    case ReferenceMethod::exact_sector:
      check_exact(subject, findings);
      break;
    case ReferenceMethod::series:
      check_series(subject, findings);
      break;
    case ReferenceMethod::other_case:
      if (subject.reference.case_id == subject.id) {
        findings.add("reference.case", "is the case itself");
      }
      break;
    default:
      break;
  }
}

void check_claims(const Case& subject, CaseFindings& findings) {
  for (std::size_t k = 0; k < subject.claims.size(); ++k) {
    const Claim& claim = subject.claims[k];
    const std::string at = fmt::format("claim[{}]", k);
    if (claim.id.empty() ||
        claim.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos) {
      findings.add(at + ".id", fmt::format("\"{}\" must match [a-z0-9_-]+", claim.id));
    }
    if (std::any_of(subject.claims.begin(), subject.claims.begin() + static_cast<std::ptrdiff_t>(k),
                    [&](const Claim& other) { return other.id == claim.id; })) {
      findings.add(at + ".id", fmt::format("\"{}\" names two claims", claim.id));
    }
    if (is_automatic_claim(claim.id)) {
      findings.add(at + ".id",
                   fmt::format("\"{}\" is the name of a claim that is made without being written", claim.id),
                   "choose another name");
    }
    if (claim.expect == Expect::xfail && is_blank(claim.reason)) {
      findings.add(at + ".reason", "must say why the failure is expected");
    }
    check_observed(subject, claim, at, findings);
    check_window(subject, claim, at, findings);
    if (!subject.solver && !subject.predictor) {
      findings.add(at, "needs a [solver] or a [predictor]: a claim is about its error");
      continue;
    }
    check_truth(subject, claim, at, findings);
    check_kind(subject, claim, at, findings);
    check_limit(subject, claim, at, findings);
  }
}

}  // namespace quenchmark::cases
