#pragma once
// Error against network size: the same quenches by networks of growing width and depth, on a lattice small
// enough that everything is summed exactly.

#include <string>
#include <vector>

#include "validation/figures/figure.hpp"
#include "validation/judge/judge.hpp"

namespace quenchmark::validation {

struct NetworkSizeStudy {
  std::string id;  ///< "network-size-4x4": name of its files, and how the ids of its cases begin
  std::string shows;
};

const std::vector<NetworkSizeStudy>& network_size_studies();

/// True for the cases of the study, at the tier that is the study.
bool belongs_to(const cases::Case& asked, const NetworkSizeStudy& study);

/// One mark per network: errors against the number of parameters, one row of panels per field; below, what
/// stops the networks at the critical field. Its table is network_size_table. Without panels when no case has
/// both a result and a reference.
Figure draw_network_size(const NetworkSizeStudy& study, const std::vector<const Evidence*>& cases);

}  // namespace quenchmark::validation
