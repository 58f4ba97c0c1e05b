#pragma once
// Every figure of the three papers: what it shows, and which cases of the catalogue show it here.
//
// A case belongs to a figure when its `paper` is "2D", "3D" or "SRU" and its `figure` the number used below
// ("1b", "S6", "table 1"); several, with a comma between them, when it serves several panels.

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

struct PaperFigure {
  std::string id;      ///< "2d-fig1b", the name of its files
  std::string paper;   ///< "2D", "3D", "SRU"
  std::string number;  ///< "1b"
  std::string shows;
  std::vector<std::string>
      observables;      ///< panels, names of observables or "r2_integrated"; empty: not curves of a case
  std::string missing;  ///< why no case of the catalogue shows it yet
};

/// In the order of the papers.
const std::vector<PaperFigure>& paper_figures();

/// True when the case says that it belongs to the figure.
bool shows_figure(const cases::Case& asked, const PaperFigure& figure);

/// The runs of all its cases over their reference, one panel per observable. Without panels when nothing was
/// recorded.
Figure draw_paper_figure(const PaperFigure& figure, const std::vector<const Evidence*>& cases);

/// Figures that follow from the protocol alone, e.g. the couplings of a ramp. Without panels for all others.
Figure draw_without_runs(const PaperFigure& figure);

}  // namespace quenchmark::validation
