#include "validation/figures/case_figures.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "cases/spec/names.hpp"
#include "validation/figures/panels.hpp"
#include "validation/figures/predictor_figures.hpp"

namespace quenchmark::validation {

namespace {

/// Scores of a predictor, whose truth is zero: the error says all, and one curve per chain length.
Figure score_figure(const Evidence& evidence, cases::ObservableKind kind) {
  const std::string name(cases::name(kind));
  Figure figure;
  figure.id = figure_id(evidence.asked, name);
  figure.caption = fmt::format("{} of {} ({}), mean over unseen states, by chain length", name,
                               evidence.asked.id, cases::name(evidence.asked.tier));
  figure.height = 300;
  Panel panel = score_panel(evidence, name);
  if (!panel.series.empty()) {
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure observable_figure(const Evidence& evidence, const std::string& name) {
  Figure figure;
  const std::vector<ComponentCurves> components = component_curves(evidence, name);
  if (components.empty()) {
    return figure;
  }
  figure.id = figure_id(evidence.asked, name);
  const char* what = !components.front().run     ? "the reference; there is no run"
                     : !components.front().truth ? "the run; there is no reference"
                                                 : "the run on its reference, and its error";
  figure.caption =
      fmt::format("{} of {} ({}): {}", name, evidence.asked.id, cases::name(evidence.asked.tier), what);
  figure.panels.push_back(curve_panel(evidence.asked, name, components));
  Panel errors = error_panel(evidence, name, components);
  if (errors.series.empty()) {
    figure.height = 260;
  } else {
    figure.panels.push_back(std::move(errors));
  }
  return figure;
}

Figure certificate_figure(const Evidence& evidence) {
  Figure figure;
  figure.id = figure_id(evidence.asked, "certificate");
  figure.caption = fmt::format("Bound on the angle between the run of {} and the exact state, by cause",
                               evidence.asked.id);
  for (Panel& panel : certificate_panels(evidence)) {
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure steps_figure(const Evidence& evidence) {
  Figure figure;
  figure.id = figure_id(evidence.asked, "steps");
  figure.caption =
      fmt::format("How the run of {} went: residual, step size, kept modes and energy drift over time",
                  evidence.asked.id);
  figure.columns = 2;
  figure.panels = step_panels(evidence.asked, *evidence.result);
  return figure;
}

Figure spectrum_figure(const Evidence& evidence) {
  Figure figure;
  figure.id = figure_id(evidence.asked, "spectrum");
  figure.caption =
      fmt::format("Spectrum of the tangent-space metric of {} over time, relative to its largest value",
                  evidence.asked.id);
  figure.panels = spectrum_panels(*evidence.result);
  return figure;
}

/// How the weights of a predictor were found.
Figure training_figure(const Evidence& evidence) {
  Figure figure;
  figure.id = figure_id(evidence.asked, "training");
  figure.caption = fmt::format("Training of {}: mean square error of a step over that of a state at rest",
                               evidence.asked.id);
  figure.horizontal_label = "epoch";
  figure.height = 280;
  if (Panel panel = training_panel(*evidence.result); !panel.series.empty()) {
    figure.horizontal_range = {1.0, std::max(2.0, panel.series.front().x.back())};
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace

std::string figure_id(const cases::Case& asked, const std::string& what) {
  return fmt::format("{}-{}-{}", asked.id, cases::name(asked.tier), what);
}

std::vector<Figure> case_figures(const Evidence& evidence) {
  std::vector<Figure> figures;
  const auto add = [&](Figure figure) {
    if (!figure.empty()) {
      if (evidence.asked.model.J != 1.0 && figure.horizontal_label == time_in_couplings) {
        figure.horizontal_label = "{/:Italic t}";
      }
      figures.push_back(std::move(figure));
    }
  };
  for (const cases::Observable& observable : evidence.asked.observables) {
    add(cases::is_predicted(observable.kind)
            ? score_figure(evidence, observable.kind)
            : observable_figure(evidence, std::string(cases::name(observable.kind))));
  }
  if (evidence.result) {
    add(certificate_figure(evidence));
    add(steps_figure(evidence));
    add(spectrum_figure(evidence));
    add(training_figure(evidence));
  }
  return figures;
}

}  // namespace quenchmark::validation
