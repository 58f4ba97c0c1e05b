// Signal and noise of the modes of S, as suppl. fig. 2 of [2D] shows them.
#include <fmt/format.h>
#include <array>
#include <cmath>

#include "validation/figures/paper_panels.hpp"

namespace quenchmark::validation {

namespace {

/// A spectrum with modes, or nothing.
const Dataset* spectrum_of(const Record& result, const std::string& name) {
  const auto found = result.spectra.find(name);
  return found == result.spectra.end() || found->second.shape[1] == 0 ? nullptr : &found->second;
}

/// The last row by the rank of the mode, the largest sigma^2 first, whichever way they are stored.
Series last_row(const Dataset& data, const Dataset& sigma2, Series series) {
  const std::size_t modes = data.shape[1];
  const double* row = data.values.data() + (data.shape[0] - 1) * modes;
  const double* size = sigma2.values.data() + (sigma2.shape[0] - 1) * modes;
  const bool upwards = size[0] < size[modes - 1];
  for (std::size_t rank = 0; rank < modes; ++rank) {
    series.x.push_back(static_cast<double>(rank + 1));
    series.y.push_back(row[upwards ? modes - 1 - rank : rank]);
  }
  return series;
}

}  // namespace

Panel signal_to_noise_panel(const Evidence& evidence) {
  Panel panel;
  const Record& result = *evidence.result;
  const Dataset* sigma2 = spectrum_of(result, "sigma2");
  const Dataset* snr = spectrum_of(result, "snr");
  if (sigma2 == nullptr || snr == nullptr) {
    return panel;
  }
  const auto modes = static_cast<double>(sigma2->shape[1]);
  panel.quantity = fmt::format("SNR(ρ_k) at t J = {:.3g}", result.times.back());
  panel.logarithmic = true;
  panel.horizontal = OwnAxis{"mode k, from the largest σ_k^2", {0.0, modes + 1.0}};
  panel.series.push_back(
      last_row(*snr, *sigma2, {"snr", "measured", Role::network, Style::circle, {}, {}, {}}));
  const auto add = [&](const char* name, const char* label, Role role) {
    if (const Dataset* data = spectrum_of(result, name)) {
      panel.series.push_back(last_row(*data, *sigma2, {name, label, role, Style::line, {}, {}, {}}));
    }
  };
  add("snr_gaussian", "Gaussian", Role::budget);
  add("snr_residual", "of the solution", Role::reference);
  const auto& tdvp = evidence.asked.solver;
  if (tdvp && tdvp->tdvp.filter == cases::Filter::snr && tdvp->tdvp.lambda_snr > 0.0) {
    const double cut = tdvp->tdvp.lambda_snr;
    panel.series.push_back(
        {"lambda_snr", "λ_{SNR}", Role::limit, Style::dashed, {0.0, modes + 1.0}, {cut, cut}, {}});
  }
  return panel;
}

std::string spectrum_table(const Record& result, const std::string& comment) {
  constexpr std::array<const char*, 5> names{"sigma2", "snr", "snr_gaussian", "snr_residual", "filter"};
  std::string table = "# " + comment + "\n# k in the order of the file; times in the unit of the case\nt,k";
  std::vector<const Dataset*> columns;
  for (const char* name : names) {
    if (const Dataset* data = spectrum_of(result, name)) {
      columns.push_back(data);
      table += fmt::format(",{}", name);
    }
  }
  table += "\n";
  const std::size_t modes = columns.empty() ? 0 : columns.front()->shape[1];
  for (std::size_t t = 0; t < result.times.size(); ++t) {
    for (std::size_t k = 0; k < modes; ++k) {
      table += fmt::format("{:.10g},{}", result.times[t], k);
      for (const Dataset* data : columns) {
        const double value = data->values[t * modes + k];
        table += std::isfinite(value) ? fmt::format(",{:.6g}", value) : ",";
      }
      table += "\n";
    }
  }
  return table;
}

}  // namespace quenchmark::validation
