#include "validation/figures/predictor_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "validation/figures/panels.hpp"

namespace quenchmark::validation {

namespace {

using Cases = std::vector<const Evidence*>;

const Dataset* table_of(const Record& record, const std::string& name) {
  const auto found = record.tables.find(name);
  return found == record.tables.end() || found->second.values.empty() ? nullptr : &found->second;
}

/// The first predictor whose record has a table of this name.
const Evidence* evidence_with(const Cases& cases, const std::string& table) {
  for (const Evidence* one : cases) {
    if (one->asked.predictor && one->result && table_of(*one->result, table) != nullptr) {
      return one;
    }
  }
  return nullptr;
}

/// Column `column` of a [rows, columns] table.
std::vector<double> column_of(const Dataset& table, std::size_t column) {
  const std::size_t columns = table.shape.size() < 2 ? 1 : table.shape[1];
  std::vector<double> values;
  for (std::size_t row = 0; row < table.shape.front(); ++row) {
    values.push_back(table.values[row * columns + column]);
  }
  return values;
}

/// What the columns of the tables over all lengths belong to: those trained on, then those fine-tuned to.
std::vector<int> all_lengths(const cases::PredictorSpec& predictor) {
  std::vector<int> lengths = predictor.lengths;
  lengths.insert(lengths.end(), predictor.fine_tuned.begin(), predictor.fine_tuned.end());
  return lengths;
}

// ---------------------------------------------------------------- figs. 2 and 3

/// Amplitudes in the order of how far they move, the farthest first.
std::vector<std::size_t> by_motion(const Dataset& traces) {
  std::vector<double> motion;
  for (std::size_t x = 0; x < traces.shape[1]; ++x) {
    const std::vector<double> values = column_of(traces, x);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    motion.push_back(*high - *low);
  }
  std::vector<std::size_t> order(motion.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return motion[a] > motion[b]; });
  return order;
}

/// Every tenth time: exact values are marks on the predicted lines.
std::vector<double> thinned(const std::vector<double>& values) {
  std::vector<double> result;
  for (std::size_t k = 0; k < values.size(); k += 10) {
    result.push_back(values[k]);
  }
  return result;
}

Panel trace_panel(const Record& record, int spins, std::size_t most) {
  Panel panel;
  const Dataset* exact = table_of(record, fmt::format("exact_{}", spins));
  const Dataset* predicted = table_of(record, fmt::format("predicted_{}", spins));
  if (exact == nullptr || predicted == nullptr) {
    return panel;
  }
  panel.quantity = fmt::format("|ψ_x|, {} spins", spins);
  std::vector<std::size_t> shown = by_motion(*exact);
  shown.resize(std::min(most, shown.size()));
  for (std::size_t k = 0; k < shown.size(); ++k) {
    const Role role = role_of_component(k, shown.size());
    const bool first = k == 0;
    panel.series.push_back({fmt::format("predicted_{}_{}", spins, shown[k]),
                            first ? "predicted" : "",
                            role,
                            most > 4 ? Style::thin : Style::line,
                            record.times,
                            column_of(*predicted, shown[k]),
                            {}});
    panel.series.push_back({fmt::format("exact_{}_{}", spins, shown[k]),
                            first ? "exact" : "",
                            role,
                            most > 4 ? Style::dotted : Style::circle,
                            most > 4 ? record.times : thinned(record.times),
                            most > 4 ? column_of(*exact, shown[k]) : thinned(column_of(*exact, shown[k])),
                            {}});
  }
  return panel;
}

std::vector<Panel> trace_panels(const Cases& cases, bool all) {
  std::vector<Panel> panels;
  const Evidence* evidence = evidence_with(cases, "trained_lengths");
  if (evidence == nullptr) {
    return panels;
  }
  std::vector<int> lengths = evidence->asked.predictor->lengths;
  if (all && lengths.size() > 2) {
    lengths.erase(lengths.begin(), lengths.end() - 2);
  }
  for (const int spins : lengths) {
    Panel panel = trace_panel(*evidence->result, spins, all ? std::size_t{1} << spins : 4);
    if (!panel.series.empty()) {
      panels.push_back(std::move(panel));
    }
  }
  return panels;
}

// ---------------------------------------------------------------- fig. 4

/// Without the start, where every entropy is zero and no logarithm exists.
Series after_start(std::string column, std::string label, Role role, Style style, const Record& record,
                   std::vector<double> values) {
  std::vector<double> times(record.times.begin() + 1, record.times.end());
  values.erase(values.begin());
  return {std::move(column), std::move(label), role, style, std::move(times), std::move(values), {}};
}

/// The start says nothing: there must be a time after it.
bool draws_entropy(const Record& record) {
  return record.observables.contains("relative_entropy") && record.times.size() > 1;
}

Panel entropy_panel(const Cases& cases) {
  Panel panel;
  const Evidence* evidence = evidence_with(cases, "trained_lengths");
  if (evidence == nullptr || !draws_entropy(*evidence->result)) {
    return panel;
  }
  const Record* record = &*evidence->result;
  panel.quantity = "mean relative entropy (dashed: a state at rest)";
  panel.logarithmic = true;
  const std::vector<int> lengths = all_lengths(*evidence->asked.predictor);
  const Dataset& entropy = record->observables.at("relative_entropy").mean;
  const Dataset* rest = table_of(*record, "persistence_entropy");
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    const Role role = role_of_component(k, lengths.size());
    panel.series.push_back(after_start(fmt::format("entropy_{}", lengths[k]),
                                       fmt::format("{} spins", lengths[k]), role, Style::line, *record,
                                       column_of(entropy, k)));
    if (rest != nullptr) {
      panel.series.push_back(after_start(fmt::format("persistence_{}", lengths[k]), "", role, Style::dashed,
                                         *record, column_of(*rest, k)));
    }
  }
  panel.series.push_back({"paper_bound",
                          "0.03, the paper's bound",
                          Role::limit,
                          Style::dotted,
                          {record->times[1], record->times.back()},
                          {0.03, 0.03},
                          {}});
  return panel;
}

// ---------------------------------------------------------------- fig. 5

std::vector<Panel> transfer_panels(const Cases& cases) {
  const Evidence* evidence = evidence_with(cases, "scratch_entropy");
  if (evidence == nullptr || !draws_entropy(*evidence->result) ||
      table_of(*evidence->result, "untuned_entropy") == nullptr) {
    return {};
  }
  const Record* record = &*evidence->result;
  const std::vector<int> lengths = all_lengths(*evidence->asked.predictor),
                         trained = evidence->asked.predictor->lengths;
  Panel losses, entropies;
  losses.quantity = "validation loss (1: a state at rest)";
  losses.logarithmic = entropies.logarithmic = true;
  entropies.quantity = "mean relative entropy";
  double epochs = 1.0;
  for (std::size_t k = trained.size(); k < lengths.size(); ++k) {
    for (const auto& [prefix, label, role] : {std::tuple{"fine_tuned", "fine-tuned", Role::network},
                                              std::tuple{"scratch", "from scratch", Role::budget}}) {
      if (const Dataset* loss = table_of(*record, fmt::format("{}_{}_validation_loss", prefix, lengths[k]))) {
        std::vector<double> epoch(loss->values.size());
        std::iota(epoch.begin(), epoch.end(), 1.0);
        epochs = std::max(epochs, epoch.back());
        losses.series.push_back({fmt::format("{}_loss_{}", prefix, lengths[k]),
                                 fmt::format("{} spins, {}", lengths[k], label),
                                 role,
                                 Style::line,
                                 epoch,
                                 loss->values,
                                 {}});
      }
    }
    const std::size_t tuned = k - trained.size();
    entropies.series.push_back(after_start(fmt::format("fine_tuned_{}", lengths[k]), "fine-tuned",
                                           Role::network, Style::line, *record,
                                           column_of(record->observables.at("relative_entropy").mean, k)));
    entropies.series.push_back(after_start(fmt::format("scratch_{}", lengths[k]), "from scratch",
                                           Role::budget, Style::line, *record,
                                           column_of(*table_of(*record, "scratch_entropy"), tuned)));
    entropies.series.push_back(after_start(fmt::format("untuned_{}", lengths[k]),
                                           "weights as trained on shorter chains", Role::muted, Style::dashed,
                                           *record, column_of(*table_of(*record, "untuned_entropy"), tuned)));
  }
  losses.horizontal = OwnAxis{"epoch", {1.0, std::max(2.0, epochs)}};
  return {std::move(losses), std::move(entropies)};
}

// ---------------------------------------------------------------- table 1

std::vector<Panel> cost_panels(const Cases& cases) {
  std::vector<Panel> panels;
  std::vector<CostRow> rows;
  for (const Evidence* one : cases) {
    if (rows.empty() && one->result) {
      rows = cost_rows(*one->result);
    }
  }
  std::vector<int> batches;
  for (const CostRow& row : rows) {
    if (std::find(batches.begin(), batches.end(), row.batch) == batches.end()) {
      batches.push_back(row.batch);
    }
  }
  using Seconds = double CostRow::*;
  const std::array<std::tuple<const char*, const char*, Role, Style, Seconds>, 4> methods{
      {{"predictor", "predictor", Role::network, Style::wide, &CostRow::predictor},
       {"every_time", "diagonalised for every state", Role::distance4, Style::line,
        &CostRow::diagonalise_every_time},
       {"once", "diagonalised once", Role::distance3, Style::line, &CostRow::diagonalise_once},
       {"batched", "batched propagator", Role::limit, Style::dashed, &CostRow::batched_propagator}}};
  for (const int batch : batches) {
    Panel& panel = panels.emplace_back();
    panel.quantity = fmt::format("seconds, batch of {}", batch);
    panel.logarithmic = true;
    for (const auto& [column, label, role, style, seconds] : methods) {
      Series series{fmt::format("{}_{}", column, batch), label, role, style, {}, {}, {}};
      for (const CostRow& row : rows) {
        if (row.batch == batch) {
          series.x.push_back(row.spins);
          series.y.push_back(row.*seconds);
        }
      }
      panel.series.push_back(std::move(series));
    }
  }
  return panels;
}

}  // namespace

Panel training_panel(const Record& result) {
  Panel panel;
  panel.quantity = "loss (1: a state at rest)";
  panel.logarithmic = true;
  for (const auto& [name, label, role] : {std::tuple{"training_loss", "training", Role::muted},
                                          std::tuple{"validation_loss", "validation", Role::network}}) {
    if (const Dataset* loss = table_of(result, name)) {
      std::vector<double> epochs(loss->values.size());
      std::iota(epochs.begin(), epochs.end(), 1.0);
      panel.series.push_back({name, label, role, Style::line, epochs, loss->values, {}});
    }
  }
  return panel;
}

bool is_predictor_panel(const std::string& name) {
  return name == "traces" || name == "all_traces" || name == "relative_entropy" || name == "transfer" ||
         name == "costs";
}

std::vector<Panel> predictor_panels(const std::string& name, const Cases& cases) {
  if (name == "traces" || name == "all_traces") {
    return trace_panels(cases, name == "all_traces");
  }
  if (name == "transfer") {
    return transfer_panels(cases);
  }
  if (name == "costs") {
    return cost_panels(cases);
  }
  Panel entropies = entropy_panel(cases);
  return entropies.series.empty() ? std::vector<Panel>{} : std::vector<Panel>{std::move(entropies)};
}

}  // namespace quenchmark::validation
