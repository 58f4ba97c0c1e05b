// How a run went: its certificate, its steps, its spectrum.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cases/spec/error.hpp"
#include "cases/spec/problem.hpp"
#include "validation/figures/panels.hpp"
#include "validation/judge/state_angle.hpp"

namespace quenchmark::validation {

namespace {

constexpr double break_in_line = std::numeric_limits<double>::quiet_NaN();

struct Part {
  const char* name;
  Role role;
};
/// From the bottom of the stack to its top.
constexpr std::array<Part, 4> certificate_parts{{{"preparation", Role::preparation},
                                                 {"projection", Role::projection},
                                                 {"regularisation", Role::regularisation},
                                                 {"integrator", Role::integrator}}};

/// The values of a dataset when it has one per time.
const std::vector<double>* values_at(const std::map<std::string, Dataset>& datasets, const std::string& name,
                                     std::size_t count) {
  const auto found = datasets.find(name);
  return found == datasets.end() || count == 0 || found->second.values.size() != count
             ? nullptr
             : &found->second.values;
}

Panel certificate_stack(const Record& result, const std::map<std::string, Dataset>& certificate) {
  Panel panel;
  panel.quantity = "angle bound, by cause";
  panel.height = 1.5;
  std::vector<double> base(result.times.size(), 0.0);
  for (const Part& part : certificate_parts) {
    const std::vector<double>* values = values_at(certificate, part.name, result.times.size());
    if (values == nullptr) {
      continue;
    }
    std::vector<double> top = base;
    for (std::size_t k = 0; k < top.size(); ++k) {
      top[k] += std::max(0.0, (*values)[k]);
    }
    panel.series.push_back({part.name, part.name, part.role, Style::area, result.times, top, base});
    base = std::move(top);
  }
  const double highest = base.empty() ? 0.0 : *std::max_element(base.begin(), base.end());
  panel.range = {0.0, highest > 0.0 ? 1.05 * highest : 1.0};
  return panel;
}

/// Angles between the wave functions that both sides stored at the same times.
Series measured_angle(const Evidence& evidence) {
  Series series{"angle", "angle to the exact state", Role::network, Style::line, {}, {}, {}};
  if (!evidence.reference || evidence.result->states.empty() || evidence.reference->states.empty()) {
    return series;
  }
  const Record& result = *evidence.result;
  const Record& reference = *evidence.reference;
  try {
    const StateComparison comparison(result.states, reference.states, cases::make_problem(evidence.asked));
    for (std::size_t k = 0; k < std::min(result.times.size(), result.states.amplitudes.size()); ++k) {
      const auto found =
          std::lower_bound(reference.times.begin(), reference.times.end(), result.times[k] - 1e-9);
      const auto index = static_cast<std::size_t>(found - reference.times.begin());
      if (index < reference.states.amplitudes.size() &&
          std::abs(reference.times[index] - result.times[k]) <= 1e-9) {
        series.x.push_back(result.times[k]);
        series.y.push_back(comparison.angle(k, index));
      }
    }
  } catch (const Error&) {
    // States that cannot be compared have their own verdict.
  }
  return series;
}

Panel steps_panel(const std::string& quantity, const std::string& column, bool logarithmic,
                  const std::vector<double>& x, std::vector<double> y) {
  Panel panel;
  panel.quantity = quantity;
  panel.logarithmic = logarithmic;
  panel.series.push_back({column, "", Role::network, Style::line, x, std::move(y), {}});
  return panel;
}

}  // namespace

std::vector<Panel> certificate_panels(const Evidence& evidence) {
  const Record& result = *evidence.result;
  const auto certificate = result.budget.find("state_angle");
  if (certificate == result.budget.end()) {
    return {};
  }
  const std::vector<double>* total = values_at(certificate->second, "total", result.times.size());
  if (total == nullptr) {
    return {};
  }
  std::vector<Panel> panels;
  if (Panel stack = certificate_stack(result, certificate->second); !stack.series.empty()) {
    panels.push_back(std::move(stack));
  }
  Panel& angles = panels.emplace_back();
  angles.quantity = "angle";
  angles.logarithmic = true;
  angles.series.push_back({"bound", "bound", Role::budget, Style::line, result.times, *total, {}});
  if (Series angle = measured_angle(evidence); !angle.x.empty()) {
    angles.series.push_back(std::move(angle));
  }
  return panels;
}

std::vector<Panel> step_panels(const Record& result) {
  struct Wanted {
    const char* quantity;
    const char* name;       // at output times
    const char* step_name;  // at accepted steps
    bool logarithmic;
  };
  constexpr std::array<Wanted, 4> wanted{{{"residual r^2", "r2", "r2", true},
                                          {"step size J dt", "step", "dt", true},
                                          {"kept modes", "kept_modes", "kept_modes", false},
                                          {"|energy drift| / J", "energy_drift", "energy_drift", true}}};
  const auto step_times = result.steps.find("t");
  std::vector<Panel> panels;
  for (const Wanted& item : wanted) {
    const std::vector<double>* x = &result.times;
    const std::vector<double>* y = values_at(result.diagnostics, item.name, result.times.size());
    if (step_times != result.steps.end()) {
      const std::vector<double>& times = step_times->second.values;
      if (const std::vector<double>* finer = values_at(result.steps, item.step_name, times.size())) {
        x = &times;
        y = finer;
      }
    }
    if (y == nullptr) {
      continue;
    }
    std::vector<double> values = *y;
    if (item.logarithmic) {
      std::transform(values.begin(), values.end(), values.begin(),
                     [](double value) { return std::abs(value); });
    }
    panels.push_back(steps_panel(item.quantity, item.name, item.logarithmic, *x, std::move(values)));
  }
  return panels;
}

std::vector<Panel> spectrum_panels(const Record& result) {
  constexpr std::size_t most_lines = 48;
  const auto found = result.spectra.find("sigma2");
  if (found == result.spectra.end() || found->second.shape.size() != 2 ||
      found->second.shape[0] != result.times.size()) {
    return {};
  }
  const std::size_t modes = found->second.shape[1];
  const std::vector<double>& sigma2 = found->second.values;
  const auto filter = result.spectra.find("filter");
  const bool filtered = filter != result.spectra.end() && filter->second.values.size() == sigma2.size();
  Panel panel;
  panel.quantity = "σ_k^2 / σ_{max}^2";
  panel.logarithmic = true;
  bool kept_named = false;
  bool cut_named = false;
  const std::size_t stride = std::max<std::size_t>(1, (modes + most_lines - 1) / most_lines);
  // From the largest mode down, whichever way they were stored.
  for (std::size_t line = 0; line < modes; line += stride) {
    Series kept{fmt::format("kept_{}", line), "", Role::network, Style::thin, result.times, {}, {}};
    Series cut{fmt::format("cut_{}", line), "", Role::muted, Style::thin, result.times, {}, {}};
    for (std::size_t k = 0; k < result.times.size(); ++k) {
      const auto row = sigma2.begin() + static_cast<std::ptrdiff_t>(k * modes);
      const double largest = *std::max_element(row, row + static_cast<std::ptrdiff_t>(modes));
      const std::size_t mode = row[0] < row[static_cast<std::ptrdiff_t>(modes) - 1] ? modes - 1 - line : line;
      const double value = largest > 0.0 ? row[static_cast<std::ptrdiff_t>(mode)] / largest : break_in_line;
      const bool passes = !filtered || filter->second.values[k * modes + mode] >= 0.5;
      kept.y.push_back(passes ? value : break_in_line);
      cut.y.push_back(passes ? break_in_line : value);
    }
    const auto any = [](const Series& series) {
      return std::any_of(series.y.begin(), series.y.end(), [](double value) { return value > 0.0; });
    };
    if (any(kept)) {
      kept.label = kept_named ? "" : "kept";
      kept_named = true;
      panel.series.push_back(std::move(kept));
    }
    if (any(cut)) {
      cut.label = cut_named ? "" : "cut by the filter";
      cut_named = true;
      panel.series.push_back(std::move(cut));
    }
  }
  if (panel.series.empty()) {
    return {};
  }
  panel.range = axis_range(panel);
  panel.range->first = std::max(panel.range->first, 1e-18);
  return {panel};
}

}  // namespace quenchmark::validation
