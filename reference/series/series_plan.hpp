#pragma once
// Which orders a series goes to, and what they cost, decided before anything is computed.

#include <cstdint>

#include "cases/spec/problem.hpp"
#include "reference/series/pauli_string.hpp"

namespace quenchmark::reference::series {

struct SeriesPlan {
  SeriesLattice lattice;
  bool in_time = false;         ///< Taylor series in t: quenches
  int order = 0;                ///< of t in mx, mz and between neighbours
  int far_order = 0;            ///< of t at all other distances
  int fisher_order = 0;         ///< of t in f_q, a sum over all distances, which costs more
  bool in_coupling = false;     ///< orders of J with the field exact: from the paramagnet
  int coupling_order = 0;       ///< of J in mx and between neighbours
  int far_coupling_order = 0;   ///< of J at all other distances, and in f_q
  double coupling_reach = 0.0;  ///< integrals of |J| over time beyond which these orders say nothing
  std::int64_t peak_bytes = 0;
  std::int64_t available_bytes = 0;  ///< what the plan was made for
};

/// The highest orders, even ones, that take about a minute and fit into `memory` bytes. Throws
/// Error(bad_case) for problems that are not quenches or ramps of the transverse-field Ising model on a
/// torus, from paramagnet or ferromagnet, and for observables without a series.
SeriesPlan make_series_plan(const cases::Problem& problem, std::int64_t memory);

/// Throws Error(memory) where not even the lowest orders fit.
void require_memory_for(const SeriesPlan& plan);

/// How many bonds the shortest ways to a displacement have, and ln of how many ways there are.
struct ShortestPaths {
  int bonds = 0;
  double log_count = 0.0;
};
ShortestPaths shortest_paths(const SeriesLattice& lattice, const std::vector<int>& displacement);

/// Displacements as lattice sites; the torus of the problem may be without end in the series.
Site site_at(const SeriesLattice& lattice, const std::vector<int>& displacement);

/// The leading term of <sz_0 sz_R>(t) after a quench from the paramagnet: paths/(2 (2n)!) (4t)^(2n) (J h)^n
/// for R at n bonds; on a torus all shortest paths count. An upper estimate of correlations beyond the order.
double leading_correlation(const SeriesLattice& lattice, const std::vector<int>& displacement, double J,
                           double h, double t);

}  // namespace quenchmark::reference::series
