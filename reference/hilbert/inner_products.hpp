#pragma once
// Inner products with orbit weights and linear combinations of states, tile by tile.

#include "reference/hilbert/hilbert_space.hpp"

namespace quenchmark::reference {

/// Sum over the space of multiplicity * term(k); a term is an array of K numbers.
template <std::size_t K, class Term>
std::array<double, K> weighted_sum(const HilbertSpace& space, const Term& term) {
  const std::uint16_t* multiplicities = space.multiplicities();
  return space.workers().sum_elements<K>(space.dimension(), [&](std::int64_t begin, std::int64_t end) {
    std::array<double, K> sum{};
    for (std::int64_t k = begin; k < end; ++k) {
      const double weight = multiplicities == nullptr ? 1.0 : multiplicities[k];
      const std::array<double, K> value = term(k);
      for (std::size_t c = 0; c < K; ++c) {
        sum[c] += weight * value[c];
      }
    }
    return sum;
  });
}

/// <a|b>.
Complex inner_product(const HilbertSpace& space, const Complex* a, const Complex* b);

/// <a|a>.
double squared_norm(const HilbertSpace& space, const Complex* a);

void copy_state(const HilbertSpace& space, const StateVector& from, StateVector& to);

/// || a - b ||^2.
double squared_distance(const HilbertSpace& space, const Complex* a, const Complex* b);

}  // namespace quenchmark::reference
