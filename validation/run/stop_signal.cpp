#include "validation/run/stop_signal.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <ctime>

namespace quenchmark::validation {

namespace {

std::atomic<bool> requested{false};
std::atomic<int> received{0};
std::atomic<std::int64_t> first_came{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
                  std::atomic<std::int64_t>::is_always_lock_free,
              "a signal handler may touch lock-free atomics only");

struct sigaction interrupt_before {};
struct sigaction terminate_before {};

/// `timeout` and CI runners signal both a process and its group: what comes at once is one request.
constexpr std::int64_t same_request_milliseconds = 500;

std::int64_t now_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void on_signal(int number) {
  if (received.load() == 0) {
    first_came.store(now_milliseconds());
    received.store(number);
    requested.store(true);
  } else if (now_milliseconds() - first_came.load() > same_request_milliseconds) {
    _exit(128 + number);
  }
}

}  // namespace

StopSignal::StopSignal() {
  requested.store(false);
  received.store(0);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
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
