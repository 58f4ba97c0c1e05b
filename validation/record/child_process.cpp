#include "validation/record/child_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.hpp"

namespace quenchmark::validation {

namespace {

// The first byte of what a child sends says what follows; the last byte that it was not cut short.
constexpr char answer_mark = 'A';
constexpr char error_mark = 'E';
constexpr char end_mark = '.';

std::string describe(const Error& error) {
  nlohmann::json list = nlohmann::json::array();
  for (const Diagnostic& d : error.diagnostics()) {
    list.push_back({{"kind", static_cast<int>(d.kind)},
                    {"message", d.message},
                    {"hint", d.hint},
                    {"file", d.file},
                    {"line", d.line},
                    {"column", d.column},
                    {"key", d.key}});
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Error error_from(const std::string& text) {
  std::vector<Diagnostic> diagnostics;
  for (const auto& entry : nlohmann::json::parse(text)) {
    diagnostics.push_back({static_cast<ErrorKind>(entry.at("kind").get<int>()), entry.at("message"),
                           entry.at("hint"), entry.at("file"), entry.at("line"), entry.at("column"),
                           entry.at("key")});
  }
  return Error(std::move(diagnostics));
}

std::string answer_of(const std::function<std::string()>& work) {
  try {
    return answer_mark + work() + end_mark;
  } catch (...) {
    return error_mark + describe(as_error(std::current_exception(), ErrorKind::internal)) + end_mark;
  }
}

void send(int descriptor, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) {
      return;
    }
    sent += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
}

std::string cause_of(int status) {
  if (WIFSIGNALED(status)) {
    return strsignal(WTERMSIG(status));
  }
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

ChildProcess::ChildProcess(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(ErrorKind::io, std::string("cannot start a process: ") + std::strerror(errno));
  }
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    send(ends[1], answer_of(work));
    ::_exit(0);
  }
  const int code = errno;
  ::close(ends[1]);
  descriptor_ = ends[0];
  if (pid_ < 0) {
    ::close(descriptor_);
    throw Error(ErrorKind::io, std::string("cannot start a process: ") + std::strerror(code));
  }
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      received_(std::move(other.received_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(received_, other.received_);
  return *this;
}

ChildProcess::~ChildProcess() {
  kill();
  wait();
}

bool ChildProcess::receive() {
  std::string buffer(std::size_t{1} << 16, '\0');
  const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
  if (count > 0) {
    received_.append(buffer, 0, static_cast<std::size_t>(count));
  }
  return count == 0;
}

int ChildProcess::wait() {
  int status = 0;
  if (descriptor_ >= 0) {
    ::close(std::exchange(descriptor_, -1));
  }
  if (pid_ > 0) {
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }
  return status;
}

ChildAnswer ChildProcess::finish() {
  while (!receive()) {
  }
  const int status = wait();
  if (received_.size() < 2 || received_.back() != end_mark) {
    return {false, "", cause_of(status)};
  }
  std::string text = received_.substr(1, received_.size() - 2);
  if (received_.front() == error_mark) {
    throw error_from(text);
  }
  return {true, std::move(text), ""};
}

void ChildProcess::kill() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
  }
}

}  // namespace quenchmark::validation
