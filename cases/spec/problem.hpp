#pragma once
// The physical problem of a case as explicit data: sites, bonds, Pauli terms, couplings in time, symmetries.
// The solvers and the reference both start from this data and build their matrix elements with their own
// code.

#include <array>
#include <cstdint>
#include <vector>

#include "cases/spec/case.hpp"

namespace quenchmark::cases {

/// Rectangular lattice. Site index = x + L0 (y + L1 z): the first direction runs fastest.
struct Lattice {
  std::vector<int> size;
  Boundary boundary = Boundary::periodic;

  int dimension() const { return static_cast<int>(size.size()); }
  int sites() const;
  std::vector<int> coordinates(int site) const;
  /// Coordinates are wrapped on a torus; -1 for a point outside an open lattice.
  int site(const std::vector<int>& coordinates) const;
};

/// Two neighbours, `first` < `second`. `multiplicity` is 2 for the double bonds of an L = 2 torus, else 1.
struct Bond {
  int first = 0;
  int second = 0;
  int multiplicity = 1;
};

/// permutation[i] = the site to which site i is carried.
using SitePermutation = std::vector<int>;

/// Which time-dependent coupling multiplies a term.
enum class Channel { exchange, transverse, longitudinal };

/// coefficient * couplings(t)[channel] * product of the Pauli matrices `axes[k]` ('x', 'y' or 'z') on
/// `sites[k]`.
struct PauliTerm {
  Channel channel = Channel::exchange;
  double coefficient = -1.0;
  std::vector<int> sites;
  std::vector<char> axes;
};

/// Values of the three couplings at one time, in the order of Channel.
using Couplings = std::array<double, 3>;

/// Couplings in time. Polynomials of at most third degree in x = t/tau_q (constants for a quench).
class Schedule {
 public:
  Schedule() = default;
  Schedule(const Model& model, const Protocol& protocol);

  Couplings at(double t) const;
  /// dH/dt needs these.
  Couplings derivative(double t) const;
  /// Integral of each coupling from t_start to t: the phases of the interaction picture.
  Couplings integral(double t) const;
  bool constant() const { return constant_; }
  double t_start() const { return t_start_; }
  double t_end() const { return t_end_; }

  /// The largest |J|, |h| or |g| between t_start and t_end; 1 where all of them vanish. Thresholds in energy
  /// and time are numbers times this and its inverse, so that nothing depends on the unit a case is written
  /// in.
  double energy_unit() const { return energy_unit_; }
  double time_unit() const { return 1.0 / energy_unit_; }
  /// Times nearer to each other than this are one: 1e-12 of the largest |t|.
  double time_resolution() const;

 private:
  void find_energy_unit(double x_start, double x_end);

  std::array<std::array<double, 4>, 3> polynomial_{};  // [channel][power of x]
  double tau_ = 1.0;
  double t_start_ = 0.0;
  double t_end_ = 0.0;
  double energy_unit_ = 1.0;
  bool constant_ = true;
};

/// Everything that defines the dynamics and what is measured, in the z basis.
struct Problem {
  Lattice lattice;
  std::vector<Bond> bonds;
  std::vector<PauliTerm> terms;
  Schedule schedule;
  Start start = Start::paramagnet;
  std::uint64_t random_seed = 1;
  std::vector<double> output_times;  ///< increasing, first = t_start, last = t_end
  std::vector<Observable> observables;
  /// All lattice translations (empty for open boundaries but for the identity), identity first.
  std::vector<SitePermutation> translations;
  /// The point group about site 0 (torus) or about the centre (open), identity first: reflections of every
  /// axis and exchanges of axes of equal length. 8 elements on a square torus, 48 on a cube, 4 on a
  /// rectangle, 2 on a chain.
  std::vector<SitePermutation> point_group;

  int sites() const { return lattice.sites(); }
};

/// Bonds of the lattice, each once; a torus of length 2 gives multiplicity 2. Throws Error(bad_case) when
/// double_bonds = refuse and some length is 2.
std::vector<Bond> make_bonds(const Lattice& lattice, DoubleBonds double_bonds);

/// Builds the problem of a resolved case. Throws Error(bad_case).
Problem make_problem(const Case& resolved);

/// Every inequivalent displacement under the point group and inversion, without zero, sorted by length: the
/// default of zz.
std::vector<std::vector<int>> default_displacements(const Lattice& lattice);

/// All ordered pairs (i, j = i + displacement): N pairs on a torus, those that fit on an open lattice.
/// zz(d) is the mean over these pairs.
std::vector<std::array<int, 2>> displacement_pairs(const Lattice& lattice,
                                                   const std::vector<int>& displacement);

}  // namespace quenchmark::cases
