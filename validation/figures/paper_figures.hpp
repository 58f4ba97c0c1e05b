#pragma once
// Every figure of the three papers: what it shows, and which cases of the catalogue show it here.
//
// A case belongs to a figure when its `figure` is the figure's id ("2d-fig1b"), or when its `paper` is "2D",
// "3D" or "SRU" and its `figure` the number used below ("1b", "S6", "table 1"); several, with a comma between
// them, when it serves several panels. A case without a solver is somebody else's curve, beside all others.

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
  /// Names of observables, or those of paper_panels.hpp and predictor_figures.hpp; empty: not made of runs.
  std::vector<std::string> panels;
  std::string missing;  ///< why no case of a catalogue shows it
};

/// In the order of the papers.
const std::vector<PaperFigure>& paper_figures();

/// True when the case says that it belongs to the figure.
bool shows_figure(const cases::Case& asked, const PaperFigure& figure);

/// The runs of all its cases at the largest tier that any of them was run at, over their references; the tier
/// and what it reduces stand in the heading. Without panels when nothing was run.
Figure draw_paper_figure(const PaperFigure& figure, const std::vector<const Evidence*>& cases);

/// Figures that follow from the protocol alone, e.g. the couplings of a ramp. Without panels for all others.
Figure draw_without_runs(const PaperFigure& figure);

}  // namespace quenchmark::validation
