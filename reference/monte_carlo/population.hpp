#pragma once
// A population of walkers, and how it is kept at its size.

#include <cstdint>
#include <vector>

#include "reference/monte_carlo/walker.hpp"
#include "reference/parallel/workers.hpp"

namespace quenchmark::reference::monte_carlo {

/// What one slice of imaginary time left.
struct Slice {
  double log_weight = 0.0;  ///< ln of the mean weight of the walkers over the slice
  double energy = 0.0;      ///< mean of the local energy at its end, by weight
  double spread = 0.0;      ///< variance of the local energy there
  double effective = 0.0;   ///< walkers that carry the weight: (sum w)^2 / sum w^2
  std::int64_t turns = 0;   ///< of spins, all walkers together
};

class Population {
 public:
  /// All walkers begin with the same spins.
  Population(const Spins& spins, int walkers, std::uint64_t seed, const Workers& workers);

  int size() const { return static_cast<int>(walkers_.size()); }
  const Walker& walker(int k) const { return walkers_[k]; }

  void refresh(const GuidedModel& guided);

  /// Without weights: samples of psi^2.
  void wander(const GuidedModel& guided, double duration);

  /// One slice of e^(-(H - reference) duration), then as many walkers as before, each of the same weight: by
  /// equidistant points on the sum of the weights (a comb; J. H. Hetherington, Phys. Rev. A 30, 2713 (1984); M.
  /// Calandra Buonaura and S. Sorella, Phys. Rev. B 57, 11446 (1998)). `parents`: [walkers], which walker each
  /// one was. Throws Error(numeric) when few walkers carry all of the weight.
  Slice project(const GuidedModel& guided, double duration, double reference, std::vector<int>& parents);

 private:
  KeyedRandom random_for(int walker) const;
  void choose_parents(const std::vector<double>& weights, double total, std::vector<int>& parents) const;

  std::vector<Walker> walkers_;
  std::uint64_t seed_;
  Workers workers_;
  std::uint64_t slice_ = 0;
};

}  // namespace quenchmark::reference::monte_carlo
