#pragma once
// What a test build gives one side of a case in place of its problem (base/planted_defect.hpp).

#include <algorithm>

#include "cases/spec/problem.hpp"

namespace quenchmark::cases {

/// Without one of its exchange terms.
inline Problem without_a_bond(Problem problem) {
  problem.terms.erase(std::find_if(problem.terms.begin(), problem.terms.end(),
                                   [](const PauliTerm& term) { return term.channel == Channel::exchange; }));
  return problem;
}

}  // namespace quenchmark::cases
