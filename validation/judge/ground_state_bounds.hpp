#pragma once
// What the energy of the ground state must lie between, worked out from the case alone: no eigensolver, and
// nothing that the run or the reference has computed.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::validation {

struct EnergyBounds {
  double lower = 0.0;
  double upper = 0.0;
  std::string how;  ///< what the sharper of them rest on, for people
};

/// Rigorous up to rounding, which is inside the bounds. The sharpest that the problem allows of
///   - a transverse-field Ising ring: free fermions in closed form;
///   - up to kMostSites: a positive state. The off-diagonal elements of H are not positive (a sign of a
///     transverse field is taken out by rotating its spin), so for every positive state v
///     min_s (H v)(s) / v(s) <= E_0 <= <v|H|v> / <v|v>
///     (L. Collatz, 1942; H. Wielandt, 1950). Any v will do; v is improved until the two meet, or its work is
///     spent. It is constant on the orbits of the lattice symmetries;
///   - any problem: the sum of the lowest levels of its bonds, each with its share of the fields (P. W.
///     Anderson, 1951), and the best product state of parallel spins.
class GroundStateBounds {
 public:
  static constexpr int kMostSites = 20;
  static constexpr std::int64_t kMostWork =
      200'000'000;  ///< amplitudes read to improve v, per set of couplings

  /// Throws Error(bad_case) for terms other than sz sz, sx and sz.
  explicit GroundStateBounds(const cases::Problem& problem);

  /// Of H with these couplings. What is found is kept.
  const EnergyBounds& at(const cases::Couplings& couplings);

 private:
  struct Bond {
    int first, second;
    double coefficient;
  };
  /// H of the couplings asked for, the transverse fields made negative.
  struct Hamiltonian {
    std::vector<Bond> bonds;
    std::vector<double> transverse, longitudinal;  // [N]
    double size = 0.0;                             // sum of all |coefficients|
  };

  Hamiltonian hamiltonian(const cases::Couplings& couplings) const;
  EnergyBounds bond_bounds(const Hamiltonian& h) const;
  bool is_ring(const Hamiltonian& h) const;
  static EnergyBounds ring_energy(const Hamiltonian& h);
  void find_orbits(bool spin_flip);
  EnergyBounds positive_state_bounds(const Hamiltonian& h);

  cases::Problem problem_;
  std::map<cases::Couplings, EnergyBounds> known_;

  // Orbits of configurations, and the positive state of the couplings before.
  std::vector<std::uint32_t> representatives_;  // [K]
  std::vector<double> sizes_;                   // [K]
  std::vector<std::int32_t> neighbours_;        // [K, N]: the orbit reached by turning spin i
  bool flipped_ = false;                        // orbits under the flip of all spins too
  std::vector<double> state_;                   // [K]
};

}  // namespace quenchmark::validation
