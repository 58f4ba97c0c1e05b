#include "solvers/operators/pauli_sum.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace quenchmark::solvers {

void PauliSum::add(Complex coefficient, const std::vector<int>& sites, const std::vector<char>& axes) {
  if (sites.size() != axes.size() || sites.size() > 2 || (sites.size() == 2 && sites[0] == sites[1])) {
    throw std::invalid_argument("a Pauli string acts on at most two different sites");
  }
  Flip flip{-1, -1};
  SignFactor factor{coefficient, {-1, -1}};
  std::size_t flips = 0;
  std::size_t signs = 0;
  for (std::size_t k = 0; k < sites.size(); ++k) {
    const char axis = axes[k];
    if (axis == 'x' || axis == 'y') {
      flip[flips++] = sites[k];
    }
    if (axis == 'y') {
      factor.coefficient *= Complex(0, -1);
    }
    if (axis == 'y' || axis == 'z') {
      factor.signs[signs++] = sites[k];
    }
  }
  if (flips == 2 && flip[0] > flip[1]) {
    std::swap(flip[0], flip[1]);
  }
  const auto place = std::lower_bound(groups_.begin(), groups_.end(), flip,
                                      [](const FlipGroup& group, const Flip& f) { return group.flip < f; });
  if (place != groups_.end() && place->flip == flip) {
    place->factors.push_back(factor);
  } else {
    groups_.insert(place, FlipGroup{flip, {factor}});
  }
}

}  // namespace quenchmark::solvers
