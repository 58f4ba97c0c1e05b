#include "validation/run/stop_signal.hpp"

#include <unistd.h>

#include <csignal>

namespace quenchmark::validation {

namespace {

std::atomic<bool> requested{false};
std::atomic<int> received{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may touch lock-free atomics only");

struct sigaction interrupt_before {};
struct sigaction terminate_before {};

void on_signal(int number) {
  if (received.exchange(number) != 0) {
    _exit(128 + number);
  }
  requested.store(true);
}

}  // namespace

StopSignal::StopSignal() {
  requested.store(false);
  received.store(0);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &interrupt_before);
  sigaction(SIGTERM, &action, &terminate_before);
}

StopSignal::~StopSignal() {
  sigaction(SIGINT, &interrupt_before, nullptr);
  sigaction(SIGTERM, &terminate_before, nullptr);
}

const std::atomic<bool>& StopSignal::flag() {
  return requested;
}

int StopSignal::exit_code() {
  const int number = received.load();
  return number == 0 ? 0 : 128 + number;
}

}  // namespace quenchmark::validation
