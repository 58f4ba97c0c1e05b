#include "validation/figures/paper_panels.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "validation/figures/panels.hpp"

namespace quenchmark::validation {

namespace {

using Cases = std::vector<const Evidence*>;

/// Shades of runs are counted among the runs alone.
std::size_t count_runs(const Cases& cases) {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [](const Evidence* one) { return one->result.has_value(); }));
}

const std::vector<double>* diagnostic(const Evidence& evidence, const std::string& name) {
  if (!evidence.result) {
    return nullptr;
  }
  const auto found = evidence.result->diagnostics.find(name);
  return found == evidence.result->diagnostics.end() ? nullptr : &found->second.values;
}

/// The curve up to `end`, with what is beyond left out: it would squeeze the runs together.
Series up_to(double end, Series series) {
  const auto count = static_cast<std::size_t>(
      std::upper_bound(series.x.begin(), series.x.end(), end + same_time({end})) - series.x.begin());
  series.x.resize(count);
  series.y.resize(count);
  return series;
}

/// Published curves first dashed, then dotted, ...
Style style_of_published(std::size_t index) {
  return index % 2 == 0 ? Style::dashed : Style::dotted;
}

/// References lie under everything; equal ones are drawn once.
void add_reference(std::vector<Series>& references, const std::string& column, const Curve& truth,
                   double end) {
  Series series = up_to(end, {column,
                              references.empty() ? "reference" : "",
                              Role::reference,
                              Style::wide,
                              truth.times,
                              truth.mean,
                              {}});
  const bool known = std::any_of(references.begin(), references.end(), [&](const Series& other) {
    return other.x == series.x && other.y == series.y;
  });
  if (!known && !series.x.empty()) {
    references.push_back(std::move(series));
  }
}

Panel overlay_panel(const std::string& observable, const Cases& cases) {
  Panel panel;
  if (cases.empty()) {
    return panel;
  }
  panel.quantity = quantity_of(observable, cases.front()->asked);
  panel.height = 1.5;
  const std::vector<std::string> labels = labels_of(cases);
  const double end = last_time(cases);
  std::vector<Series> references, published, runs;
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const std::vector<ComponentCurves> components = component_curves(*cases[k], observable);
    if (components.empty()) {
      continue;
    }
    const ComponentCurves& nearest = components.front();
    const std::string& id = cases[k]->asked.id;
    if (nearest.truth && !cases[k]->asked.solver) {
      published.push_back(up_to(end, {observable + "_" + id,
                                      labels[k],
                                      Role::published,
                                      style_of_published(published.size()),
                                      nearest.truth->times,
                                      nearest.truth->mean,
                                      {}}));
    } else if (nearest.truth) {
      add_reference(references, observable + "_reference_of_" + id, *nearest.truth, end);
    }
    if (nearest.run) {
      runs.push_back({observable + "_" + id,
                      labels[k],
                      role_of_component(runs.size(), count_runs(cases)),
                      Style::line,
                      nearest.run->times,
                      nearest.run->mean,
                      {}});
    }
  }
  if (runs.empty()) {
    return panel;
  }
  for (std::vector<Series>* part : {&references, &published, &runs}) {
    panel.series.insert(panel.series.end(), part->begin(), part->end());
  }
  return panel;
}

Panel integrated_residual_panel(const Cases& cases) {
  Panel panel;
  panel.quantity = "R^2";
  panel.logarithmic = true;
  const std::vector<std::string> labels = labels_of(cases);
  for (std::size_t k = 0; k < cases.size(); ++k) {
    if (const std::vector<double>* values = diagnostic(*cases[k], "r2_integrated")) {
      panel.series.push_back({"R2_" + cases[k]->asked.id,
                              labels[k],
                              role_of_component(panel.series.size(), count_runs(cases)),
                              Style::line,
                              cases[k]->result->times,
                              *values,
                              {}});
    }
  }
  return panel;
}

/// The run with the smallest R^2 at its end.
std::optional<std::size_t> most_accurate(const Cases& cases) {
  std::optional<std::size_t> best;
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const std::vector<double>* values = diagnostic(*cases[k], "r2_integrated");
    if (values != nullptr && values->back() < smallest) {
      smallest = values->back();
      best = k;
    }
  }
  return best;
}

/// The distance when the displacement points along the first axis that has one.
std::optional<int> along_axis(const std::vector<int>& displacement) {
  const auto moved = std::count_if(displacement.begin(), displacement.end(), [](int d) { return d != 0; });
  return moved == 1 && displacement.front() != 0 ? std::optional(std::abs(displacement.front()))
                                                 : std::nullopt;
}

Panel correlation_map(const Cases& cases) {
  Panel panel;
  const std::optional<std::size_t> best = most_accurate(cases);
  if (!best || cases[*best]->result->observables.count("zz") == 0) {
    return panel;
  }
  const Record& result = *cases[*best]->result;
  panel.quantity = fmt::format("d, along an axis:  {} of {}", quantity_of("zz", cases[*best]->asked),
                               labels_of(cases)[*best]);
  for (const std::vector<int>& displacement : result.observables.at("zz").displacements) {
    const std::optional<int> distance = along_axis(displacement);
    if (!distance || std::count(panel.rows.begin(), panel.rows.end(), *distance) > 0) {
      continue;
    }
    Curve curve = extract_curve(result, "zz", displacement);
    panel.rows.push_back(*distance);
    panel.series.push_back({fmt::format("zz_at_{}", *distance),
                            "",
                            Role::network,
                            Style::line,
                            curve.times,
                            std::move(curve.mean),
                            {}});
  }
  if (!panel.rows.empty()) {
    panel.range = {*std::min_element(panel.rows.begin(), panel.rows.end()) - 0.5,
                   *std::max_element(panel.rows.begin(), panel.rows.end()) + 0.5};
  }
  return panel;
}

Panel ensemble_panel(const std::string& observable, const Cases& cases) {
  Panel panel;
  const Evidence* evidence = first_run(cases);
  const std::vector<ComponentCurves> components =
      evidence == nullptr ? std::vector<ComponentCurves>{} : component_curves(*evidence, observable);
  if (components.empty() || !components.front().run) {
    return panel;
  }
  panel.quantity = quantity_of(observable, evidence->asked);
  const Curve& run = *components.front().run;
  std::vector<Series> references;
  if (components.front().truth) {
    add_reference(references, observable + "_reference", *components.front().truth, run.times.back());
  }
  panel.series = references;
  for (std::size_t r = 0; r < run.replicas.size(); ++r) {
    panel.series.push_back({fmt::format("{}_replica_{}", observable, r),
                            r == 0 ? fmt::format("{} initialisations", run.replicas.size()) : "",
                            role_of_component(r, std::max<std::size_t>(2, run.replicas.size())),
                            Style::thin,
                            run.times,
                            run.replicas[r],
                            {}});
  }
  panel.series.push_back(
      {observable + "_mean", "their mean", Role::limit, Style::line, run.times, run.mean, {}});
  return panel;
}

Panel step_size_panel(const Cases& cases) {
  Panel panel;
  panel.quantity = "τ [1/J]";
  const std::vector<std::string> labels = labels_of(cases);
  for (std::size_t k = 0; k < cases.size(); ++k) {
    if (!cases[k]->result) {
      continue;
    }
    const auto& steps = cases[k]->result->steps;
    const auto times = steps.find("t"), sizes = steps.find("dt");
    if (times != steps.end() && sizes != steps.end() && !times->second.values.empty()) {
      panel.series.push_back({"dt_" + cases[k]->asked.id,
                              labels[k],
                              role_of_component(panel.series.size(), count_runs(cases)),
                              Style::line,
                              times->second.values,
                              sizes->second.values,
                              {}});
    }
  }
  return panel;
}

}  // namespace

const Evidence* first_run(const Cases& cases) {
  const auto found =
      std::find_if(cases.begin(), cases.end(), [](const Evidence* one) { return one->result.has_value(); });
  return found == cases.end() ? nullptr : *found;
}

double last_time(const Cases& cases) {
  double last = 0.0;
  for (const Evidence* one : cases) {
    last = one->result ? std::max(last, one->result->times.back()) : last;
  }
  return last;
}

Panel paper_panel(const std::string& name, const Cases& cases) {
  if (name == "r2_integrated") {
    return integrated_residual_panel(cases);
  }
  if (name == "zz_map") {
    return correlation_map(cases);
  }
  if (name == "mx_ensemble") {
    return ensemble_panel("mx", cases);
  }
  if (name == "step_size") {
    return step_size_panel(cases);
  }
  if (name == "spectrum" || name == "snr") {
    const Evidence* evidence = first_run(cases);
    if (evidence == nullptr) {
      return {};
    }
    const std::vector<Panel> spectrum = spectrum_panels(*evidence->result);
    return name == "snr" ? signal_to_noise_panel(*evidence) : spectrum.empty() ? Panel{} : spectrum.front();
  }
  return overlay_panel(name, cases);
}

}  // namespace quenchmark::validation
