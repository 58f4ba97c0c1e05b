#pragma once
// The Hamiltonian at one time as random walks need it: H = sum_pairs K_ij sz_i sz_j + sum_i b_i sz_i - G sum_i
// sx_i with G >= 0, so that no amplitude of the ground state is negative in the z basis.

#include <cstdint>
#include <span>
#include <vector>

#include "cases/spec/problem.hpp"
#include "reference/hilbert/ising_terms.hpp"

namespace quenchmark::reference::monte_carlo {

/// +1 up, -1 down.
using Spins = std::vector<std::int8_t>;  // [N]

struct SpinModel {
  /// One end of a bond, and its K.
  struct Bond {
    int partner = 0;
    double coupling = 0.0;
  };

  /// `couplings` as `without_sign` returns them (reference/spectrum/ground_state.hpp).
  SpinModel(const IsingTerms& terms, const cases::Couplings& couplings);

  std::span<const Bond> bonds_of(int site) const {
    return {bonds.data() + begin[site], bonds.data() + begin[site + 1]};
  }
  /// Diagonal element of H.
  double diagonal(const Spins& spins) const;
  /// Its change when a spin turns.
  double change(const Spins& spins, int site) const;

  int sites = 0;
  double flip = 0.0;          ///< G
  std::vector<int> begin;     ///< [N + 1] where the bonds of a site begin
  std::vector<Bond> bonds;    ///< each at both of its ends
  std::vector<double> field;  ///< [N] b
};

}  // namespace quenchmark::reference::monte_carlo
