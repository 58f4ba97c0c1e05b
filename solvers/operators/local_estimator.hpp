#pragma once
// Local values of several operators on one configuration, from the amplitude ratios of all flips they need.

#include <vector>

#include "solvers/operators/pauli_sum.hpp"

namespace quenchmark::solvers {

/// A fixed set of operators; flips that several of them need are asked for once.
class LocalEstimator {
 public:
  explicit LocalEstimator(std::vector<const WeightedOperator*> operators);

  /// Sets of flipped sites, none of them empty, in the order that `ratios` below has.
  const std::vector<Flip>& flips() const { return flips_; }
  std::size_t operators() const { return operators_.size(); }

  /// Weights of every operator at time t.
  using Weights = std::vector<std::vector<double>>;
  Weights weights(double t) const;

  /// A_loc(s) = sum over flips of <s|A|s'> psi(s')/psi(s), A the `which`-th operator; ratios[flip] =
  /// psi(s')/psi(s).
  Complex local_value(std::size_t which, const Weights& weights, const std::int8_t* spins,
                      const Complex* ratios) const;

 private:
  std::vector<const WeightedOperator*> operators_;
  std::vector<Flip> flips_;
  std::vector<std::vector<std::vector<int>>> places_;  ///< [operator][part][group]: in flips_, -1 diagonal
};

}  // namespace quenchmark::solvers
