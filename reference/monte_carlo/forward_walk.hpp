#pragma once
// Averages in the ground state itself. Walkers are spread as psi times the ground state; the descendants that a
// walker leaves weigh it by the ground state over psi (K. S. Liu, M. H. Kalos and G. V. Chester, Phys. Rev. A 10,
// 303 (1974)).

#include <cstddef>
#include <vector>

#include "reference/monte_carlo/block_average.hpp"
#include "reference/monte_carlo/population.hpp"

namespace quenchmark::reference::monte_carlo {

/// <sz sz> of a configuration by shell, then its f_Q: (sum_i sz_i)^2/N. [shells + 1]
std::vector<double> correlations_of(const Spins& spins, const Shells& shells);

/// Looks at all walkers every `spacing` slices, and again at whose descendants are alive `length` slices later.
class ForwardWalk {
 public:
  ForwardWalk(const Shells& shells, std::size_t length, std::size_t spacing)
      : shells_(shells), length_(length), spacing_(spacing) {}

  /// After every slice, with the parents it returned.
  void follow(const Population& population, const std::vector<int>& parents);

  /// [what][looks that have ended]: means over the descendants.
  const std::vector<std::vector<double>>& means() const { return means_; }
  /// [looks that have ended] the slice, counted from 0, at which they ended.
  const std::vector<std::size_t>& ends() const { return ends_; }

 private:
  struct Look {
    std::size_t begin = 0;
    std::vector<std::vector<double>> values;  // [walkers then][what]
    std::vector<int> ancestors;               // [walkers now]
  };

  void end(const Look& look);

  const Shells& shells_;
  std::size_t length_;
  std::size_t spacing_;
  std::size_t slice_ = 0;
  std::vector<Look> looks_;
  std::vector<std::vector<double>> means_;
  std::vector<std::size_t> ends_;
};

}  // namespace quenchmark::reference::monte_carlo
