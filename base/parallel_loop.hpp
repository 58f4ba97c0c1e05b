#pragma once
// The one parallel loop. What an iteration computes must not depend on who computes it: then results are the
// same in every bit for any number of threads, and a thread that wakes late loses nothing but time.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>

namespace quenchmark {

/// Calls `work` on this thread and, as far as they wake in time, on up to threads - 1 others at once; returns
/// when all calls have ended. `work` shares out what there is to do and must not throw. Inside another
/// parallel region, or while another thread of the process runs one, it is called on this thread alone.
/// Throws Error(device) when the system refuses a thread; nothing has been called then.
void run_together(int threads, const std::function<void()>& work);

/// body(k) for every k of [0, count), in any order, by at most `threads` threads. After an exception no
/// further iteration begins, and the first one is thrown on.
template <class Body>
void parallel_for(std::int64_t count, int threads, const Body& body) {
  if (threads <= 1 || count <= 1) {
    for (std::int64_t k = 0; k < count; ++k) {
      body(k);
    }
    return;
  }
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  run_together(static_cast<int>(std::min<std::int64_t>(threads, count)), [&] {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::int64_t k = next.fetch_add(1, std::memory_order_relaxed);
      if (k >= count) {
        return;
      }
      try {
        body(k);
      } catch (...) {
        if (!failed.exchange(true)) {
          failure = std::current_exception();
        }
      }
    }
  });
  if (failure) {
    std::rethrow_exception(failure);
  }
}

/// body(begin, end) for the tiles [0, tile), [tile, 2 tile) ... of [0, count).
template <class Body>
void parallel_for_tiles(std::int64_t count, std::int64_t tile, int threads, const Body& body) {
  parallel_for((count + tile - 1) / tile, threads,
               [&](std::int64_t k) { body(k * tile, std::min(count, (k + 1) * tile)); });
}

}  // namespace quenchmark
