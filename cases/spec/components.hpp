#pragma once
// What tells the components of an observable apart: one vocabulary for cases, records, claims and figures.

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// One component: a displacement of the lattice, or {n} for chains of n spins. Empty when there is only one.
using ComponentLabel = std::vector<int>;

/// The axis of the components of an observable.
struct Components {
  std::string name;                    ///< "displacement" or "spins"; empty: a single component, no axis
  std::vector<ComponentLabel> labels;  ///< [D], rows of one length

  bool empty() const { return labels.empty(); }
  /// 1 without an axis.
  std::size_t count() const { return std::max<std::size_t>(1, labels.size()); }
  /// Of every component; one empty label without an axis.
  std::vector<ComponentLabel> all() const { return empty() ? std::vector<ComponentLabel>{{}} : labels; }
  bool operator==(const Components&) const = default;
};

inline constexpr const char* displacement_axis = "displacement";
inline constexpr const char* spins_axis = "spins";

/// Of an observable of a resolved case: its displacements, or the lengths that a predictor was trained on and
/// then those it was fine-tuned to (these alone for entropy_over_scratch).
Components components_of(const Case& resolved, const Observable& observable);

/// The component that a resolved claim is about.
ComponentLabel component_of(const Claim& claim);

}  // namespace quenchmark::cases
