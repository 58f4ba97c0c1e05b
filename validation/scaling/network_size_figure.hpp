#pragma once
// Error against network size: the same quenches by networks of growing width and depth, on a lattice small
// enough that everything is summed exactly.

#include <vector>

#include "cases/spec/figure_spec.hpp"
#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

/// One mark per network: errors against the number of parameters, one row of panels per field; below, what
/// stops the networks at the critical field. Its table is network_size_table. Without panels when no case has
/// both a result and a reference.
Figure draw_network_size(const cases::FigureSpec& figure, const std::vector<const Evidence*>& cases);

}  // namespace quenchmark::validation
