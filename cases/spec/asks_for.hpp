#pragma once
// What a case asks for, where several floors need the answer.

#include <algorithm>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// Computed here by exact dynamics, rather than taken from a file, a series or another run.
constexpr bool is_computed(ReferenceMethod method) {
  return method == ReferenceMethod::free_fermions || method == ReferenceMethod::exact ||
         method == ReferenceMethod::exact_sector;
}

inline bool asks_for(const std::vector<Observable>& observables, ObservableKind kind) {
  return std::any_of(observables.begin(), observables.end(),
                     [kind](const Observable& observable) { return observable.kind == kind; });
}

}  // namespace quenchmark::cases
