#pragma once
// The figures of the predictor paper, drawn from the tables that a predictor's record holds.

#include <optional>
#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// The panels of one figure by its name; none when no case recorded what it needs:
///   traces            fig. 2: the four amplitudes that move most, predicted and exact, one panel per length
///   all_traces        fig. 3: all amplitudes of the two longest chains trained on
///   relative_entropy  fig. 4: mean relative entropy by length, and that of a state at rest
///   transfer          fig. 5: validation loss and relative entropy, fine-tuned and from scratch
///   costs             table 1: seconds by method over the chain length, one panel per batch
std::vector<Panel> predictor_panels(const std::string& name, const std::vector<const Evidence*>& cases);

/// Training and validation loss by epoch; no series when nothing was trained.
Panel training_panel(const Record& result);

/// Names of predictor_panels.
bool is_predictor_panel(const std::string& name);

/// One row of table 1: a chain length and a batch, and the seconds of every method.
struct CostRow {
  int spins = 0, batch = 0;
  double predictor = 0.0, diagonalise_every_time = 0.0, diagonalise_once = 0.0, batched_propagator = 0.0;
  /// What the paper prints for its exact diagonalisation and its predictor; absent beyond its table.
  std::optional<double> paper_exact, paper_predictor;
};

/// One for each row of the record; empty when the run was not timed by all methods.
std::vector<CostRow> cost_rows(const Record& result);

/// Table 1 with all methods, and how many times faster the predictor is than each.
std::string cost_table(const std::vector<CostRow>& rows, const std::string& comment);

}  // namespace quenchmark::validation
