// The papers' figures, drawn from records or from the protocol alone.
#include "cases/spec/problem.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/panels.hpp"
#include "validation/figures/paper_figures.hpp"

namespace quenchmark::validation {

namespace {

Panel integrated_residual_panel(const std::vector<const Evidence*>& cases) {
  Panel panel;
  panel.quantity = "R^2";
  panel.logarithmic = true;
  for (const Evidence* evidence : cases) {
    if (!evidence->result) {
      continue;
    }
    const auto found = evidence->result->diagnostics.find("r2_integrated");
    if (found != evidence->result->diagnostics.end() &&
        found->second.values.size() == evidence->result->times.size()) {
      panel.series.push_back({"R2_" + evidence->asked.id,
                              plain_label(evidence->asked.id),
                              role_of_component(panel.series.size(), cases.size()),
                              Style::line,
                              evidence->result->times,
                              found->second.values,
                              {}});
    }
  }
  return panel;
}

/// All runs of one observable, over the reference of the first case that has one.
Panel overlay_panel(const std::string& observable, const std::vector<const Evidence*>& cases) {
  Panel panel;
  panel.quantity = quantity_of(observable);
  panel.height = 1.5;
  std::vector<Series> runs;
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const std::vector<ComponentCurves> components = component_curves(*cases[k], observable);
    if (components.empty()) {
      continue;
    }
    const ComponentCurves& nearest = components.front();
    if (nearest.truth && panel.series.empty()) {
      panel.series.push_back({observable + "_reference",
                              "reference",
                              Role::reference,
                              Style::wide,
                              nearest.truth->times,
                              nearest.truth->mean,
                              {}});
    }
    if (nearest.run) {
      runs.push_back({observable + "_" + cases[k]->asked.id,
                      cases.size() == 1 ? "run" : plain_label(cases[k]->asked.id),
                      role_of_component(k, cases.size()),
                      Style::line,
                      nearest.run->times,
                      nearest.run->mean,
                      {}});
    }
  }
  panel.series.insert(panel.series.end(), runs.begin(), runs.end());
  return panel;
}

/// J(t)/Jc and h(t)/hc of the smooth ramp over t/tau_Q.
Panel ramp_panel() {
  cases::Model model;
  model.lattice = cases::LatticeKind::cubic;
  cases::Protocol protocol;
  protocol.kind = cases::ProtocolKind::smooth_ramp;
  protocol.tau_q = 1.0;
  protocol.x_end = 1.5;
  const cases::Schedule schedule(model, protocol);
  const double critical_field = cases::critical_field(model.lattice);
  Series field{"h_over_hc", "h/h_c", Role::network, Style::line, {}, {}, {}};
  Series exchange{"J_over_Jc", "J/J_c", Role::budget, Style::line, {}, {}, {}};
  constexpr int intervals = 120;
  for (int k = 0; k <= intervals; ++k) {
    const double t = schedule.t_start() + (schedule.t_end() - schedule.t_start()) * k / intervals;
    const cases::Couplings couplings = schedule.at(t);
    field.x.push_back(t);
    exchange.x.push_back(t);
    field.y.push_back(couplings[static_cast<std::size_t>(cases::Channel::transverse)] / critical_field);
    exchange.y.push_back(couplings[static_cast<std::size_t>(cases::Channel::exchange)]);
  }
  Panel panel;
  panel.quantity = "couplings";
  panel.series = {field, exchange};
  return panel;
}

/// The figure's files and words, without panels.
Figure empty_figure(const PaperFigure& figure) {
  Figure drawn;
  drawn.id = figure.id;
  drawn.caption = "[" + figure.paper + "] " + figure.number + ": " + figure.shows;
  return drawn;
}

}  // namespace

Figure draw_paper_figure(const PaperFigure& figure, const std::vector<const Evidence*>& cases) {
  Figure drawn = empty_figure(figure);
  for (const std::string& observable : figure.observables) {
    Panel panel =
        observable == "r2_integrated" ? integrated_residual_panel(cases) : overlay_panel(observable, cases);
    if (!panel.series.empty()) {
      drawn.panels.push_back(std::move(panel));
    }
  }
  drawn.height = 120 + 180 * static_cast<int>(drawn.panels.size());
  return drawn;
}

Figure draw_without_runs(const PaperFigure& figure) {
  Figure drawn = empty_figure(figure);
  if (figure.id == "3d-fig2b") {
    drawn.horizontal_label = "{/:Italic t / τ_Q}";
    drawn.height = 300;
    drawn.panels.push_back(ramp_panel());
  }
  return drawn;
}

}  // namespace quenchmark::validation
