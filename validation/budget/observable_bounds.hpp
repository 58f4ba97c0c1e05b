#pragma once
// How far an observable can move when the state moves by a known distance. s = sin(min(Angle, pi/2)) is the
// trace distance of two pure states, and |<A>_1 - <A>_2| <= (a_max - a_min) s for eigenvalues of A in [a_min,
// a_max].
//
//   mx, mz, zz         eigenvalues in [-1, 1]                                               2 s
//   energy             in [-B, B], B = sum of |coefficient x coupling(t)| of all terms       2 B s
//   energy_density, excess_energy                                                           2 B s / N
//   loschmidt          a projector                                                          s
//   f_q                Var(O) = min over c of <(O - c)^2>, O = sum sz in [-N, N]; with c the mean of either
//   state the
//                      operator (O - c)^2 lies in [0, (N + |c|)^2]. The unknown mean is within 2 N s of the
//                      known one: |d Var(O)| <= (N + |<O>| + 2 N s)^2 s,  f_q = Var(O)/N              N (1 +
//                      |mz| + 2 s)^2 s
//   energy_variance    the same with O = H                                                  (B + |E| + 2 B
//   s)^2 s zz_connected       C = <zz> - <z_i><z_j>: the product moves by |dz| (|z_i| + |z_j'|), dz = 2 s. On
//   a torus every
//                      <z_i> is mz                                                          2 s + 2 s (2 |mz|
//                      + 2 s)
// Means that were not recorded count as their largest value. No bound exceeds the range of its observable.

#include <optional>

#include "cases/spec/problem.hpp"

namespace quenchmark::validation {

/// Means of the run at one time, where recorded.
struct KnownMeans {
  std::optional<double> mz;
  std::optional<double> energy;  ///< total
};

/// B at time t.
double energy_bound(const cases::Problem& problem, double t);

/// Largest difference between the observable of the run and that of any state within `angle` of it.
double observable_bound(cases::ObservableKind kind, double angle, const cases::Problem& problem, double t,
                        const KnownMeans& means);

}  // namespace quenchmark::validation
