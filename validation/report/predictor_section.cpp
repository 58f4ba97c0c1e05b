#include "validation/report/predictor_section.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "validation/figures/predictor_figures.hpp"

namespace quenchmark::validation {

namespace {

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string html = "<tr>";
  for (const std::string& cell : cells) {
    html += fmt::format("<{0}>{1}</{0}>", tag, cell);
  }
  return html + "</tr>\n";
}

std::string table(const std::string& heading, const std::string& rows) {
  return fmt::format("<h3>{}</h3>\n<div class=\"scroll\"><table><tbody>\n{}</tbody></table></div>\n", heading,
                     rows);
}

/// NaN when there is one: it must not pass for a small error.
double largest_in_column(const Dataset& data, std::size_t column) {
  double largest = 0.0;
  for (std::size_t at = column; at < data.values.size(); at += data.shape[1]) {
    const double value = data.values[at];
    largest = std::isnan(value) || value > largest ? value : largest;
    if (std::isnan(largest)) {
      break;
    }
  }
  return largest;
}

std::string entropy_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.2g}", value) : "not finite";
}

/// The largest mean relative entropy of the predictor and of what it has to beat.
std::string accuracy_table(const Record& result) {
  const auto entropy = result.observables.find("relative_entropy");
  const auto rest = result.tables.find("persistence_entropy"), map = result.tables.find("linear_map_entropy");
  if (entropy == result.observables.end() || rest == result.tables.end() || map == result.tables.end()) {
    return {};
  }
  std::string rows = row({"spins", "predictor", "state at rest", "least-squares step"}, "th");
  const auto& lengths = entropy->second.components.labels;
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    rows += row(
        {fmt::format("{}", lengths[k].front()), entropy_text(largest_in_column(entropy->second.mean, k)),
         entropy_text(largest_in_column(rest->second, k)), entropy_text(largest_in_column(map->second, k))});
  }
  return table("Largest mean relative entropy", rows) +
         "<p class=\"facts\">The least-squares step is a matrix of 4^N numbers for one chain length, found "
         "from the same trajectories. One step of the exact dynamics is linear: where these states span all "
         "2^N dimensions, the matrix is that step but for rounding; where they do not, it leaves at rest "
         "what "
         "they never showed. It says nothing about any other length.</p>\n";
}

/// "2 times faster than": of the predictor against an exact side that took `exact` seconds.
std::string times_faster(double predictor, double exact) {
  const double ratio = exact / predictor;
  return ratio >= 1.0 ? fmt::format("{:.2g} times faster than", ratio)
                      : fmt::format("{:.2g} times slower than", 1.0 / ratio);
}

/// What the largest batch hides: one state of the same chain by itself.
std::string single_state_words(const std::vector<CostRow>& rows) {
  for (const CostRow& row : rows) {
    if (row.batch == 1 && row.spins == rows.back().spins && rows.back().batch > 1) {
      return fmt::format("One state by itself took {:.3g} s, {} diagonalising for it ({:.3g} s). ",
                         row.predictor, times_faster(row.predictor, row.diagonalise_every_time),
                         row.diagonalise_every_time);
    }
  }
  return {};
}

/// Where the factor of the paper stands: always against the exact side that it was measured against.
std::string speed_words(const std::vector<CostRow>& rows) {
  const CostRow& last = rows.back();
  const auto times = [&](double seconds) { return times_faster(last.predictor, seconds); };
  std::string text = fmt::format(
      "<p>For {} spins and a batch of {} the predictor took {:.3g} s. That is {} one diagonalisation per "
      "state "
      "({:.3g} s), {} one diagonalisation for all states ({:.3g} s), and {} one diagonalisation and a matrix "
      "product per "
      "step for the whole batch ({:.3g} s). ",
      last.spins, last.batch, last.predictor, times(last.diagonalise_every_time), last.diagonalise_every_time,
      times(last.diagonalise_once), last.diagonalise_once, times(last.batched_propagator),
      last.batched_propagator);
  text += single_state_words(rows);
  if (last.paper_exact) {
    const double factor = *last.paper_exact / *last.paper_predictor;
    text += fmt::format(
        "The paper prints {:.3g} s against {:.3g} s, a factor of {:.0f}. Its exact side costs {:.2g} s for "
        "every state, {:.2g} times ours. ",
        *last.paper_exact, *last.paper_predictor, factor, *last.paper_exact / last.batch,
        *last.paper_exact / last.diagonalise_every_time);
    const double against_once = last.diagonalise_once / last.predictor;
    if (against_once < 1.0) {
      text +=
          "The factor is that of the exact side it was held against, and does not survive one that "
          "diagonalises the Hamiltonian once. ";
    } else if (against_once < factor) {
      text += fmt::format(
          "Against an exact side that diagonalises the Hamiltonian once, a factor of {:.2g} is left. ",
          against_once);
    }
  }
  return text + "Our times are of this run on this machine, training not counted.</p>\n";
}

std::string cost_section(const Record& result) {
  const std::vector<CostRow> rows = cost_rows(result);
  if (rows.empty()) {
    return {};
  }
  std::string html = row({"spins", "batch", "predictor [s]", "diagonalised for every state",
                          "diagonalised once", "batched propagator", "paper: exact", "paper: predictor"},
                         "th");
  const auto paper = [](const std::optional<double>& seconds) {
    return seconds ? fmt::format("{:.3g}", *seconds) : std::string();
  };
  for (const CostRow& r : rows) {
    html +=
        row({fmt::format("{}", r.spins), fmt::format("{}", r.batch), fmt::format("{:.3g}", r.predictor),
             fmt::format("{:.3g}", r.diagonalise_every_time), fmt::format("{:.3g}", r.diagonalise_once),
             fmt::format("{:.3g}", r.batched_propagator), paper(r.paper_exact), paper(r.paper_predictor)});
  }
  return table("Cost of all steps", html) + speed_words(rows);
}

}  // namespace

std::string predictor_section(const Record& result) {
  return accuracy_table(result) + cost_section(result);
}

}  // namespace quenchmark::validation
