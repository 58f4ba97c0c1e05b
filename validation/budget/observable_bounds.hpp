#pragma once
// How far an observable can move when the state moves by a known angle. s = sin(min(angle, pi/2)) is the
// trace distance of two pure states, and |<A>_1 - <A>_2| <= (a_max - a_min) s for an A with eigenvalues in
// [a_min, a_max].
//
//   observable         why                                                           bound
//   mx, mz, zz         eigenvalues in [-1, 1]                                        2 s
//   energy             in [-B, B], B = sum of |coefficient x coupling(t)|            2 B s
//   energy_density,    energy / N                                                    2 B s / N
//     excess_energy
//   loschmidt          a projector                                                   s
//   f_q                Var(O)/N with O = sum sz in [-N, N]; see below                N (1 + |mz| + 2 s)^2 s
//   energy_variance    Var(H); see below                                             (B + |E| + 2 B s)^2 s
//   zz_connected       <zz> - <z_i><z_j>; see below                                  2 s + 2 s (2 |mz| + 2 s)
//
// A variance is the least of <(A - c)^2> over c. With A in [-a, a] and c the mean of either state, (A - c)^2
// lies in [0, (a + |c|)^2]. The mean of the other state is within 2 a s of the known one, so that |d Var(A)|
// <= (a + |<A>| + 2 a s)^2 s.
// The product <z_i><z_j> moves by at most |dz| (|z_i| + |z_j'|), |dz| <= 2 s; on a torus every <z_i> is mz.
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
