// How a run went: its certificate, its steps, its spectrum.
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "cases/spec/problem.hpp"
#include "validation/figures/panels.hpp"
#include "validation/judge/state_angle.hpp"
#include "validation/statistics/deviation.hpp"

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

/// The values of a dataset, or nothing when it was not recorded.
const std::vector<double>* values_of(const std::map<std::string, Dataset>& datasets,
                                     const std::string& name) {
  const auto found = datasets.find(name);
  return found == datasets.end() ? nullptr : &found->second.values;
}

Panel certificate_stack(const Record& result, const std::map<std::string, Dataset>& certificate) {
  Panel panel;
  panel.quantity = "angle bound";
  panel.height = 1.5;
  std::vector<double> base(result.times.size(), 0.0);
  for (const Part& part : certificate_parts) {
    const std::vector<double>* values = values_of(certificate, part.name);
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
  const double highest = *std::max_element(base.begin(), base.end());
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
    for (std::size_t k = 0; k < result.times.size(); ++k) {
      const std::optional<std::size_t> index = index_of_time(reference.times, result.times[k]);
      if (index && *index < reference.states.amplitudes.size()) {
        series.x.push_back(result.times[k]);
        series.y.push_back(comparison.angle(k, *index));
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

/// sigma_k^2 of the k-th largest mode relative to the largest, in two lines: where the filter keeps it and
/// where it does not.
std::array<Series, 2> mode_lines(const std::vector<double>& times, const std::vector<double>& sigma2,
                                 const std::vector<double>* filter, std::size_t modes, std::size_t k) {
  std::array<Series, 2> lines{
      {{fmt::format("kept_{}", k), "kept", Role::network, Style::thin, times, {}, {}},
       {fmt::format("cut_{}", k), "cut by the filter", Role::muted, Style::thin, times, {}, {}}}};
  for (std::size_t t = 0; t < times.size(); ++t) {
    const double* row = sigma2.data() + t * modes;
    double largest = 0.0;
    for (std::size_t mode = 0; mode < modes; ++mode) {
      largest =
          std::fmax(largest, row[mode]);  // rows may end in NaN: replicas differ in their number of modes
    }
    const std::size_t mode = row[0] < row[modes - 1] ? modes - 1 - k : k;  // stored upwards or downwards
    const double value = largest > 0.0 ? row[mode] / largest : break_in_line;
    const bool kept = filter == nullptr || (*filter)[t * modes + mode] >= 0.5;
    lines[0].y.push_back(kept ? value : break_in_line);
    lines[1].y.push_back(kept ? break_in_line : value);
  }
  return lines;
}

/// The decade below everything that is positive, but not below what rounding leaves of a spectrum.
double lowest_decade(const Panel& panel) {
  constexpr double rounding = 1e-18;
  double lowest = 1.0;
  for (const Series& series : panel.series) {
    for (double value : series.y) {
      lowest = value > 0.0 ? std::min(lowest, value) : lowest;
    }
  }
  return std::pow(10.0, std::floor(std::log10(std::max(lowest, rounding))));
}

}  // namespace

std::vector<Panel> certificate_panels(const Evidence& evidence) {
  const Record& result = *evidence.result;
  const auto certificate = result.budget.find("state_angle");
  if (certificate == result.budget.end()) {
    return {};
  }
  std::vector<Panel> panels;
  if (Panel stack = certificate_stack(result, certificate->second); !stack.series.empty()) {
    panels.push_back(std::move(stack));
  }
  Panel& angles = panels.emplace_back();
  angles.quantity = "angle";
  angles.logarithmic = true;
  angles.series.push_back({"bound",
                           "bound",
                           Role::budget,
                           Style::line,
                           result.times,
                           certificate->second.at("total").values,
                           {}});
  if (Series angle = measured_angle(evidence); !angle.x.empty()) {
    angles.series.push_back(std::move(angle));
  }
  return panels;
}

std::vector<Panel> step_panels(const cases::Case& asked, const Record& result) {
  struct Wanted {
    const char* quantity;
    const char* name;       // at output times
    const char* step_name;  // at accepted steps
    bool logarithmic;
    int power_of_energy = 0;
  };
  const double energy_unit = cases::Schedule(asked.model, asked.protocol).energy_unit();
  constexpr std::array<Wanted, 4> wanted{{{"residual r^2", "r2", "r2", true},
                                          {"step size", "step", "dt", true, -1},
                                          {"kept modes", "kept_modes", "kept_modes", false},
                                          {"|energy drift|", "energy_drift", "energy_drift", true, 1}}};
  const std::vector<double>* step_times = values_of(result.steps, "t");
  std::vector<Panel> panels;
  for (const Wanted& item : wanted) {
    const std::vector<double>* x = &result.times;
    const std::vector<double>* y = values_of(result.diagnostics, item.name);
    const std::vector<double>* finer = values_of(result.steps, item.step_name);
    if (step_times != nullptr && finer != nullptr && !finer->empty()) {
      x = step_times;
      y = finer;
    }
    if (y == nullptr) {
      continue;
    }
    std::vector<double> values = *y;
    if (item.logarithmic) {
      std::transform(values.begin(), values.end(), values.begin(),
                     [](double value) { return std::abs(value); });
    }
    Panel& panel = panels.emplace_back(steps_panel(item.quantity + unit_label(asked, item.power_of_energy),
                                                   item.name, item.logarithmic, *x, std::move(values)));
    panel.unit = std::pow(energy_unit, item.power_of_energy);
  }
  return panels;
}

std::vector<Panel> spectrum_panels(const Record& result) {
  constexpr std::size_t most_lines = 48;
  const auto found = result.spectra.find("sigma2");
  if (found == result.spectra.end() || found->second.shape[1] == 0) {
    return {};
  }
  const std::size_t modes = found->second.shape[1];
  const auto filter = result.spectra.find("filter");
  const bool filtered = filter != result.spectra.end() && filter->second.shape[1] > 0;
  Panel panel;
  panel.quantity = "σ_k^2 / σ_{max}^2";
  panel.logarithmic = true;
  std::set<std::string> named;
  for (std::size_t k = 0; k < modes; k += (modes + most_lines - 1) / most_lines) {
    for (Series& part : mode_lines(result.times, found->second.values,
                                   filtered ? &filter->second.values : nullptr, modes, k)) {
      if (std::any_of(part.y.begin(), part.y.end(), [](double value) { return value > 0.0; })) {
        if (!named.insert(part.label).second) {
          part.label.clear();
        }
        panel.series.push_back(std::move(part));
      }
    }
  }
  if (panel.series.empty()) {
    return {};
  }
  panel.range = {lowest_decade(panel), 10.0};
  return {panel};
}

}  // namespace quenchmark::validation
