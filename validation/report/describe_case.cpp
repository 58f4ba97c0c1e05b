#include "validation/report/describe_case.hpp"

#include <fmt/format.h>

#include <cmath>

#include "cases/spec/names.hpp"

namespace quenchmark::validation {

namespace {

using namespace cases;

std::string lattice_text(const Model& model) {
  const bool torus = model.boundary == Boundary::periodic;
  const std::string size = fmt::format("{}", fmt::join(model.size, " × "));
  if (model.size.size() == 1) {
    return fmt::format("{} of {} sites", torus ? "ring" : "open chain", size);
  }
  return size + (torus ? " torus" : " lattice, open");
}

/// In units of J where there is one, else as the case writes it.
std::string energy_text(const char* what, double value, const Model& model) {
  return model.J == 0.0 ? fmt::format("{} = {:.4g}", what, value)
                        : fmt::format("{} = {:.4g} J", what, value / model.J);
}

std::string time_text(const char* what, double value, const Model& model) {
  return model.J == 0.0
             ? fmt::format("{} = {:.4g}", what, value)
             : fmt::format("{} = {:.4g}/{}", what, value * std::abs(model.J), model.J < 0 ? "|J|" : "J");
}

std::string model_text(const Model& model, bool ramped) {
  const std::string J = model.J == 0.0 ? ", J = 0" : "";
  if (model.kind == ModelKind::mixed_field) {
    return fmt::format("mixed-field Ising{}, {}, {}", J, energy_text("g", model.g, model),
                       energy_text("h", model.h, model));
  }
  if (ramped) {
    return "transverse-field Ising";
  }
  std::string text = fmt::format("transverse-field Ising{}, {}", J, energy_text("h", model.h, model));
  return model.h_over_hc ? text + fmt::format(" = {:.4g} hc", *model.h_over_hc) : text;
}

std::string protocol_text(const Protocol& protocol, const Model& model) {
  const std::string start =
      protocol.start == Start::random ? "a random state" : fmt::format("the {}", name(protocol.start));
  if (protocol.kind == ProtocolKind::quench) {
    return fmt::format("quench from {} to {}", start, time_text("t", protocol.t_max, model));
  }
  // x = t/τ, critical at x = 0.
  return fmt::format("{} ramp from {}, t/τ from {:.4g} to {:.4g} (critical at 0), {}",
                     protocol.kind == ProtocolKind::smooth_ramp ? "smooth" : "linear", start,
                     protocol.x_start, protocol.x_end, time_text("τ", protocol.tau_q, model));
}

std::string ansatz_text(const AnsatzSpec& ansatz) {
  const char* symmetry = ansatz.point_group == PointGroup::average ? ", averaged over the point group"
                         : ansatz.point_group == PointGroup::tied  ? ", kernels tied by the point group"
                                                                   : "";
  const std::string shape =
      fmt::format("({};{})", fmt::join(ansatz.channels, ","), fmt::join(ansatz.filter, ","));
  if (ansatz.kind == AnsatzKind::residual_cnn) {
    return fmt::format("residual CNN {}, {} blocks{}", shape, ansatz.blocks, symmetry);
  }
  const char* activation = ansatz.activation == Activation::ln_cosh ? "ln cosh"
                           : ansatz.activation == Activation::both  ? "even and odd"
                           : ansatz.activation == Activation::gelu  ? "GELU"
                                                                    : "even";
  return fmt::format("complex CNN {}, {} activation{}", shape, activation, symmetry);
}

std::string sampler_text(const SamplerSpec& sampler) {
  switch (sampler.kind) {
    case SamplerKind::exact_sum:
      return "sums over all configurations";
    case SamplerKind::orbit_sum:
      return "sums over symmetry orbits";
    case SamplerKind::metropolis:
      break;
  }
  return fmt::format("{} samples in {} chains", sampler.samples, sampler.chains);
}

std::string form_text(TdvpForm form) {
  return form == TdvpForm::mclachlan    ? "McLachlan"
         : form == TdvpForm::lagrangian ? "Lagrangian"
                                        : "holomorphic";
}

std::string predictor_text(const PredictorSpec& predictor) {
  std::string text =
      fmt::format("SRU predictor, width {}, {} layers, one set of weights for chains of {} spins",
                  predictor.network.width, predictor.network.layers, fmt::join(predictor.lengths, ", "));
  if (!predictor.fine_tuned.empty()) {
    text += fmt::format(", fine-tuned to {}", fmt::join(predictor.fine_tuned, ", "));
  }
  return text + fmt::format("; {} unseen states of each", predictor.data.test);
}

}  // namespace

std::string describe_physics(const Case& asked) {
  return fmt::format("{}, {}; {}", lattice_text(asked.model),
                     model_text(asked.model, asked.protocol.kind != ProtocolKind::quench),
                     protocol_text(asked.protocol, asked.model));
}

std::string describe_solver(const Case& asked) {
  if (asked.predictor) {
    return predictor_text(*asked.predictor);
  }
  if (!asked.solver) {
    return {};
  }
  const SolverSpec& solver = *asked.solver;
  const std::string basis = solver.basis == Basis::interaction ? "interaction picture"
                                                               : fmt::format("{} basis", name(solver.basis));
  std::string text = fmt::format("{}; {}; {}; {} flow", ansatz_text(solver.ansatz), basis,
                                 sampler_text(solver.sampler), form_text(solver.tdvp.form));
  return solver.replicas > 1 ? text + fmt::format("; {} replicas", solver.replicas) : text;
}

std::string describe_truth(const std::string& truth) {
  if (truth == "exact") {
    return "exact dynamics";
  }
  if (truth == "invariants") {
    return "conservation laws";
  }
  if (truth == "series") {
    return "short-time series";
  }
  if (truth == "published") {
    return "published curves";
  }
  return truth == "cross" ? "another solver" : "an unnamed truth";
}

}  // namespace quenchmark::validation
