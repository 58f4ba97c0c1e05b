#pragma once
// Wave functions at the output times, in a form that both the solvers and the reference can write and the
// judge can compare.

#include <complex>
#include <cstdint>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// A configuration is an integer: bit i is 1 when site i is down (s_i = -1) in the stated basis; all up is 0.
/// Of each symmetry orbit only the smallest integer is kept. Amplitudes are those of one configuration, in
/// the Schroedinger picture, normalised so that sum_k multiplicity[k] |amplitude[t][k]|^2 = 1.
struct StateSnapshots {
  Basis basis = Basis::z;                                     ///< z or x
  bool translations = false;                                  ///< orbits under Problem::translations ...
  bool point_group = false;                                   ///< ... and Problem::point_group ...
  bool spin_flip = false;                                     ///< ... and the flip of all spins
  std::vector<std::uint64_t> configurations;                  ///< [K], increasing
  std::vector<double> multiplicity;                           ///< [K], orbit sizes
  std::vector<std::vector<std::complex<double>>> amplitudes;  ///< [T][K]

  bool empty() const { return configurations.empty(); }
};

}  // namespace quenchmark::cases
