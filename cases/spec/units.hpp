#pragma once
// What a number of an observable is measured in.

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// The power of energy in an observable: 1 for energies, 2 for their variance, 0 for pure numbers.
constexpr int energy_power(ObservableKind kind) {
  switch (kind) {
    case ObservableKind::energy:
    case ObservableKind::energy_density:
    case ObservableKind::excess_energy:
      return 1;
    case ObservableKind::energy_variance:
      return 2;
    default:
      return 0;
  }
}

/// A value of order one: `energy_unit` (Schedule::energy_unit) to the power of the observable.
constexpr double unit_of(ObservableKind kind, double energy_unit) {
  const int power = energy_power(kind);
  return power == 0 ? 1.0 : power == 1 ? energy_unit : energy_unit * energy_unit;
}

}  // namespace quenchmark::cases
