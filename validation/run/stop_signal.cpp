#include "validation/run/stop_signal.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <ctime>

namespace quenchmark::validation {

namespace {

std::atomic<bool> requested{false};
std::atomic<int> received{0};
std::atomic<std::int64_t> first_came{0};
std::atomic<int> keeping{0};    // how many are just keeping something
std::atomic<int> impatient{0};  // the second signal, when it has to wait for them
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
                  std::atomic<std::int64_t>::is_always_lock_free,
              "a signal handler may touch lock-free atomics only");

constexpr std::array<int, 3> requests{SIGHUP, SIGINT, SIGTERM};
std::array<struct sigaction, requests.size()> before{};

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
  } else if (number != SIGHUP && now_milliseconds() - first_came.load() > same_request_milliseconds) {
    impatient.store(number);
    if (keeping.load() == 0) {
      _exit(128 + number);
    }
  }
}

bool is_ignored(int number) {
  struct sigaction now {};
  return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

StopSignal::StopSignal() {
  requested.store(false);
  received.store(0);
  impatient.store(0);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int number : requests) {
    sigaddset(&action.sa_mask, number);
  }
  action.sa_flags = SA_RESTART;
  for (std::size_t k = 0; k < requests.size(); ++k) {
    if (requests[k] == SIGHUP && is_ignored(SIGHUP)) {
      sigaction(SIGHUP, nullptr, &before[k]);
    } else {
      sigaction(requests[k], &action, &before[k]);
    }
  }
}

StopSignal::~StopSignal() {
  for (std::size_t k = 0; k < requests.size(); ++k) {
    sigaction(requests[k], &before[k], nullptr);
  }
}

const std::atomic<bool>& StopSignal::flag() {
  return requested;
}

int StopSignal::exit_code() {
  const int number = received.load();
  return number == 0 ? 0 : 128 + number;
}

KeepingNow::KeepingNow() {
  ++keeping;
}

KeepingNow::~KeepingNow() {
  if (--keeping == 0 && impatient.load() != 0) {
    _exit(128 + impatient.load());
  }
}

}  // namespace quenchmark::validation
