#pragma once
// Costs of a predictor as they stood in files written before they had a table of their own.

#include <map>
#include <string>

#include "validation/record/record.hpp"

namespace quenchmark::validation {

/// Takes the scalars "cost_<method>_<spins>_<batch>" out of `timing` and makes rows of them, by length, then
/// batch. A row that lacks a method holds NaN there, which find_unsound refuses. The seconds of the phase, then
/// called "costs", get the name they have today.
CostTable take_older_costs(std::map<std::string, double>& timing);

}  // namespace quenchmark::validation
