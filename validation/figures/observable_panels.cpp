// Curves, their references, and their errors.
#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "cases/spec/units.hpp"
#include "validation/figures/panels.hpp"

namespace quenchmark::validation {

namespace {

constexpr std::size_t most_displacements = 5;

/// "mx", "zz_1_0".
std::string column_of(const std::string& observable, const ComponentCurves& component) {
  return component.label.empty() ? observable
                                 : fmt::format("{}_{}", observable, fmt::join(component.label, "_"));
}

std::string words_of(const ComponentCurves& component) {
  if (component.axis == cases::spins_axis) {
    return fmt::format("{} spins", component.label.front());
  }
  return component.label.size() == 1 ? fmt::format("d = {}", component.label.front())
                                     : fmt::format("({})", fmt::join(component.label, ","));
}

std::vector<double> budget_of(const Record& result, const std::string& observable, std::size_t component,
                              std::size_t components) {
  const auto parts = result.budget.find(observable);
  if (parts == result.budget.end()) {
    return {};
  }
  const std::vector<double>& total = parts->second.at("total").values;
  std::vector<double> values;
  for (std::size_t k = component; k < total.size(); k += components) {
    values.push_back(total[k]);
  }
  return values;
}

std::vector<double> absolute(std::vector<double> values) {
  std::transform(values.begin(), values.end(), values.begin(), [](double value) { return std::abs(value); });
  return values;
}

/// A value of order one of an observable.
double unit_of_observable(const cases::Case& asked, const std::string& observable) {
  const auto kind = cases::from_name<cases::ObservableKind>(observable);
  return kind ? cases::unit_of(*kind, cases::Schedule(asked.model, asked.protocol).energy_unit()) : 1.0;
}

/// What the run and the truth span, without the budget: bands may leave the panel, curves may not.
std::pair<double, double> curve_range(const std::vector<ComponentCurves>& components, double unit) {
  Panel curves;
  curves.unit = unit;
  for (const ComponentCurves& component : components) {
    for (const std::optional<Curve>* curve : {&component.run, &component.truth}) {
      if (*curve) {
        curves.series.emplace_back().y = (*curve)->mean;
      }
    }
  }
  return axis_range(curves);
}

/// The budget around the run for as long as it says something on the scale of the panel; empty when that is
/// only a moment.
Series budget_band(const std::string& observable, const ComponentCurves& component,
                   const std::pair<double, double>& range) {
  Series band{fmt::format("{}_run_plus_budget", observable), "budget", Role::band, Style::area, {}, {}, {}};
  const double widest = 0.5 * (range.second - range.first);
  for (std::size_t k = 0; k < component.budget.size() && component.budget[k] <= widest; ++k) {
    band.x.push_back(component.run->times[k]);
    band.y.push_back(std::min(component.run->mean[k] + component.budget[k], range.second));
    band.base.push_back(std::max(component.run->mean[k] - component.budget[k], range.first));
  }
  return 2 * band.x.size() >= component.budget.size() && band.x.size() > 1 ? band : Series{};
}

void add_truth(ComponentCurves& component, const Record& reference, const std::string& observable) {
  try {
    component.truth = extract_curve(reference, observable, component.label);
    if (component.run) {
      component.deviation =
          deviation_from(*component.run, *component.truth, reference.truth == "published",
                         std::min(component.run->times.back(), component.truth->times.back()));
    }
  } catch (const Error&) {
    // The verdicts say what is wrong with the reference; the figure shows what there is.
  }
}

}  // namespace

Role role_of_component(std::size_t index, std::size_t count) {
  constexpr std::size_t roles =
      static_cast<std::size_t>(Role::distance5) - static_cast<std::size_t>(Role::distance0) + 1;
  return count == 1 ? Role::network
                    : static_cast<Role>(static_cast<std::size_t>(Role::distance0) + index % roles);
}

std::string unit_label(const cases::Case& asked, int power_of_energy) {
  if (asked.model.J != 1.0 || power_of_energy == 0) {
    return "";
  }
  return power_of_energy < 0 ? " [1/J]" : power_of_energy == 1 ? " [J]" : " [J^2]";
}

std::string quantity_of(const std::string& observable, const cases::Case& asked) {
  static const std::map<std::string, std::string> quantities{
      {"mx", "⟨σ^x⟩"},
      {"mz", "⟨σ^z⟩"},
      {"zz", "⟨σ^z_0 σ^z_d⟩"},
      {"zz_connected", "⟨σ^z_0 σ^z_d⟩ − ⟨σ^z⟩^2"},
      {"energy", "E"},
      {"energy_density", "E/N"},
      {"energy_variance", "Var H"},
      {"f_q", "f_Q"},
      {"loschmidt", "|⟨ψ(0)|ψ(t)⟩|^2"},
      {"excess_energy", "(E − E_{GS})/N"},
      {"relative_entropy", "D(|ψ| exact ‖ predicted)"},
      {"relative_entropy_born", "D(|ψ|^2 exact ‖ predicted)"},
      {"entropy_over_persistence", "D / max D of a state at rest"},
      {"entropy_over_scratch", "D / max D from scratch"},
      {"infidelity", "1 − |⟨exact|predicted⟩|^2"},
      {"norm_drift", "|⟨ψ|ψ⟩ − 1|"},
      {"mx_error", "|δ⟨σ^x⟩|"},
      {"mz_error", "|δ⟨σ^z⟩|"}};
  const auto found = quantities.find(observable);
  const auto kind = cases::from_name<cases::ObservableKind>(observable);
  return (found == quantities.end() ? "value" : found->second) +
         unit_label(asked, kind ? cases::energy_power(*kind) : 0);
}

std::vector<ComponentCurves> component_curves(const Evidence& evidence, const std::string& observable) {
  const Record* result =
      evidence.result && evidence.result->observables.count(observable) > 0 ? &*evidence.result : nullptr;
  const Record* truth = evidence.reference && evidence.reference->observables.count(observable) > 0
                            ? &*evidence.reference
                            : nullptr;
  std::vector<ComponentCurves> components;
  if (result == nullptr && truth == nullptr) {
    return components;
  }
  const cases::Components& recorded =
      (result != nullptr ? result : truth)->observables.at(observable).components;
  std::vector<cases::ComponentLabel> labels = recorded.all();
  if (recorded.name == cases::displacement_axis) {
    labels.resize(std::min(labels.size(), most_displacements));
  }
  for (std::size_t d = 0; d < labels.size(); ++d) {
    ComponentCurves& component = components.emplace_back();
    component.axis = recorded.name;
    component.label = labels[d];
    if (result != nullptr) {
      component.run = extract_curve(*result, observable, labels[d]);
      component.budget = budget_of(*result, observable, d, recorded.count());
    }
    if (truth != nullptr) {
      add_truth(component, *truth, observable);
    }
  }
  return components;
}

Panel curve_panel(const cases::Case& asked, const std::string& observable,
                  const std::vector<ComponentCurves>& components) {
  Panel panel;
  panel.quantity = quantity_of(observable, asked);
  panel.unit = unit_of_observable(asked, observable);
  panel.height = 1.5;
  panel.range = curve_range(components, panel.unit);
  const bool single = components.size() == 1;
  if (single) {
    if (Series band = budget_band(observable, components.front(), *panel.range); !band.x.empty()) {
      panel.series.push_back(std::move(band));
    }
  }
  // A reference without a run is drawn in the foreground.
  const bool compared =
      std::any_of(components.begin(), components.end(),
                  [](const ComponentCurves& component) { return component.run.has_value(); });
  for (std::size_t d = 0; d < components.size() && compared; ++d) {
    if (const ComponentCurves& component = components[d]; component.truth) {
      panel.series.push_back({column_of(observable, component) + "_reference",
                              d == 0 ? "reference" : "",
                              Role::reference,
                              Style::wide,
                              component.truth->times,
                              component.truth->mean,
                              {}});
    }
  }
  for (std::size_t d = 0; d < components.size(); ++d) {
    const ComponentCurves& component = components[d];
    const char* whose = compared ? "run" : "reference";
    if (const std::optional<Curve>& curve = compared ? component.run : component.truth) {
      panel.series.push_back({fmt::format("{}_{}", column_of(observable, component), whose),
                              single ? whose : words_of(component),
                              role_of_component(d, components.size()),
                              Style::line,
                              curve->times,
                              curve->mean,
                              {}});
    }
  }
  return panel;
}

Panel error_panel(const Evidence& evidence, const std::string& observable,
                  const std::vector<ComponentCurves>& components) {
  Panel panel;
  panel.quantity = "|error|";
  panel.unit = unit_of_observable(evidence.asked, observable);
  panel.logarithmic = true;
  for (std::size_t d = 0; d < components.size(); ++d) {
    const ComponentCurves& component = components[d];
    if (!component.deviation) {
      continue;
    }
    panel.series.push_back({column_of(observable, component) + "_error",
                            components.size() == 1 ? "error" : "",
                            role_of_component(d, components.size()),
                            Style::line,
                            component.deviation->times,
                            absolute(component.deviation->difference),
                            {}});
  }
  if (panel.series.empty()) {
    return panel;
  }
  const ComponentCurves& first = components.front();
  if (!first.budget.empty()) {
    panel.series.push_back(
        {observable + "_budget", "budget", Role::budget, Style::line, first.run->times, first.budget, {}});
  }
  bool named = false;
  for (const cases::Claim& claim : evidence.asked.claims) {
    if (cases::name(claim.observable) != observable || claim.kind == cases::ClaimKind::budget ||
        claim.limit <= 0.0) {
      continue;
    }
    const double last = std::min(claim.t_max.value_or(first.run->times.back()), first.run->times.back());
    panel.series.push_back({fmt::format("limit_of_{}", claim.id),
                            named ? "" : "limit",
                            Role::limit,
                            Style::dashed,
                            {first.run->times.front(), last},
                            {claim.limit, claim.limit},
                            {}});
    named = true;
  }
  return panel;
}

Panel score_panel(const Evidence& evidence, const std::string& observable) {
  const std::vector<ComponentCurves> components = component_curves(evidence, observable);
  Panel panel = error_panel(evidence, observable, components);
  panel.quantity = quantity_of(observable, evidence.asked);
  const auto first_limit = std::find_if(panel.series.begin(), panel.series.end(),
                                        [](const Series& series) { return series.role == Role::limit; });
  std::size_t named = 0;
  for (Series& series : panel.series) {
    if (series.role != Role::limit && named < components.size() && series.x.size() > 1) {
      series.label = words_of(components[named++]);
      series.x.erase(series.x.begin());
      series.y.erase(series.y.begin());
    }
  }
  // The claims of all lengths have one limit as a rule: a line for each would only cover the others.
  if (first_limit != panel.series.end()) {
    panel.series.erase(first_limit + 1, panel.series.end());
  }
  return panel;
}

}  // namespace quenchmark::validation
