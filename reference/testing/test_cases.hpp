#pragma once
// Small cases for the tests and benchmarks of the exact engine, filled in by hand.

#include <algorithm>
#include <cmath>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/reference.hpp"

namespace quenchmark::reference::testing {

inline cases::LatticeKind lattice_kind(const std::vector<int>& size) {
  return size.size() == 1   ? cases::LatticeKind::chain
         : size.size() == 2 ? cases::LatticeKind::square
                            : cases::LatticeKind::cubic;
}

/// A quench of the transverse-field Ising model on a torus, all observables, output at the times given.
inline cases::Case quench_case(const std::vector<int>& size, double h, const std::vector<double>& times) {
  cases::Case asked;
  asked.model.lattice = lattice_kind(size);
  asked.model.size = size;
  asked.model.h = h;
  asked.model.double_bonds = cases::DoubleBonds::count;
  asked.protocol.t_max = times.back();
  asked.protocol.output_times = times;
  for (const auto kind : {cases::ObservableKind::mx, cases::ObservableKind::mz, cases::ObservableKind::zz,
                          cases::ObservableKind::zz_connected, cases::ObservableKind::energy,
                          cases::ObservableKind::energy_density, cases::ObservableKind::energy_variance,
                          cases::ObservableKind::f_q, cases::ObservableKind::loschmidt}) {
    asked.observables.push_back({kind, {}});
  }
  return asked;
}

/// make_problem, every displacement for zz and zz_connected.
inline cases::Problem problem_of(cases::Case asked) {
  for (cases::Observable& observable : asked.observables) {
    if (observable.kind == cases::ObservableKind::zz ||
        observable.kind == cases::ObservableKind::zz_connected) {
      observable.displacements = cases::default_displacements({asked.model.size, asked.model.boundary});
    }
  }
  return cases::make_problem(asked);
}

inline cases::ReferenceSpec method(cases::ReferenceMethod asked) {
  cases::ReferenceSpec spec;
  spec.method = asked;
  return spec;
}

inline double largest_difference(const ObservableTable& a, const ObservableTable& b) {
  double largest = a.size() == b.size() ? 0.0 : INFINITY;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
    for (std::size_t c = 0; c < a[k].size(); ++c) {
      largest = std::max(largest, std::abs(a[k][c] - b[k].at(c)));
    }
  }
  return largest;
}

}  // namespace quenchmark::reference::testing
