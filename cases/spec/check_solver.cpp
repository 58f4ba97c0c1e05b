// Which networks, bases, samplers and equations of motion go together. The reasons are physics and stand in
// the messages.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cases/spec/case_findings.hpp"
#include "cases/spec/check_case.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

namespace {

bool is_even(Activation activation) {
  return activation == Activation::even || activation == Activation::ln_cosh;
}

/// The start state must be uniform in the basis of the configurations: a delta peak gives S = 0 and cannot
/// move.
void check_basis(const Case& c, CaseFindings& findings) {
  const Basis basis = c.solver->basis;
  if (c.model.boundary == Boundary::open) {
    findings.add("model.boundary", "= \"open\" cannot be solved: the networks are periodic",
                 "leave out [solver], or use a torus");
  }
  if (basis == Basis::interaction && c.model.kind != ModelKind::tfim) {
    findings.add("solver.basis", "= \"interaction\" is defined for model kind = \"tfim\"",
                 "set basis = \"x\"");
  }
  if (c.protocol.start == Start::random) {
    findings.add("protocol.start", "= \"random\" cannot be prepared by a network",
                 "leave out [solver], or start from a product state");
  } else if (c.protocol.start == Start::paramagnet && basis != Basis::z) {
    findings.add(
        "solver.basis",
        fmt::format(
            "= \"{}\" makes the paramagnet a single configuration, from which the network cannot move",
            name(basis)),
        "set basis = \"z\", where the paramagnet is uniform");
  } else if (c.protocol.start == Start::ferromagnet && basis == Basis::z) {
    findings.add("solver.basis",
                 "= \"z\" makes the ferromagnet a single configuration, from which the network cannot move",
                 "set basis = \"x\" or \"interaction\", where the ferromagnet is uniform");
  }
}

/// An even network has psi(s) = psi(-s) for ever.
void check_parity(const Case& c, CaseFindings& findings) {
  const AnsatzSpec& ansatz = c.solver->ansatz;
  if (!is_even(ansatz.activation)) {
    return;
  }
  const std::string what = fmt::format("= \"{}\" makes psi(s) = psi(-s): ", name(ansatz.activation));
  if (c.solver->basis != Basis::z) {
    findings.add("solver.ansatz.activation",
                 what + "in the x basis <sx> then vanishes for ever and the field never acts",
                 "set activation = \"both\"");
  } else if (c.model.kind == ModelKind::mixed_field && c.model.h != 0.0) {
    findings.add("solver.ansatz.activation", what + "the longitudinal field breaks this symmetry",
                 "set activation = \"both\"");
  }
}

void check_kernels(const Case& c, CaseFindings& findings) {
  const AnsatzSpec& ansatz = c.solver->ansatz;
  const std::vector<int>& size = c.model.size;
  if (ansatz.filter.size() != size.size()) {
    findings.add("solver.ansatz.filter",
                 fmt::format("must have one length, or one per direction ({}), not {}", size.size(),
                             ansatz.filter.size()));
    return;
  }
  for (std::size_t axis = 0; axis < size.size(); ++axis) {
    if (ansatz.filter[axis] > size[axis]) {
      findings.add("solver.ansatz.filter",
                   fmt::format("= {} is longer than the lattice {}", ansatz.filter, size));
      return;
    }
    if (ansatz.kind == AnsatzKind::residual_cnn && ansatz.filter[axis] % 2 == 0) {
      findings.add(
          "solver.ansatz.filter",
          fmt::format("= {} must be odd: the kernels of the residual network are centred", ansatz.filter));
      return;
    }
    for (std::size_t other = 0; other < axis; ++other) {
      if (ansatz.point_group == PointGroup::tied && size[axis] == size[other] &&
          ansatz.filter[axis] != ansatz.filter[other]) {
        findings.add("solver.ansatz.filter",
                     fmt::format("= {} has different lengths along axes that the point group exchanges",
                                 ansatz.filter),
                     "tied kernels need equal lengths there");
        return;
      }
    }
  }
}

void check_network(const Case& c, CaseFindings& findings) {
  const AnsatzSpec& ansatz = c.solver->ansatz;
  const bool residual = ansatz.kind == AnsatzKind::residual_cnn;
  constexpr std::size_t most_layers = 64;
  if (ansatz.channels.empty() || ansatz.channels.size() > most_layers) {
    findings.add("solver.ansatz.channels", "must have one entry per layer, at least one and at most 64");
  } else if (residual && (ansatz.channels.size() != 1 || ansatz.channels[0] % 2 != 0)) {
    findings.add("solver.ansatz.channels",
                 "of the residual network must be one even number: half real, half imaginary parts");
  }
  if (residual && ansatz.point_group == PointGroup::average) {
    findings.add("solver.ansatz.point_group", "= \"average\" is defined for the complex network",
                 "the residual network has \"tied\" kernels");
  } else if (!residual && ansatz.point_group == PointGroup::tied) {
    findings.add("solver.ansatz.point_group", "= \"tied\" is defined for the residual network",
                 "the complex network can \"average\"");
  }
  if (residual != (ansatz.activation == Activation::gelu)) {
    findings.add(
        "solver.ansatz.activation",
        residual ? "of the residual network is \"gelu\"" : "= \"gelu\" belongs to the residual network",
        residual ? "leave it out" : "one of: even, both, ln_cosh");
  }
  check_kernels(c, findings);
}

void check_sampler(const Case& c, CaseFindings& findings) {
  const SamplerSpec& sampler = c.solver->sampler;
  const int sites = Lattice{c.model.size, c.model.boundary}.sites();
  const int most = sampler.kind == SamplerKind::exact_sum ? most_sites_exact_sum : most_sites_orbit_sum;
  if (sampler.kind != SamplerKind::metropolis && sites > most) {
    findings.add("solver.sampler.kind",
                 fmt::format("= \"{}\" sums over all configurations, but {} sites have too many",
                             name(sampler.kind), sites),
                 fmt::format("at most {} sites; use \"metropolis\"", most));
  }
  if (sampler.kind != SamplerKind::metropolis) {
    if (c.solver->shared_start) {
      findings.add("solver.shared_start",
                   "= true makes all replicas the same: exact sums have no samples to differ in",
                   "leave it out, or use \"metropolis\"");
    }
    return;
  }
  if (sampler.observable_samples > 0 && sampler.observable_samples < sampler.chains) {
    findings.add("solver.sampler.observable_samples",
                 fmt::format("= {} leaves some of the {} chains without a sample", sampler.observable_samples,
                             sampler.chains));
  }
  if (sampler.samples < sampler.chains) {
    findings.add("solver.sampler.samples", fmt::format("= {} leaves some of the {} chains without a sample",
                                                       sampler.samples, sampler.chains));
  }
  if (sampler.reduction_slots < 2 || sampler.chains % sampler.reduction_slots != 0) {
    findings.add(
        "solver.sampler.chains",
        fmt::format("= {} cannot be shared evenly over reduction_slots = {}", sampler.chains,
                    sampler.reduction_slots),
        "make it a multiple of at least 2 slots, so that results do not depend on ranks and threads");
  }
  for (const Observable& observable : c.observables) {
    if (observable.kind == ObservableKind::loschmidt) {
      findings.add("observable.name",
                   "= \"loschmidt\" is an overlap of whole states, which samples do not give",
                   "leave it out, or use exact sums");
    }
  }
  if (sampler.global_flip_every != 0 && c.solver->basis != Basis::z) {
    findings.add("solver.sampler.global_flip_every",
                 "is meant for the z basis: in the x basis the flip of all spins is no symmetry",
                 "set it to 0");
  }
}

void check_motion(const Case& c, CaseFindings& findings) {
  const bool residual = c.solver->ansatz.kind == AnsatzKind::residual_cnn;
  const TdvpForm form = c.solver->tdvp.form;
  if (residual && form == TdvpForm::holomorphic) {
    findings.add("solver.tdvp.form",
                 "= \"holomorphic\" needs complex parameters, and those of the residual network are real",
                 "set form = \"mclachlan\" or \"lagrangian\"");
  } else if (!residual && form != TdvpForm::holomorphic) {
    findings.add(
        "solver.tdvp.form",
        fmt::format("= \"{}\" is meant for real parameters, and those of the complex network are complex",
                    name(form)),
        "set form = \"holomorphic\"");
  }
  if (c.solver->sampler.kind == SamplerKind::metropolis) {
    if (form == TdvpForm::lagrangian) {
      findings.add("solver.tdvp.form", "= \"lagrangian\" has no noise filter for samples",
                   "set form = \"mclachlan\", or use exact sums");
    }
    if (c.solver->tdvp.solve != Solve::dense) {
      findings.add("solver.tdvp.solve",
                   fmt::format("= \"{}\" is meant for exact sums", name(c.solver->tdvp.solve)),
                   "set solve = \"dense\"");
    }
  }
  const IntegratorSpec& i = c.solver->integrator;
  if (i.dt_min > i.dt_first || i.dt_first > i.dt_max) {
    findings.add("solver.integrator.dt_first",
                 fmt::format("= {:.3g} must lie between dt_min = {:.3g} and dt_max = {:.3g}", i.dt_first,
                             i.dt_min, i.dt_max));
  }
}

}  // namespace

void check_solver(const Case& subject, CaseFindings& findings) {
  check_basis(subject, findings);
  check_network(subject, findings);
  check_parity(subject, findings);
  check_sampler(subject, findings);
  check_motion(subject, findings);
}

}  // namespace quenchmark::cases
