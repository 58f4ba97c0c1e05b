#pragma once
// Gaussian states of a transverse-field Ising ring, in Majorana operators.
//
// Jordan and Wigner: a_i = (prod_{j<i} sx_j) sz_i, and b_i likewise with sy, so that sx_i = -i a_i b_i and
// sz_i sz_{i+1} = -i b_i a_{i+1}; a ring with an even number of down x-spins has a_{N} = -a_0. Then
// H = (i/4) sum M_mn g_m g_n with g = (a_0, b_0, a_1, b_1, ...), the Heisenberg equation is dg/dt = M g, and
// a Gaussian state is its covariance G_mn = (i/2) <[g_m, g_n]> (E. Barouch and B. M. McCoy, Phys. Rev. A 3,
// 786 (1971)).

#include <Eigen/Core>

namespace quenchmark::reference {

/// H = -J sum sz sz - h sum sx on a ring of `sites`, even number of down x-spins.
struct RingCouplings {
  double J = 0.0;
  double h = 0.0;
};

/// M v for every column of v [2 sites, columns].
Eigen::MatrixXd apply_generator(const RingCouplings& couplings, const Eigen::MatrixXd& v);

/// All sx = +1.
Eigen::MatrixXd paramagnet_covariance(int sites);

/// (-1)^d Pf: <sz_0 sz_d> from a covariance, 1 <= d < sites.
double spin_correlation(const Eigen::MatrixXd& covariance, int distance);
/// <sx>, averaged over the sites.
double mean_sx(const Eigen::MatrixXd& covariance);
/// <H^2> - <H>^2 by Wick's theorem.
double ring_energy_variance(const RingCouplings& couplings, const Eigen::MatrixXd& covariance);
/// |<a|b>|^2 of two pure states.
double squared_overlap(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// Pfaffian of a real antisymmetric matrix, by elimination with pivots (M. Wimmer, ACM Trans. Math. Softw.
/// 38, 30 (2012)).
double pfaffian(Eigen::MatrixXd a);

}  // namespace quenchmark::reference
