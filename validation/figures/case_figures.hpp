#pragma once
// The figures of a case: what was measured against what is true, how wrong it may be, and how the run went.

#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// One figure per observable ("<case>-<tier>-mx": the curve on its reference with the budget as a band;
/// below, the error on a logarithmic axis with the budget and the limits of the claims), then "-certificate"
/// (the parts of the bound on the state's angle; below, the bound and, where wave functions were stored, the
/// angle itself), "-steps" (how the run went) and "-spectrum" (sigma_k^2 relative to the largest). What was
/// not recorded is left out.
std::vector<Figure> case_figures(const Evidence& evidence);

/// "<case>-<tier>-<what>".
std::string figure_id(const cases::Case& asked, const std::string& what);

}  // namespace quenchmark::validation
