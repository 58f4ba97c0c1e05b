#pragma once
// Exact sums: every configuration, or one representative of every symmetry orbit with its multiplicity.

#include <cstdint>
#include <map>
#include <vector>

#include "cases/spec/problem.hpp"
#include "solvers/operators/pauli_sum.hpp"

namespace quenchmark::solvers {

/// Which symmetries the orbits are made of; none of them: all 2^N configurations.
struct OrbitSymmetry {
  bool translations = false;
  bool point_group = false;
  bool spin_flip = false;
};

/// Bytes that a ConfigurationSpace of about `states` states with `flips` flip tables takes.
std::int64_t configuration_space_bytes(std::int64_t states, int sites, std::int64_t flips);

/// The configurations over which an exact sum runs, and the table of who is reached by flipping sites.
/// A configuration is an integer, bit i set when s_i = -1; the representative is the smallest of its orbit.
class ConfigurationSpace {
 public:
  /// Enumerates the orbits. N <= 32. Throws Error(memory) when 2^N is out of reach.
  ConfigurationSpace(const cases::Problem& problem, OrbitSymmetry symmetry, int threads);

  std::size_t size() const { return representatives_.size(); }
  int sites() const { return sites_; }
  const OrbitSymmetry& symmetry() const { return symmetry_; }
  const std::vector<std::uint64_t>& representatives() const { return representatives_; }
  /// Orbit sizes; they add up to 2^N.
  const std::vector<double>& multiplicity() const { return multiplicity_; }
  /// +1/-1, row-major [configuration][site].
  const std::vector<std::int8_t>& spins() const { return spins_; }

  /// table[k] = index of the orbit that configuration k reaches by `flip`. Made on first use (not
  /// thread-safe).
  const std::vector<std::int32_t>& flipped(const Flip& flip);

 private:
  /// A site permutation acting on integers through one look-up per byte.
  struct BitPermutation {
    std::vector<std::uint64_t> table;  // [byte][value]
  };

  BitPermutation make_bit_permutation(const cases::SitePermutation& permutation) const;
  std::uint64_t apply(const BitPermutation& permutation, std::uint64_t configuration) const;
  std::uint64_t representative(std::uint64_t configuration) const;
  bool is_representative(std::uint64_t configuration, double& orbit_size) const;

  int sites_ = 0;
  int bytes_ = 0;
  int threads_ = 1;
  std::uint64_t all_down_ = 0;
  OrbitSymmetry symmetry_;
  std::vector<BitPermutation> translations_;
  std::vector<BitPermutation> point_group_;
  std::vector<std::uint64_t> representatives_;
  std::vector<double> multiplicity_;
  std::vector<std::int8_t> spins_;
  std::map<Flip, std::vector<std::int32_t>> flipped_;
};

}  // namespace quenchmark::solvers
