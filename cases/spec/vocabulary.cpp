#include "cases/spec/vocabulary.hpp"

#include <fmt/format.h>

#include <cmath>

namespace quenchmark::cases {

std::string Range::text() const {
  const bool bounded_below = std::isfinite(low), bounded_above = std::isfinite(high);
  if (bounded_below && bounded_above) {
    return fmt::format("{} {} .. {}", low_included ? "from" : "above", low, high);
  }
  if (bounded_below) {
    return fmt::format("{} {}", low_included ? ">=" : ">", low);
  }
  return bounded_above ? fmt::format("<= {}", high) : "";
}

namespace {

/// Sets a default that depends on other keys, before the file has its say.
template <class T>
void dependent_default(const CaseVisitor& visitor, T& value, T preset) {
  if (visitor.reading()) {
    value = std::move(preset);
  }
}

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
  v.field({.key = "J", .meaning = "coupling of neighbours; on ramps its value at the critical point"}, &m.J);
  v.field({.key = "h_over_hc",
           .meaning = "transverse field in units of the critical field hc = 1 (chain), 3.04438 (square), "
                      "5.158136 (cubic) times J",
           .unit = "hc",
           .applies = tfim && quench,
           .when = "kind = \"tfim\" under a quench"},
          &m.h_over_hc);
  v.field({.key = "h",
           .meaning = "tfim: transverse field (or give h_over_hc); mixed_field: longitudinal field",
           .unit = "J",
           .required = tfim,
           .applies = quench && !m.h_over_hc,
           .when = "a quench without h_over_hc",
           .derived = quench && m.h_over_hc.has_value()},
          &m.h);
  v.field({.key = "g",
           .meaning = "transverse field of mixed_field",
           .unit = "J",
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
           .unit = "1/J",
           .range = positive,
           .required = true,
           .applies = quench,
           .when = "kind = \"quench\""},
          &p.t_max);
  v.field({.key = "tau_q",
           .meaning = "duration of the ramp per unit of x",
           .unit = "1/J",
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
  v.field({.key = "output_times",
           .meaning = "times of output, increasing; start and end are always added",
           .unit = "1/J",
           .default_text = "every output_dt"},
          &p.output_times);
  v.field({.key = "output_dt",
           .meaning = "distance of the times of output (or list them in output_times)",
           .unit = "1/J",
           .range = positive,
           .required = true,
           .applies = p.output_times.empty(),
           .when = "output_times to be absent"},
          &p.output_dt);
}

void describe_observable(CaseVisitor& v, Observable& o) {
  v.field({.key = "name",
           .meaning = "mx, mz: per site; zz, zz_connected: mean over pairs at each displacement; energy; "
                      "energy_density: per site; "
                      "energy_variance: Var H; f_q: quantum Fisher information density of sum sz; loschmidt: "
                      "|<start|psi>|^2; "
                      "excess_energy: (E - E_GS)/N",
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

void describe_reference(CaseVisitor& v, ReferenceSpec& r) {
  v.field({.key = "method",
           .meaning = "the truth: free_fermions (periodic chains), exact (full space), exact_sector "
                      "(symmetric sectors), series (short "
                      "times), published (a file), case (the curve of another case), none"},
          choice(r.method));
  const bool computed = r.method != ReferenceMethod::none && r.method != ReferenceMethod::published;
  v.field({.key = "tolerance",
           .meaning = "accuracy asked of every observable of the reference",
           .range = positive,
           .applies = computed,
           .when = "a method that computes"},
          &r.tolerance);
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

void describe_ansatz(CaseVisitor& v, AnsatzSpec& a) {
  v.field({.key = "kind",
           .meaning = "complex_cnn: holomorphic, complex parameters, no biases; residual_cnn: real "
                      "parameters, complex output",
           .required = true},
          choice(a.kind));
  const bool residual = a.kind == AnsatzKind::residual_cnn;
  v.field({.key = "channels",
           .meaning = "complex_cnn: channels of each layer; residual_cnn: one entry, the 2c real channels",
           .range = at_least_one,
           .required = true},
          &a.channels);
  v.field({.key = "filter",
           .meaning = "length of the kernels per direction, or one length for all; residual_cnn: odd",
           .unit = "sites",
           .range = at_least_one,
           .required = true},
          &a.filter);
  v.field({.key = "point_group",
           .meaning = "none: translations only; average (complex_cnn): ln psi averaged over the point group; "
                      "tied (residual_cnn): "
                      "kernels constant on its orbits"},
          choice(a.point_group));
  dependent_default(v, a.activation, residual ? Activation::gelu : Activation::even);
  v.field({.key = "activation",
           .meaning = "first activation: even z^2/2 - z^4/12 + z^6/45; both: even + z - z^3/3 + 2z^5/15; "
                      "ln_cosh; gelu (residual_cnn)",
           .default_text = "even (complex_cnn), gelu (residual_cnn)"},
          choice(a.activation));
  v.field({.key = "blocks",
           .meaning = "residual blocks",
           .range = at_least_one,
           .applies = residual,
           .when = "kind = \"residual_cnn\""},
          &a.blocks);
  v.field({.key = "init_width",
           .meaning = "half width of the uniform start weights; 0: the default of the family (1e-3 for one "
                      "layer, by fan-in for deep, He for residual)",
           .range = not_negative},
          &a.init_width);
}

void describe_sampler(CaseVisitor& v, SamplerSpec& s, Basis basis) {
  v.field({.key = "kind",
           .meaning = "metropolis: Markov chains; exact_sum: all configurations; orbit_sum: one "
                      "configuration of each symmetry orbit",
           .required = true},
          choice(s.kind));
  const bool sampled = s.kind == SamplerKind::metropolis;
  constexpr std::string_view when = "kind = \"metropolis\"";
  v.field({.key = "samples",
           .meaning = "configurations per right-hand side",
           .range = at_least_one,
           .required = true,
           .applies = sampled,
           .when = when},
          &s.samples);
  v.field({.key = "chains",
           .meaning = "independent Markov chains",
           .range = at_least_one,
           .required = true,
           .applies = sampled,
           .when = when},
          &s.chains);
  v.field({.key = "burn_in",
           .meaning = "sweeps before the first sample",
           .unit = "sweeps",
           .range = not_negative,
           .applies = sampled,
           .when = when},
          &s.burn_in);
  v.field({.key = "sweeps_between",
           .meaning = "sweeps from sample to sample",
           .unit = "sweeps",
           .range = at_least_one,
           .applies = sampled,
           .when = when},
          &s.sweeps_between);
  dependent_default(v, s.global_flip_every, basis == Basis::z ? s.global_flip_every : 0);
  v.field({.key = "global_flip_every",
           .meaning = "every so many proposals flip all spins (z basis only); 0: never",
           .unit = "proposals",
           .range = not_negative,
           .applies = sampled,
           .when = when,
           .default_text = "200 (basis z), 0 (basis x, interaction)"},
          &s.global_flip_every);
  v.field({.key = "reuse",
           .meaning = "draw once per step and reweight in its stages",
           .applies = sampled,
           .when = when},
          &s.reuse);
  v.field({.key = "ess_min",
           .meaning = "redraw when the effective share of the samples falls below",
           .range = {0.0, 1.0, false},
           .applies = sampled,
           .when = when},
          &s.ess_min);
  v.field({.key = "reduction_slots",
           .meaning =
               "slots of the fixed summation tree, a multiple of the ranks; it fixes the bits of the result",
           .range = at_least_one},
          &s.reduction_slots);
}

void describe_tdvp(CaseVisitor& v, TdvpSpec& t, const SolverSpec& solver) {
  dependent_default(
      v, t.form,
      solver.ansatz.kind == AnsatzKind::residual_cnn ? TdvpForm::mclachlan : TdvpForm::holomorphic);
  v.field({.key = "form",
           .meaning = "variational principle: holomorphic (complex_cnn); mclachlan Re(S), lagrangian Im(S) "
                      "(residual_cnn)",
           .default_text = "holomorphic (complex_cnn), mclachlan (residual_cnn)"},
          choice(t.form));
  v.field({.key = "filter",
           .meaning = "snr: soft cuts on signal-to-noise ratio and eigenvalue; tikhonov_gcv: Tikhonov with "
                      "generalised cross-validation; "
                      "none: the hard cut alone"},
          choice(t.filter));
  const bool snr = t.filter == Filter::snr;
  v.field({.key = "lambda_snr",
           .meaning = "modes with a signal-to-noise ratio below this are damped; 0: none",
           .range = not_negative,
           .applies = snr && solver.sampler.kind == SamplerKind::metropolis,
           .when = "filter = \"snr\" with a metropolis sampler (exact sums carry no noise)"},
          &t.lambda_snr);
  v.field({.key = "cut",
           .meaning = "c of the soft cut 1/(1 + (c sigma_max^2/sigma_k^2)^exponent); 0: no soft cut",
           .range = not_negative,
           .applies = snr,
           .when = "filter = \"snr\""},
          &t.cut);
  v.field({.key = "exponent",
           .meaning = "exponent of the soft cuts",
           .range = positive,
           .applies = snr,
           .when = "filter = \"snr\""},
          &t.exponent);
  v.field({.key = "hard_cut",
           .meaning = "modes with sigma_k^2/sigma_max^2 below this are dropped",
           .range = {0.0, 1.0}},
          &t.hard_cut);
  v.field(
      {.key = "solve",
       .meaning =
           "dense: all modes of S; subspace: the leading ones; samples: in the space of the configurations"},
      choice(t.solve));
}

void describe_integrator(CaseVisitor& v, IntegratorSpec& i) {
  v.constant({.key = "kind", .meaning = "Heun steps, full against two halves"}, "heun");
  v.field({.key = "tolerance", .meaning = "error allowed per step, in `norm`", .range = positive},
          &i.tolerance);
  v.field({.key = "norm", .meaning = "s_over_p: sqrt(x^+ S x)/P; s: sqrt(x^+ S x); euclid: |x|"},
          choice(i.norm));
  v.field({.key = "divisor",
           .meaning = "error of a step: difference/3 (truncation) or difference/6 (paper_compatible)"},
          choice(i.divisor));
  v.field({.key = "dt_first", .meaning = "first step", .unit = "1/J", .range = positive}, &i.dt_first);
  v.field({.key = "dt_min",
           .meaning = "a step that would have to be shorter ends the trajectory",
           .unit = "1/J",
           .range = positive},
          &i.dt_min);
  v.field({.key = "dt_max", .meaning = "longest step", .unit = "1/J", .range = positive}, &i.dt_max);
  v.field({.key = "max_steps", .meaning = "accepted steps before the trajectory ends", .range = at_least_one},
          &i.max_steps);
}

void describe_solver(CaseVisitor& v, SolverSpec& s) {
  v.field({.key = "basis",
           .meaning = "of the configurations, such that the start is uniform: z (paramagnet), x or "
                      "interaction (ferromagnet)"},
          choice(s.basis));
  v.field({.key = "replicas", .meaning = "independent runs with seeds of their own", .range = at_least_one},
          &s.replicas);
  v.field({.key = "seed", .meaning = "seed of weights and chains"}, &s.seed);
  v.field({.key = "precision", .meaning = "of amplitudes; sums are always fp64"}, choice(s.precision));
  v.field({.key = "backend", .meaning = "kernels: plain (scalar oracle), cpu (SIMD), torch (autograd), cuda"},
          choice(s.backend));
  if (v.enter({"ansatz", "the network", WhenAbsent::missing}, true)) {
    describe_ansatz(v, s.ansatz);
    v.leave();
  }
  if (v.enter({"sampler", "where the averages come from", WhenAbsent::missing}, true)) {
    describe_sampler(v, s.sampler, s.basis);
    v.leave();
  }
  if (v.enter({"tdvp", "the equation of motion of the parameters and its regularisation"}, true)) {
    describe_tdvp(v, s.tdvp, s);
    v.leave();
  }
  if (v.enter({"integrator", "steps in time"}, true)) {
    describe_integrator(v, s.integrator);
    v.leave();
  }
}

void describe_claim(CaseVisitor& v, Claim& c) {
  v.field({.key = "id", .meaning = "name of the claim within the case, [a-z0-9_-]+", .required = true},
          &c.id);
  v.field({.key = "observable", .meaning = "one of the measured observables", .required = true},
          choice(c.observable));
  v.field({.key = "displacement",
           .meaning = "one of the observable's displacements",
           .unit = "sites",
           .required = true,
           .applies = has_displacements(c.observable),
           .when = "observable = \"zz\" or \"zz_connected\""},
          &c.displacement);
  v.field({.key = "norm", .meaning = "over time, of |solver - truth|"}, choice(c.norm));
  v.field({.key = "against",
           .meaning = "the truth: the reference of the case, an exact sum, a series, a published curve, a "
                      "conservation law"},
          choice(c.against));
  v.field({.key = "limit", .meaning = "largest error that passes", .range = positive, .required = true},
          &c.limit);
  v.field({.key = "t_max",
           .meaning = "the claim ends here",
           .unit = "1/J",
           .default_text = "end of the trajectory"},
          &c.t_max);
  v.field({.key = "kind",
           .meaning = "deterministic: value against limit; statistical: equivalence test over replicas or "
                      "chains; budget: the measured "
                      "error stays within the error budget"},
          choice(c.kind));
  v.field({.key = "expect", .meaning = "xfail: known to fail, and a pass is an error"}, choice(c.expect));
  v.field({.key = "reason",
           .meaning = "why the failure is expected",
           .required = true,
           .applies = c.expect == Expect::xfail,
           .when = "expect = \"xfail\""},
          &c.reason);
}

template <class T, class Describe>
void describe_array(CaseVisitor& v, const Section& section, std::vector<T>& elements, Describe describe) {
  elements.resize(v.enter_array(section, elements.size()));
  for (std::size_t k = 0; k < elements.size(); ++k) {
    v.enter_element(k);
    describe(v, elements[k]);
    v.leave();
  }
  v.leave();
}

}  // namespace

void describe_case(CaseVisitor& v, Case& c) {
  v.constant({.key = "schema", .meaning = "format of the file", .required = true}, case_schema_name);
  v.field({.key = "id", .meaning = "name of the case, [a-z0-9_-]+", .required = true}, &c.id);
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
    describe_reference(v, c.reference);
    v.leave();
  }
  if (v.enter({"solver", "the neural quantum state; absent: only the reference can be computed",
               WhenAbsent::nothing},
              c.solver.has_value())) {
    describe_solver(v, c.solver ? *c.solver : c.solver.emplace());
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
