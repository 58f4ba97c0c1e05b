#include "cases/spec/vocabulary.hpp"

#include <fmt/format.h>

#include <cmath>

#include "cases/spec/asks_for.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

std::string Range::text() const {
  const bool bounded_below = std::isfinite(low), bounded_above = std::isfinite(high);
  if (bounded_below && bounded_above) {
    return fmt::format("{}{} .. {}", low_included ? "" : "above ", low, high);
  }
  if (bounded_below) {
    return fmt::format("{} {}", low_included ? ">=" : ">", low);
  }
  return bounded_above ? fmt::format("<= {}", high) : "";
}

namespace {

void describe_model(CaseVisitor& v, Model& m, bool quench) {
  v.field({.key = "kind",
           .meaning = "tfim: H = -J sum_<ij> sz_i sz_j - h sum_i sx_i; "
                      "mixed_field: H = -J sum_<ij> sz_i sz_j - g sum_i sx_i - h sum_i sz_i (Pauli matrices)",
           .required = true},
          choice(m.kind));
  const bool tfim = m.kind == ModelKind::tfim;
  v.field({.key = "lattice", .meaning = "neighbours along 1, 2 or 3 directions", .required = true},
          choice(m.lattice));
  v.field({.key = "size",
           .meaning = "one length per direction; the first runs fastest in the site index",
           .unit = "sites",
           .range = at_least_one,
           .required = true},
          &m.size);
  v.field({.key = "boundary", .meaning = "torus, or open ends"}, choice(m.boundary));
  v.field({.key = "J",
           .meaning =
               "coupling of neighbours; on ramps its value at the critical point. J, h and g are written in "
               "one unit of energy, whichever; times are in its inverse (hbar = 1)",
           .unit = "energy"},
          &m.J);
  v.field({.key = "h_over_hc",
           .meaning = "transverse field in units of the critical field hc = 1 (chain), 3.04438 (square), "
                      "5.158136 (cubic) times J",
           .unit = "hc",
           .applies = tfim && quench,
           .when = "kind = \"tfim\" under a quench"},
          &m.h_over_hc);
  if (tfim && quench && m.h_over_hc) {
    dependent_default(v, m.h, *m.h_over_hc * critical_field(m.lattice) * m.J);
  }
  v.field({.key = "h",
           .meaning = "tfim: transverse field (or give h_over_hc); mixed_field: longitudinal field",
           .unit = "energy",
           .required = tfim,
           .applies = quench && !m.h_over_hc,
           .when = "a quench without h_over_hc",
           .derived = quench && m.h_over_hc.has_value()},
          &m.h);
  v.field({.key = "g",
           .meaning = "transverse field of mixed_field",
           .unit = "energy",
           .applies = !tfim,
           .when = "kind = \"mixed_field\""},
          &m.g);
  v.field({.key = "double_bonds",
           .meaning = "on a torus of length 2 a pair is a neighbour twice: refuse such lattices, or count "
                      "the pair twice"},
          choice(m.double_bonds));
}

void describe_protocol(CaseVisitor& v, Protocol& p) {
  v.field({.key = "start",
           .meaning = "paramagnet: all sx = +1; ferromagnet: all sz = +1; random: Haar-random",
           .required = true},
          choice(p.start));
  v.field({.key = "random_seed",
           .meaning = "seed of the random start",
           .applies = p.start == Start::random,
           .when = "start = \"random\""},
          &p.random_seed);
  v.field(
      {.key = "kind",
       .meaning = "quench: constant couplings from t = 0; ramps, x = t/tau_q from x_start to x_end: "
                  "smooth_ramp J(t) = J (1 + x - "
                  "4x^3/27), h(t) = hc (1 - x + 4x^3/27); linear_ramp J(t) = J (1 + x), h(t) = hc (1 - x)",
       .required = true},
      choice(p.kind));
  const bool quench = p.kind == ProtocolKind::quench;
  const bool linear = p.kind == ProtocolKind::linear_ramp;
  constexpr std::string_view ramps = "kind = \"smooth_ramp\" or \"linear_ramp\"";
  v.field({.key = "t_max",
           .meaning = "end of the quench",
           .unit = "1/energy",
           .range = positive,
           .required = true,
           .applies = quench,
           .when = "kind = \"quench\""},
          &p.t_max);
  v.field({.key = "tau_q",
           .meaning = "duration of the ramp per unit of x",
           .unit = "1/energy",
           .range = positive,
           .required = true,
           .applies = !quench,
           .when = ramps},
          &p.tau_q);
  dependent_default(v, p.x_start, linear ? -1.0 : -1.5);
  v.field({.key = "x_start",
           .meaning = "start of the ramp, J = 0 by default",
           .applies = !quench,
           .when = ramps,
           .default_text = "-1.5 (smooth_ramp), -1 (linear_ramp)"},
          &p.x_start);
  v.field({.key = "x_end",
           .meaning = "end of the ramp; 0 is the critical point",
           .applies = !quench,
           .when = ramps},
          &p.x_end);
  v.field(
      {.key = "output_times",
       .meaning =
           "times of output, increasing, no two nearer than 1e-12 of the largest; start and end are always "
           "added",
       .unit = "1/energy",
       .default_text = "every output_dt"},
      &p.output_times);
  v.field({.key = "output_dt",
           .meaning = "distance of the times of output (or list them in output_times)",
           .unit = "1/energy",
           .range = positive,
           .required = true,
           .applies = p.output_times.empty(),
           .when = "output_times to be absent"},
          &p.output_dt);
}

void describe_observable(CaseVisitor& v, Observable& o) {
  v.field(
      {.key = "name",
       .meaning =
           "mx, mz: per site; zz, zz_connected: mean over pairs at each displacement; energy; "
           "energy_density: per site; "
           "energy_variance: Var H; f_q: quantum Fisher information density of sum sz; loschmidt: "
           "|<start|psi>|^2; "
           "excess_energy: (E - E_GS)/N; told by every run that can, claimed and never listed: state_angle: "
           "radians to "
           "the exact state, reweighting_drift: see solvers/PHYSICS.md; of a predictor, means over test "
           "states per chain length: "
           "relative_entropy of |psi|, relative_entropy_born of |psi|^2, entropy_over_persistence: over the "
           "largest "
           "of states at rest, entropy_over_scratch: over the largest of weights from scratch (fine-tuned "
           "lengths), infidelity, norm_drift: |<psi|psi> - 1|, mx_error, mz_error: per spin",
       .required = true},
      choice(o.kind));
  v.field({.key = "displacements",
           .meaning = "displacements d of <sz_0 sz_d>",
           .unit = "sites",
           .applies = has_displacements(o.kind),
           .when = "name = \"zz\" or \"zz_connected\"",
           .default_text = "every inequivalent one, by length"},
          &o.displacements);
}

/// Free fermions hold the rings that are too long for exact diagonalisation.
GroundStateMethod best_ground_state(const Case& c) {
  const int sites = Lattice{c.model.size, c.model.boundary}.sites();
  const bool sector = c.reference.method == ReferenceMethod::exact_sector;
  if (!asks_for(c.observables, ObservableKind::excess_energy)) {
    return GroundStateMethod::none;
  }
  if (sites <= (sector ? most_sites_exact_sector : most_sites_exact)) {
    return GroundStateMethod::exact;
  }
  return is_even_ring(c.model) ? GroundStateMethod::free_fermions : GroundStateMethod::monte_carlo;
}

void describe_reference(CaseVisitor& v, Case& c) {
  ReferenceSpec& r = c.reference;
  v.field({.key = "method",
           .meaning = "the truth: free_fermions (periodic chains), exact (full space), exact_sector "
                      "(symmetric sectors), series (short "
                      "times), published (a file), case (the curve of another case), none"},
          choice(r.method));
  const bool computed = r.method != ReferenceMethod::none && r.method != ReferenceMethod::published;
  v.field({.key = "tolerance",
           .meaning =
               "accuracy asked of every observable of the reference, relative to its value or, if that is "
               "more, to max(|J|, |h|, |g|) for energies, its square for energy_variance, 1 for all others",
           .range = positive,
           .applies = computed,
           .when = "a method that computes"},
          &r.tolerance);
  const bool own = computed && r.method != ReferenceMethod::other_case;
  dependent_default(v, r.ground_state, best_ground_state(c));
  v.field({.key = "ground_state",
           .meaning = "the energies of the ground state: exact (diagonalised in a symmetric sector), "
                      "free_fermions (periodic tfim chains of even length), monte_carlo (any size, with a "
                      "statistical error), none",
           .applies = own && (v.reading() || r.ground_state != GroundStateMethod::none),
           .when = "a method that computes",
           .default_text = "without excess_energy none; else the best that reaches: exact to 30 sites "
                           "(exact_sector: 36), free_fermions, monte_carlo"},
          choice(r.ground_state));
  v.field({.key = "ground_state_error",
           .meaning = "standard error asked of E_0/N, relative to max(|J|, |h|, |g|)",
           .range = positive,
           .applies = own && r.ground_state == GroundStateMethod::monte_carlo,
           .when = "ground_state = \"monte_carlo\""},
          &r.ground_state_error);
  v.field({.key = "file",
           .meaning = "published curve, relative to the case file",
           .required = true,
           .applies = r.method == ReferenceMethod::published,
           .when = "method = \"published\""},
          &r.file);
  v.field({.key = "case",
           .meaning = "id of the case whose curve is the reference",
           .required = true,
           .applies = r.method == ReferenceMethod::other_case,
           .when = "method = \"case\""},
          &r.case_id);
}

void describe_claim(CaseVisitor& v, Claim& c) {
  v.field({.key = "id", .meaning = "name of the claim within the case, [a-z0-9_-]+", .required = true},
          &c.id);
  v.field({.key = "observable",
           .meaning = "one of the measured observables, or state_angle, or reweighting_drift",
           .required = true},
          choice(c.observable));
  v.field({.key = "displacement",
           .meaning = "one of the observable's displacements",
           .unit = "sites",
           .required = true,
           .applies = has_displacements(c.observable),
           .when = "observable = \"zz\" or \"zz_connected\""},
          &c.displacement);
  v.field({.key = "spins",
           .meaning = "one of the chain lengths of the predictor",
           .range = {2.0, 10.0},
           .required = true,
           .applies = is_predicted(c.observable),
           .when = "an observable of a predictor"},
          &c.spins);
  v.field({.key = "norm", .meaning = "over time, of |solver - truth|"}, choice(c.norm));
  v.field({.key = "against",
           .meaning = "the truth: the reference of the case, an exact sum, a series, a published curve, a "
                      "conservation law"},
          choice(c.against));
  v.field({.key = "limit",
           .meaning = "largest error that passes",
           .unit = "that of the observable; of energies, that of J",
           .range = positive,
           .required = true},
          &c.limit);
  v.field({.key = "t_max",
           .meaning = "the claim ends here",
           .unit = "1/energy",
           .default_text = "end of the trajectory"},
          &c.t_max);
  v.field({.key = "kind",
           .meaning = "deterministic: value against limit; statistical: equivalence test over replicas; "
                      "budget: the measured error stays within the error budget"},
          choice(c.kind));
  v.field({.key = "expect", .meaning = "xfail: known to fail, and a pass is an error"}, choice(c.expect));
  v.field({.key = "reason",
           .meaning = "why the failure is expected",
           .required = true,
           .applies = c.expect == Expect::xfail,
           .when = "expect = \"xfail\""},
          &c.reason);
}

}  // namespace

void describe_case(CaseVisitor& v, Case& c) {
  v.constant({.key = "schema", .meaning = "format of the file", .required = true}, case_schema_name);
  v.field({.key = "id", .meaning = "name of the case, [a-z0-9_-]+, not beginning with -", .required = true},
          &c.id);
  v.field({.key = "title", .meaning = "one line for people", .required = true}, &c.title);
  v.field({.key = "paper", .meaning = "where the scenario was published"}, &c.paper);
  v.field({.key = "figure", .meaning = "the figure it reproduces"}, &c.figure);
  v.field({.key = "tags", .meaning = "any of ladder, exact_sum, sampled, sru, published, 2d, 3d, ramp"},
          &c.tags);
  // The protocol is visited first: whether the fields of the model apply depends on it.
  if (v.enter({"protocol", "from which state, how the couplings move, when to look", WhenAbsent::missing},
              true)) {
    describe_protocol(v, c.protocol);
    v.leave();
  }
  if (v.enter({"model", "the Hamiltonian", WhenAbsent::missing}, true)) {
    describe_model(v, c.model, c.protocol.kind == ProtocolKind::quench);
    v.leave();
  }
  describe_array(v, {"observable", "what is measured, one table each", WhenAbsent::missing}, c.observables,
                 describe_observable);
  if (v.enter({"reference", "which truth the solver is held against"}, true)) {
    describe_reference(v, c);
    v.leave();
  }
  if (v.enter({"solver", "the neural quantum state; absent: only the reference can be computed",
               WhenAbsent::nothing},
              c.solver.has_value())) {
    describe_solver(v, c.solver ? *c.solver : c.solver.emplace(), Schedule(c.model, c.protocol).time_unit());
    v.leave();
  }
  if (v.enter(
          {"predictor", "the SRU predictor, instead of a solver; absent: there is none", WhenAbsent::nothing},
          c.predictor.has_value())) {
    describe_predictor(v, c.predictor ? *c.predictor : c.predictor.emplace());
    v.leave();
  }
  describe_array(v, {"claim", "what is promised, one table each", WhenAbsent::nothing}, c.claims,
                 describe_claim);
  const std::string tier = "tier." + std::string(name(c.tier));
  if (v.enter({tier, "what this tier (smoke, ci, long, paper) changes: any key of model .. claim"}, true)) {
    v.field({.key = "reduces", .meaning = "the parameters of the paper that this tier makes smaller"},
            &c.reduces);
    v.leave();
  }
}

}  // namespace quenchmark::cases
