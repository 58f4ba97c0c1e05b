// Table 1 of [SRU]: its own numbers, and ours beside them.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "validation/figures/predictor_figures.hpp"

namespace quenchmark::validation {

namespace {

/// Chin. Phys. Lett. 37, 018401 (2020), table 1: seconds of exact diagonalisation and of the predictor for
/// batches of 1, 64, 128, 256.
struct PaperRow {
  int spins;
  std::array<double, 4> exact, predictor;
};
constexpr std::array<int, 4> paper_batches{1, 64, 128, 256};
constexpr std::array<PaperRow, 6> paper_rows{{{2, {0.015, 1.1, 2.3, 4.6}, {0.425, 0.74, 0.83, 0.69}},
                                              {3, {0.035, 2.2, 4.4, 8.7}, {0.425, 0.74, 0.69, 0.71}},
                                              {4, {0.059, 3.8, 7.6, 15.1}, {0.425, 0.77, 0.66, 0.72}},
                                              {5, {0.271, 17.5, 34.9, 69.7}, {0.425, 0.82, 0.76, 0.79}},
                                              {6, {0.556, 35.2, 70.5, 141.4}, {0.425, 0.71, 0.66, 0.98}},
                                              {7, {1.15, 73.1, 146.3, 292.5}, {0.425, 0.80, 0.91, 2.18}}}};

void add_paper(CostRow& row) {
  for (const PaperRow& paper : paper_rows) {
    for (std::size_t b = 0; b < paper_batches.size(); ++b) {
      if (paper.spins == row.spins && paper_batches[b] == row.batch) {
        row.paper_exact = paper.exact[b];
        row.paper_predictor = paper.predictor[b];
      }
    }
  }
}

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{:.4g}", *value) : "";
}

}  // namespace

std::vector<CostRow> cost_rows(const Record& result) {
  const CostTable& costs = result.costs;
  std::vector<CostRow> rows(costs.rows());
  for (const auto& [method, seconds] : {std::pair{"predictor", &CostRow::predictor},
                                        std::pair{"diagonalise_every_time", &CostRow::diagonalise_every_time},
                                        std::pair{"diagonalise_once", &CostRow::diagonalise_once},
                                        std::pair{"batched_propagator", &CostRow::batched_propagator}}) {
    const auto found = costs.seconds.find(method);
    if (found == costs.seconds.end()) {
      return {};
    }
    for (std::size_t k = 0; k < rows.size(); ++k) {
      rows[k].*seconds = found->second[k];
    }
  }
  for (std::size_t k = 0; k < rows.size(); ++k) {
    rows[k].spins = static_cast<int>(costs.spins[k]);
    rows[k].batch = static_cast<int>(costs.batch[k]);
    add_paper(rows[k]);
  }
  return rows;
}

std::string cost_table(const std::vector<CostRow>& rows, const std::string& comment) {
  std::string csv = fmt::format(
      "# {}\n# Seconds for all states of a batch over all steps, mean of three runs. faster_than_...: "
      "seconds of "
      "that method over seconds of the predictor.\n"
      "spins,batch,predictor,diagonalise_every_time,diagonalise_once,batched_propagator,"
      "faster_than_diagonalise_every_time,faster_than_diagonalise_once,faster_than_batched_propagator,"
      "paper_exact_diagonalisation,paper_predictor,paper_faster\n",
      comment);
  for (const CostRow& row : rows) {
    const auto ratio = [&](double seconds) { return fmt::format("{:.3g}", seconds / row.predictor); };
    csv += fmt::format("{},{},{:.4g},{:.4g},{:.4g},{:.4g},{},{},{},{},{},{}\n", row.spins, row.batch,
                       row.predictor, row.diagonalise_every_time, row.diagonalise_once,
                       row.batched_propagator, ratio(row.diagonalise_every_time), ratio(row.diagonalise_once),
                       ratio(row.batched_propagator), cell(row.paper_exact), cell(row.paper_predictor),
                       row.paper_exact ? fmt::format("{:.3g}", *row.paper_exact / *row.paper_predictor) : "");
  }
  return csv;
}

}  // namespace quenchmark::validation
