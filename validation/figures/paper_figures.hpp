#pragma once
// The figures that the catalogue lists, of papers and of studies, drawn from the results of their cases.
//
// A case belongs to a figure of a paper when its `figure` is the figure's id ("2d-fig1b"), or when its `paper`
// is that of the list ("2D", "3D", "SRU") and its `figure` the number there ("1b", "S6", "table 1"); several,
// with a comma between them, when it serves several panels. To a figure of a study belong the members that it
// names. A case without a solver is somebody else's curve, beside all others.

#include <vector>

#include "cases/spec/figure_spec.hpp"
#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// True when the case belongs to the figure.
bool shows_figure(const cases::Case& asked, const cases::FigureSpec& figure);

/// The cases of the largest tier that any of them was run at, from small to large; curves without a solver go
/// along.
std::vector<const Evidence*> runs_of_one_tier(const std::vector<const Evidence*>& cases);

/// The runs of all its cases at the largest tier that any of them was run at, over their references; the tier
/// and what it reduces stand in the heading. Without panels when nothing was run.
Figure draw_from_runs(const cases::FigureSpec& figure, const std::vector<const Evidence*>& cases);

/// Figures that follow from the protocol alone, e.g. the couplings of a ramp. Without panels for all others.
Figure draw_without_runs(const cases::FigureSpec& figure);

}  // namespace quenchmark::validation
