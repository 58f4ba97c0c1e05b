#pragma once
// The Hamiltonian as integers: H(t) = c_exchange(t) A + c_transverse(t) X + c_longitudinal(t) B in the z
// basis, with A = sum weight_ij sz_i sz_j and B = sum weight_i sz_i diagonal, X = weight sum_i sx_i. Integer
// weights make the diagonal a function of one small integer, the key of a configuration: phases and energies
// are looked up, not computed.

#include <cstdint>
#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

/// Bit i of a configuration is 1 when site i is down; all up is 0.
using Configuration = std::uint64_t;

/// +1 up, -1 down.
inline int spin(Configuration s, int site) {
  return 1 - 2 * static_cast<int>((s >> site) & 1U);
}

/// Unordered pairs or single sites that lie at the same distance in the site index: handled by one shift and
/// one mask.
struct ShiftedPairs {
  int shift = 0;  ///< second - first
  int weight = 0;
  Configuration mask = 0;  ///< the `first` sites
};

struct WeightedPair {
  int first = 0;
  int second = 0;
  int weight = 0;
};

struct IsingTerms {
  int sites = 0;
  std::vector<WeightedPair> pairs;  ///< first < second, each pair once
  std::vector<int> fields;          ///< [site] weights of B
  int flip_weight = 0;              ///< the common weight of all sx

  bool has_longitudinal() const;
  /// Diagonal element of H for the weights above.
  double diagonal(Configuration s, const cases::Couplings& couplings) const;
};

/// What one word holds.
inline constexpr int kMostBits = 62;

/// Throws Error(bad_case) for more sites than `most_sites`, for a term that is neither sz sz (exchange), sz (longitudinal) nor sx (transverse),
/// for weights that are not integers, and for a transverse field that differs from site to site.
IsingTerms read_terms(const cases::Problem& problem, int most_sites = kMostBits);

/// The integer key(s) = stride * A(s) + B(s) and what it stands for.
class DiagonalKeys {
 public:
  explicit DiagonalKeys(const IsingTerms& terms);

  int key(Configuration s) const;
  int lowest() const { return -reach_; }
  int count() const { return 2 * reach_ + 1; }
  int stride() const { return stride_; }
  /// table[key - lowest()] = energy of the configurations with that key.
  std::vector<double> energies(const cases::Couplings& couplings) const;

 private:
  std::vector<ShiftedPairs> pairs_;
  std::vector<ShiftedPairs> fields_;  // shift unused
  int pair_total_ = 0;                // A of the configuration with all spins up
  int field_total_ = 0;
  int stride_ = 1;
  int reach_ = 0;
};

}  // namespace quenchmark::reference
