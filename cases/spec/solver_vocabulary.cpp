// The keys of [solver]: network, sampler, equation of motion, integrator.
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

namespace {

void describe_ansatz(CaseVisitor& v, AnsatzSpec& a) {
  v.field({.key = "kind",
           .meaning = "complex_cnn: holomorphic, complex parameters, no biases; residual_cnn: real "
                      "parameters, complex output",
           .required = true},
          choice(a.kind));
  const bool residual = a.kind == AnsatzKind::residual_cnn;
  v.field({.key = "channels",
           .meaning = "complex_cnn: channels of each layer; residual_cnn: one entry, the 2c real channels",
           .range = {1.0, 4096.0},
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
           .range = {1.0, 1000.0},
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
  v.field(
      {.key = "observable_samples",
       .meaning =
           "samples that observables are measured on at output times, drawn besides those of the step; 0: "
           "those of the step",
       .range = not_negative,
       .applies = sampled,
       .when = when},
      &s.observable_samples);
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
  v.field(
      {.key = "noise",
       .meaning = "what a mode's signal is held against: force: the noise of F alone, as [2D] has it; "
                  "residual: "
                  "the noise of the solution, which is small where the network follows well because S and F "
                  "come from the same samples",
       .applies = snr && solver.sampler.kind == SamplerKind::metropolis,
       .when = "filter = \"snr\" with a metropolis sampler (exact sums carry no noise)"},
      choice(t.noise));
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

void describe_integrator(CaseVisitor& v, IntegratorSpec& i, double time_unit) {
  v.constant({.key = "kind", .meaning = "Heun steps, full against two halves"}, "heun");
  v.field({.key = "tolerance", .meaning = "error allowed per step, in `norm`", .range = positive},
          &i.tolerance);
  v.field({.key = "norm", .meaning = "s_over_p: sqrt(x^+ S x)/P; s: sqrt(x^+ S x); euclid: |x|"},
          choice(i.norm));
  v.field({.key = "divisor",
           .meaning = "error of a step: difference/3 (truncation) or difference/6 (paper_compatible)"},
          choice(i.divisor));
  const IntegratorSpec of_unit_energy;
  dependent_default(v, i.dt_first, of_unit_energy.dt_first * time_unit);
  dependent_default(v, i.dt_min, of_unit_energy.dt_min * time_unit);
  dependent_default(v, i.dt_max, of_unit_energy.dt_max * time_unit);
  v.field({.key = "dt_first",
           .meaning = "first step",
           .unit = "1/energy",
           .range = positive,
           .default_text = "0.001 / max(|J|, |h|, |g|)"},
          &i.dt_first);
  v.field({.key = "dt_min",
           .meaning = "a step that would have to be shorter ends the trajectory",
           .unit = "1/energy",
           .range = positive,
           .default_text = "1e-07 / max(|J|, |h|, |g|)"},
          &i.dt_min);
  v.field({.key = "dt_max",
           .meaning = "longest step; where a ramp does not name it, at most 0.02 of its duration",
           .unit = "1/energy",
           .range = positive,
           .default_text = "0.1 / max(|J|, |h|, |g|)"},
          &i.dt_max);
  v.field({.key = "max_steps", .meaning = "accepted steps before the trajectory ends", .range = at_least_one},
          &i.max_steps);
}

}  // namespace

void describe_solver(CaseVisitor& v, SolverSpec& s, double time_unit) {
  v.field({.key = "basis",
           .meaning = "of the configurations, such that the start is uniform: z (paramagnet), x or "
                      "interaction (ferromagnet)"},
          choice(s.basis));
  v.field({.key = "replicas", .meaning = "independent runs with seeds of their own", .range = at_least_one},
          &s.replicas);
  v.field({.key = "shared_start",
           .meaning = "replicas start from the same parameters and differ in their samples alone"},
          &s.shared_start);
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
    describe_integrator(v, s.integrator, time_unit);
    v.leave();
  }
}

}  // namespace quenchmark::cases
