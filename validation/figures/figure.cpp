#include "validation/figures/figure.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace quenchmark::validation {

namespace {

/// Calls visit(value) for every number that the panel can show: an axis needs room above and below it.
template <class Visit>
void for_each_value(const Panel& panel, Visit visit) {
  constexpr double largest_shown = 1e200;
  for (const Series& series : panel.series) {
    for (const std::vector<double>* values : {&series.y, &series.base}) {
      for (double value : *values) {
        if (std::abs(value) <= largest_shown) {
          visit(value);
        }
      }
    }
  }
}

std::string cell(const std::map<double, double>& values, double x) {
  const auto found = values.find(x);
  return found == values.end() || !std::isfinite(found->second) ? "" : fmt::format("{:.10g}", found->second);
}

}  // namespace

std::string figure_csv(const Figure& figure) {
  std::set<double> times;
  std::vector<std::string> names{"t"};
  std::vector<std::map<double, double>> columns;
  const auto add_column = [&](const std::string& name, const std::vector<double>& x,
                              const std::vector<double>& y) {
    names.push_back(name);
    std::map<double, double>& column = columns.emplace_back();
    for (std::size_t k = 0; k < x.size(); ++k) {
      column[x[k]] = y[k];
      times.insert(x[k]);
    }
  };
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      add_column(series.column, series.x, series.y);
      if (!series.base.empty()) {
        add_column(series.column + "_from", series.x, series.base);
      }
    }
  }
  std::string caption = figure.caption;
  std::replace(caption.begin(), caption.end(), '\n', ' ');
  std::string csv = fmt::format("# {}\n# {}\n# energies as the case writes J, times in the inverse\n{}\n",
                                figure.id, caption, fmt::join(names, ","));
  for (double t : times) {
    csv += fmt::format("{:.10g}", t);
    for (const auto& column : columns) {
      csv += "," + cell(column, t);
    }
    csv += "\n";
  }
  return csv;
}

std::pair<double, double> axis_range(const Panel& panel) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for_each_value(panel, [&](double value) {
    if (!panel.logarithmic || value > 0.0) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  });
  if (panel.logarithmic) {
    const double smallest = 1e-17 * panel.unit;  // below this there is only rounding
    constexpr double most_decades = 8.0;
    if (!(low <= high)) {
      return {0.1, 1.0};
    }
    const double top = std::ceil(std::log10(std::max(high, smallest) * 1.2));
    const double bottom = std::floor(std::log10(std::max(low, smallest)));
    return {std::pow(10.0, std::max(bottom, top - most_decades)), std::pow(10.0, top)};
  }
  if (!(low <= high)) {
    return {0.0, 1.0};
  }
  const double smallest_span = 1e-3 * std::max({panel.unit, std::abs(low), std::abs(high)});
  const double margin = high - low < smallest_span ? smallest_span : 0.06 * (high - low);
  return {low - margin, high + margin};
}

}  // namespace quenchmark::validation
