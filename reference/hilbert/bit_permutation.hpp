#pragma once
// Permutations of sites as moves of bits: those that move by the same distance go in one shift and one mask.

#include <map>
#include <vector>

#include "cases/spec/problem.hpp"

namespace quenchmark::reference {

template <class Word>
struct BitMove {
  Word mask = 0;  // of the bits where they arrive
  int distance = 0;
};

/// A permutation as shifts to the left and shifts to the right.
template <class Word>
struct BitPermutation {
  std::vector<BitMove<Word>> left;
  std::vector<BitMove<Word>> right;
};

template <class Word>
BitPermutation<Word> bit_permutation(const cases::SitePermutation& permutation) {
  std::map<int, Word> masks;
  for (std::size_t from = 0; from < permutation.size(); ++from) {
    masks[permutation[from] - static_cast<int>(from)] |= Word{1} << permutation[from];
  }
  BitPermutation<Word> result;
  for (const auto& [distance, mask] : masks) {
    if (distance >= 0) {
      result.left.push_back({mask, distance});
    } else {
      result.right.push_back({mask, -distance});
    }
  }
  return result;
}

}  // namespace quenchmark::reference
