#pragma once
// The study as numbers.

#include <string>
#include <vector>

#include "validation/scaling/measure_network.hpp"

namespace quenchmark::validation {

/// One row per network and field, empty cells for what is not known; `#` lines say what it is.
std::string network_size_table(const std::string& id, const std::string& caption,
                               const std::vector<NetworkMeasurement>& networks);

}  // namespace quenchmark::validation
