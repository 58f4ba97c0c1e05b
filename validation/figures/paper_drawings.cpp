// Listed figures, drawn from records or from the protocol alone.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include "cases/spec/names.hpp"
#include "cases/spec/problem.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/gnuplot_parts.hpp"
#include "validation/figures/paper_figures.hpp"
#include "validation/figures/paper_panels.hpp"
#include "validation/figures/predictor_figures.hpp"

namespace quenchmark::validation {

namespace {

using Cases = std::vector<const Evidence*>;

/// From small lattices and shallow networks to large and deep ones.
bool smaller(const Evidence* a, const Evidence* b) {
  const auto size = [](const cases::Case& asked) {
    const cases::AnsatzSpec ansatz = asked.solver ? asked.solver->ansatz : cases::AnsatzSpec{};
    return std::tuple(cases::Lattice{asked.model.size, asked.model.boundary}.sites(), ansatz.channels.size(),
                      ansatz.filter, std::accumulate(ansatz.channels.begin(), ansatz.channels.end(), 0));
  };
  return size(a->asked) < size(b->asked);
}

/// "size" of "model.size".
std::string last_word(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

/// Everything in order of first appearance, once.
void add_once(std::vector<std::string>& words, const std::string& word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    words.push_back(word);
  }
}

/// "tier smoke on 4x4; reduced: size, filter, samples".
std::string what_was_run(const Cases& cases) {
  std::vector<std::string> sizes, reduced;
  std::string_view tier;
  for (const Evidence* one : cases) {
    if (one->result) {
      tier = cases::name(one->asked.tier);
      const std::string size = fmt::format("{}", fmt::join(one->asked.model.size, "×"));
      add_once(sizes, one->asked.predictor ? "chains of up to " + size + " spins" : size);
      for (const std::string& key : one->asked.reduces) {
        add_once(reduced, last_word(key));
      }
    }
  }
  return fmt::format(
      "tier {} on {}; {}", tier, fmt::join(sizes, ", "),
      reduced.empty() ? "nothing reduced" : fmt::format("reduced: {}", fmt::join(reduced, ", ")));
}

/// The text in lines that fit into the width of the figure.
std::vector<std::string> wrapped(const std::string& text, int width) {
  constexpr double margin = 20;  // pixels
  std::vector<std::string> lines{""};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && text_width(lines.back() + " " + word) > width - margin) {
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

/// J(t)/Jc and h(t)/hc of the smooth ramp over t/tau_Q.
Panel ramp_panel() {
  cases::Model model;
  model.lattice = cases::LatticeKind::cubic;
  cases::Protocol protocol;
  protocol.kind = cases::ProtocolKind::smooth_ramp;
  protocol.tau_q = 1.0;
  protocol.x_end = 1.5;
  const cases::Schedule schedule(model, protocol);
  const double critical_field = cases::critical_field(model.lattice);
  Series field{"h_over_hc", "h/h_c", Role::network, Style::line, {}, {}, {}};
  Series exchange{"J_over_Jc", "J/J_c", Role::budget, Style::line, {}, {}, {}};
  constexpr int intervals = 120;
  for (int k = 0; k <= intervals; ++k) {
    const double t = schedule.t_start() + (schedule.t_end() - schedule.t_start()) * k / intervals;
    const cases::Couplings couplings = schedule.at(t);
    field.x.push_back(t);
    exchange.x.push_back(t);
    field.y.push_back(couplings[static_cast<std::size_t>(cases::Channel::transverse)] / critical_field);
    exchange.y.push_back(couplings[static_cast<std::size_t>(cases::Channel::exchange)]);
  }
  Panel panel;
  panel.quantity = "couplings";
  panel.series = {field, exchange};
  return panel;
}

/// The figure's files and words, without panels.
Figure empty_figure(const cases::FigureSpec& figure) {
  Figure drawn;
  drawn.id = figure.id;
  drawn.caption =
      figure.paper.empty() ? figure.shows : "[" + figure.paper + "] " + figure.number + ": " + figure.shows;
  return drawn;
}

/// Panels side by side, each under its own legend where it needs one.
void lay_out_predictor(const std::string& name, const Cases& cases, Figure& drawn) {
  drawn.panels = predictor_panels(name, cases);
  if (drawn.panels.size() > 1) {
    drawn.columns = drawn.panels.size() % 3 == 0 ? 3 : 2;
    drawn.width = 860;
    const int rows = (static_cast<int>(drawn.panels.size()) + drawn.columns - 1) / drawn.columns;
    drawn.height = 100 + (name == "all_traces" ? 360 : 200) * rows;
  }
  if (name == "costs" && !drawn.empty()) {
    drawn.horizontal_label = "spins";
    drawn.horizontal_range = {2.0, 7.0};
    for (const Series& series : drawn.panels.front().series) {
      drawn.horizontal_range = {series.x.front(), std::max(series.x.back(), series.x.front() + 1.0)};
    }
    for (const Evidence* one : cases) {
      if (const std::vector<CostRow> rows = one->result ? cost_rows(*one->result) : std::vector<CostRow>{};
          !rows.empty()) {
        drawn.table = cost_table(rows, drawn.id + ": " + drawn.caption);
        break;
      }
    }
  }
  for (std::size_t p = 1; p < drawn.panels.size() && name != "transfer"; ++p) {
    for (Series& series : drawn.panels[p].series) {
      series.label.clear();  // the first panel names the lines of all
    }
  }
}

/// "[2D] fig. 2a: ...", "[SRU] table 1: ...", and what a figure of a study shows as it is.
std::string heading_of(const cases::FigureSpec& figure) {
  const char* kind = figure.number.starts_with("table") ? "" : "fig. ";
  return figure.paper.empty() ? figure.shows
                              : fmt::format("[{}] {}{}: {}", figure.paper, kind, figure.number, figure.shows);
}

}  // namespace

std::vector<const Evidence*> runs_of_one_tier(const std::vector<const Evidence*>& cases) {
  std::optional<cases::Tier> largest;
  for (const Evidence* one : cases) {
    if (one->result && (!largest || one->asked.tier > *largest)) {
      largest = one->asked.tier;
    }
  }
  Cases chosen;
  if (!largest) {
    return chosen;
  }
  std::set<std::string> published;
  for (const Evidence* one : cases) {
    const bool run = one->result && one->asked.tier == *largest;
    const bool curve = !one->asked.solver && !one->asked.predictor && one->reference &&
                       published.insert(one->asked.id).second;
    if (run || curve) {
      chosen.push_back(one);
    }
  }
  std::stable_sort(chosen.begin(), chosen.end(), smaller);
  return chosen;
}

Figure draw_from_runs(const cases::FigureSpec& figure, const std::vector<const Evidence*>& all) {
  Figure drawn = empty_figure(figure);
  const Cases cases = runs_of_one_tier(all);
  if (cases.empty()) {
    return drawn;
  }
  if (!figure.panels.empty() && is_predictor_panel(figure.panels.front())) {
    lay_out_predictor(figure.panels.front(), cases, drawn);
    if (drawn.empty()) {
      return drawn;
    }
  }
  for (const std::string& name : drawn.empty() ? figure.panels : std::vector<std::string>{}) {
    Panel panel = paper_panel(name, cases);
    if (panel.series.empty()) {
      continue;
    }
    // The same runs have the same colours in every panel: the first one names them.
    for (Series& series : panel.series) {
      series.label = !drawn.empty() && !panel.horizontal ? "" : series.label;
    }
    drawn.panels.push_back(std::move(panel));
  }
  const std::string run = what_was_run(cases);
  drawn.caption += " (" + run + ")";
  if (!drawn.horizontal_range) {
    drawn.horizontal_range = {0.0, last_time(cases)};
  }
  if (drawn.columns == 1) {
    drawn.width = 620;
    drawn.height = 120 + 180 * static_cast<int>(drawn.panels.size());
  }
  if (std::find(figure.panels.begin(), figure.panels.end(), "spectrum") != figure.panels.end()) {
    drawn.columns = 2;
    drawn.width = 860;
    drawn.height = 320;
    drawn.table = spectrum_table(*first_run(cases)->result, drawn.id + ": " + drawn.caption);
  }
  for (const std::string& text : {heading_of(figure), run}) {
    for (const std::string& line : wrapped(text, drawn.width)) {
      drawn.heading.push_back(plain_label(line));
    }
  }
  return drawn;
}

Figure draw_without_runs(const cases::FigureSpec& figure) {
  Figure drawn = empty_figure(figure);
  if (figure.panels == std::vector<std::string>{"couplings"}) {
    drawn.horizontal_label = "{/:Italic t / τ_Q}";
    drawn.height = 300;
    drawn.panels.push_back(ramp_panel());
  }
  return drawn;
}

}  // namespace quenchmark::validation
