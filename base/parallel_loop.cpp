#include "base/parallel_loop.hpp"

#include <pthread.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace quenchmark {

namespace {

/// Threads of this process that sleep between loops: waking one is cheaper than making one.
class Crew {
 public:
  static thread_local bool inside_region;

  void run(int threads, const std::function<void()>& work) {
    std::unique_lock lock(mutex_);
    if (work_ != nullptr) {
      lock.unlock();
      work();
      return;
    }
    hire(static_cast<std::size_t>(threads - 1));
    work_ = &work;
    open_places_ = threads - 1;
    lock.unlock();
    for (int place = 1; place < threads; ++place) {
      wake_.notify_one();
    }
    work();
    lock.lock();
    open_places_ = 0;  // the work is shared out: who still sleeps may go on sleeping
    ended_.wait(lock, [this] { return at_work_ == 0; });
    work_ = nullptr;
  }

 private:
  void hire(std::size_t count) {
    while (members_.size() < count) {
      try {
        members_.emplace_back([this] { serve(); });
      } catch (const std::system_error& refused) {
        throw Error(ErrorKind::device,
                    "the system refuses to start thread " + std::to_string(members_.size() + 2) + " of " +
                        std::to_string(count + 1) + ": " + refused.code().message(),
                    "ask for fewer with --threads, or raise the limit that `ulimit -u` shows");
      }
    }
  }

  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return open_places_ > 0; });
      --open_places_;
      ++at_work_;
      const std::function<void()>& work = *work_;
      lock.unlock();
      inside_region = true;
      work();
      inside_region = false;
      lock.lock();
      if (--at_work_ == 0) {
        ended_.notify_all();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable ended_;
  std::vector<std::thread> members_;
  const std::function<void()>* work_ = nullptr;  // what is being done, if anything
  int open_places_ = 0;                          // how many more may join it
  int at_work_ = 0;
};

thread_local bool Crew::inside_region = false;

std::atomic<Crew*> current_crew{nullptr};

/// Never destroyed: its threads sleep until the process ends. A forked child has none of them and gets a crew
/// of its own.
Crew& crew() {
  static const int registered = pthread_atfork(nullptr, nullptr, [] {
    current_crew.store(nullptr);
    Crew::inside_region = false;
  });
  static_cast<void>(registered);
  Crew* known = current_crew.load();
  if (known == nullptr) {
    auto* fresh = new Crew;
    if (current_crew.compare_exchange_strong(known, fresh)) {
      return *fresh;
    }
    delete fresh;
  }
  return *known;
}

class InsideRegion {
 public:
  InsideRegion() { Crew::inside_region = true; }
  InsideRegion(const InsideRegion&) = delete;
  InsideRegion& operator=(const InsideRegion&) = delete;
  ~InsideRegion() { Crew::inside_region = false; }
};

}  // namespace

void run_together(int threads, const std::function<void()>& work) {
  if (threads <= 1 || Crew::inside_region) {
    work();
    return;
  }
  const InsideRegion region;
  crew().run(threads, work);
}

}  // namespace quenchmark
