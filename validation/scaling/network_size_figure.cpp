#include "validation/scaling/network_size_figure.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <set>

#include "validation/figures/panels.hpp"
#include "validation/figures/paper_figures.hpp"
#include "validation/scaling/network_size_table.hpp"

namespace quenchmark::validation {

namespace {

using Measured = double NetworkMeasurement::*;

constexpr double critical = 1.0;  // h/hc

/// "0.1 h_c", "h_c"
std::string field_label(double field) {
  return field == critical ? "h_c" : fmt::format("{:g} h_c", field);
}

/// The networks of one depth as marks of their own.
Series marks_of_depth(const std::vector<NetworkMeasurement>& networks, int layers, double field,
                      Measured what) {
  constexpr Style styles[] = {Style::circle, Style::diamond, Style::triangle};
  constexpr std::size_t depths = std::size(styles);
  const std::size_t depth = std::min(static_cast<std::size_t>(layers), depths) - 1;
  Series series;
  series.column = fmt::format("layers_{}", layers);
  series.label = fmt::format("{} layer{}", layers, layers == 1 ? "" : "s");
  series.role = role_of_component(2 * depth, 2 * depths);
  series.style = styles[depth];
  for (const NetworkMeasurement& network : networks) {
    if (network.layers == layers && network.field == field) {
      series.x.push_back(network.parameters);
      series.y.push_back(network.*what);
    }
  }
  return series;
}

Panel panel_of(const std::vector<NetworkMeasurement>& networks, double field, Measured what,
               const std::string& quantity) {
  Panel panel;
  panel.quantity = quantity;
  std::set<int> depths;
  for (const NetworkMeasurement& network : networks) {
    depths.insert(network.layers);
  }
  for (int layers : depths) {
    panel.series.push_back(marks_of_depth(networks, layers, field, what));
  }
  return panel;
}

Panel panel_of_errors(const std::vector<NetworkMeasurement>& networks, double field, Measured what,
                      const std::string& name) {
  Panel panel = panel_of(networks, field, what, fmt::format("{} at {}", name, field_label(field)));
  panel.logarithmic = true;
  return panel;
}

/// For how long the networks hold at the critical field, and how far the certificate says they have strayed.
std::vector<Panel> critical_panels(const std::vector<NetworkMeasurement>& networks) {
  Panel held = panel_of(networks, critical, &NetworkMeasurement::held_until,
                        fmt::format("|δ⟨σ^x⟩| ≤ {:g} until t J, at h_c", held_error));
  double last = 0.0, compared_until = 0.0;
  for (const NetworkMeasurement& network : networks) {
    if (network.field == critical) {
      last = std::max(last, network.reached);
      compared_until = network.compared_until;
    }
  }
  held.range = {0.0, 1.1 * last};
  Panel certificate = panel_of(networks, critical, &NetworkMeasurement::certificate,
                               fmt::format("certificate at t J = {:g}, at h_c", compared_until));
  certificate.range = {0.0, 1.05 * axis_range(certificate).second};
  return {std::move(held), std::move(certificate)};
}

/// From zero parameters on, so that twice as many stand twice as far.
std::pair<double, double> parameter_range(const std::vector<NetworkMeasurement>& networks) {
  double most = 0.0;
  for (const NetworkMeasurement& network : networks) {
    most = std::max(most, network.parameters);
  }
  return {0.0, std::max(1.0, 1.05 * most)};
}

/// Errors of all fields on one scale, so that panels can be compared.
std::vector<Panel> error_panels(const std::vector<NetworkMeasurement>& networks,
                                const std::set<double>& fields) {
  std::vector<Panel> panels;
  Panel all;
  all.logarithmic = true;
  for (double field : fields) {
    panels.push_back(panel_of_errors(networks, field, &NetworkMeasurement::error_mx, "max |δ⟨σ^x⟩|"));
    panels.push_back(
        panel_of_errors(networks, field, &NetworkMeasurement::error_zz, "max |δ⟨σ^zσ^z⟩_{d=1}|"));
  }
  for (const Panel& panel : panels) {
    all.series.insert(all.series.end(), panel.series.begin(), panel.series.end());
  }
  for (Panel& panel : panels) {
    panel.range = axis_range(all);
  }
  return panels;
}

/// One legend is enough for all panels.
void keep_first_legend(std::vector<Panel>& panels) {
  for (std::size_t p = 1; p < panels.size(); ++p) {
    for (Series& series : panels[p].series) {
      series.label.clear();
    }
  }
}

}  // namespace

Figure draw_network_size(const cases::FigureSpec& asked, const std::vector<const Evidence*>& cases) {
  Figure figure;
  figure.id = asked.id;
  const std::vector<NetworkMeasurement> networks = measure_networks(runs_of_one_tier(cases));
  if (networks.empty()) {
    return figure;
  }
  figure.caption = fmt::format(
      "{}: largest error of the transverse magnetisation (left) and of the nearest correlation (right), one "
      "mark per network; below, at hc, until when the error of the magnetisation stays within {:g}, and the "
      "certificate",
      asked.shows, held_error);
  figure.table = network_size_table(figure.id, figure.caption, networks);
  figure.horizontal_label = "complex parameters";
  figure.horizontal_range = parameter_range(networks);
  figure.columns = 2;
  std::set<double> fields;
  for (const NetworkMeasurement& network : networks) {
    fields.insert(network.field);
  }
  figure.panels = error_panels(networks, fields);
  if (fields.contains(critical)) {
    for (Panel& panel : critical_panels(networks)) {
      figure.panels.push_back(std::move(panel));
    }
  }
  keep_first_legend(figure.panels);
  figure.width = 860;
  figure.height = 80 + 160 * ((static_cast<int>(figure.panels.size()) + 1) / 2);
  return figure;
}

}  // namespace quenchmark::validation
