#pragma once
// Loops over fixed tiles by a given number of threads. What a tile computes does not depend on who computes
// it, and sums are taken tile by tile in order: results are the same in every bit for any number of threads.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/parallel_loop.hpp"

namespace quenchmark::reference {

class Workers {
 public:
  explicit Workers(int threads = 1) : threads_(std::max(1, threads)) {}

  int threads() const { return threads_; }

  /// body(begin, end) for every tile of [0, count). The first exception of a body is passed on.
  template <class Body>
  void for_tiles(std::int64_t count, std::int64_t tile, const Body& body) const {
    parallel_for_tiles(count, tile, threads_, body);
  }

  /// The same for a few operations per element; short arrays are not worth waking the threads.
  template <class Body>
  void for_elements(std::int64_t count, const Body& body) const {
    if (count < kWorthThreads) {
      Workers(1).for_tiles(count, kElementTile, body);
    } else {
      for_tiles(count, kElementTile, body);
    }
  }

  /// Sum over tiles of the arrays that body(begin, end) returns, a few operations per element.
  template <std::size_t K, class Body>
  std::array<double, K> sum_elements(std::int64_t count, const Body& body) const {
    const std::int64_t tile = kElementTile;
    std::vector<std::array<double, K>> partial(static_cast<std::size_t>((count + tile - 1) / tile));
    for_elements(count,
                 [&](std::int64_t begin, std::int64_t end) { partial[begin / tile] = body(begin, end); });
    // Pairs of neighbours first: rounding grows with the logarithm of the number of tiles.
    for (std::size_t width = 1; width < partial.size(); width *= 2) {
      for (std::size_t k = 0; k + width < partial.size(); k += 2 * width) {
        for (std::size_t c = 0; c < K; ++c) {
          partial[k][c] += partial[k + width][c];
        }
      }
    }
    return partial.empty() ? std::array<double, K>{} : partial[0];
  }

 private:
  static constexpr std::int64_t kElementTile = 4096;
  static constexpr std::int64_t kWorthThreads = 1 << 17;

  int threads_;
};

}  // namespace quenchmark::reference
