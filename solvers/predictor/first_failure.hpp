#pragma once
// Carries an exception out of an OpenMP loop, where leaving its body would be std::terminate.

#include <exception>
#include <mutex>

namespace quenchmark::solvers::predictor {

class FirstFailure {
 public:
  /// Calls `work` and keeps what it throws; from any thread.
  template <class Work>
  void guard(const Work& work) {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) {
        failure_ = std::current_exception();
      }
    }
  }

  /// After the loop: throws what was kept, if anything.
  void rethrow() const {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace quenchmark::solvers::predictor
