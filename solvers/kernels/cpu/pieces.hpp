#pragma once
// Loops over counts that are known at run time, in pieces whose number the compiler knows.

#include <cstddef>
#include <type_traits>

namespace quenchmark::solvers::kernels::cpu {

template <std::size_t count>
using Count = std::integral_constant<std::size_t, count>;

/// block(first, number) over [0, count) in pieces of `Largest` and then of its halves.
template <std::size_t Largest, typename Block>
void in_pieces(std::size_t count, Block block, std::size_t first = 0) {
  while (count - first >= Largest) {
    block(first, Count<Largest>());
    first += Largest;
  }
  if constexpr (Largest > 1) {
    in_pieces<Largest / 2>(count, block, first);
  }
}

}  // namespace quenchmark::solvers::kernels::cpu
